"""People who have gone without a word when nobody had to wait for them any more, as seen by an export.

Nothing is decided about them: they may still open their page and go on, and the next export says so.
"""

import time

from otree.database import dbq
from otree.models import Participant, Session

from cheap_talk_game.models import session_design
from cheap_talk_game.payment import exit_reason
from forecast_sharing.session.dropouts import is_over
from forecast_sharing.session.earnings import FELL_SILENT, NO_SHOW
from participant_ui.presence import Presence, seconds_deaf

# Where nobody ever drops out, pages that do not wait tell nothing between being opened and being sent.
WITHOUT_SIGNS_OF_LIFE_S = 1800


def gone_silently(session: Session) -> dict[int, str]:
    """Return the exit reason of everybody who is gone although they have none, by participant id.

    Nobody, as long as anybody who is still in the session has been heard from lately.
    """
    rows = (
        dbq(Participant)
        .outerjoin(Presence, Presence.participant_id == Participant.id)
        .filter(Participant.session_id == session.id)
        .with_entities(Participant, Presence.seen_at)
    )
    still_in = {participant: seen_at for participant, seen_at in rows if exit_reason(participant) is None}
    has_begun = any(seen_at is not None for _, seen_at in rows)
    silence = session_design(session).limits.presence or WITHOUT_SIGNS_OF_LIFE_S
    now = time.time()
    heard = [seen_at and seen_at + seconds_deaf(seen_at, now) for seen_at in still_in.values()]
    if not has_begun or not is_over(heard, silence, now=now):
        return {}
    return {participant.id: FELL_SILENT if has_consented(participant) else NO_SHOW for participant in still_in}


def has_consented(participant: Participant) -> bool:
    """Return whether a person has agreed to take part."""
    return bool(participant.get_player("briefing", 1).field_maybe_none("consent"))
