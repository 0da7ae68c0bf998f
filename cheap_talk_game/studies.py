"""The sessions of one study on this server."""

from otree.models import Session

from forecast_sharing.session.choices import DATA


def sessions_of_study(session: Session) -> list[Session]:
    """Return the sessions of a session's study that were held for data, by their numbers; none without a study."""
    study = session.config.get("study")
    if not study:
        return []
    held = [one for one in Session.objects_filter(is_demo=False) if one.config.get("study") == study]
    return sorted(
        (one for one in held if one.config.get("purpose", DATA) == DATA),
        key=lambda one: (one.config.get("study_session", 0), one.code),
    )
