"""What is checked before a session exists: all its settings, so that a wrong one is refused by rule and value."""

from briefing.models import Subsession
from forecast_sharing.draws import stream
from forecast_sharing.matching import plan
from forecast_sharing.session_design import SessionDesign, SettingError
from participant_ui.catalogue import Texts, languages


def creating_session(subsession: Subsession) -> None:
    check(SessionDesign.from_config(subsession.session.config), subsession.session.num_participants)


def check(design: SessionDesign, n_people: int) -> None:
    """Refuse a design that cannot be shown or played with this many people."""
    if design.language not in languages():
        raise SettingError(f"language must be one of: {', '.join(languages())}, not {design.language!r}")
    if not Texts(design.language).has(f"consent-{design.consent_version}"):
        raise SettingError(
            f"consent_version must name a text consent-VERSION of the catalogue for {design.language!r}, "
            f"not {design.consent_version!r}"
        )
    plan(
        n_people,
        design.total_rounds,
        block_size=design.block_size,
        matching=design.matching,
        roles=design.roles,
        rng=stream(design.seed, "check"),
    )
