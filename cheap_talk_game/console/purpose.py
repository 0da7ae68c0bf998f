"""What a session is held for, said to staff wherever its code stands. Participants' pages say nothing of it."""

from __future__ import annotations

from otree.models import Session
from otree.templating import filters

from forecast_sharing.session import choices

IN_WORDS = choices.for_each(
    choices.PURPOSES, {choices.DATA: "", "pilot": "Pilot: no data", "rehearsal": "Rehearsal: no data"}
)


@filters.register("held_for")
def held_for(session: Session) -> str:
    """Return what a session is held for; empty where it is data, as of sessions before there was the setting."""
    # A word that is none was refused when the session was created.
    return IN_WORDS.get(session.config.get("purpose", choices.DATA), "")
