"""The consent text of a session."""

from markupsafe import Markup

from forecast_sharing.session.design import SessionDesign
from participant_ui.catalogue import Texts
from participant_ui.session_texts import session_values


def consent_paragraphs(design: SessionDesign) -> list[Markup]:
    """Return the consent text that people with these settings are shown."""
    return Texts(design.language, session_values(design)).paragraphs(f"consent-{design.consent_version}")
