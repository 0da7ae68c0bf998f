"""Which arm of a session a person is in: in a laboratory from the start, online from when they agree to take part.

Kept in a table of its own; nothing on a page or in an address tells it.
"""

from otree.api import ExtraModel, models
from otree.database import dbq
from otree.models import Participant

from forecast_sharing.session.design import SessionDesign


class Assignment(ExtraModel):
    """The arm of one person, from 1 in the order of the session's arms."""

    participant = models.Link(Participant)
    arm = models.IntegerField()


def arm_of(participant: Participant) -> int | None:
    """Return the arm of a person; None where they have none (yet)."""
    assigned = Assignment.objects_first(participant_id=participant.id)
    return assigned.arm if assigned else None


def arms_in(session_id: int) -> dict[int, int]:
    """Return the arm of everybody in a session who has one, by participant id."""
    rows = dbq(Assignment).join(Participant, Assignment.participant_id == Participant.id)
    return dict(rows.filter(Participant.session_id == session_id).with_entities(Participant.id, Assignment.arm))


def assign(participant_id: int, arm: int) -> None:
    """Note the arm of a person who has none yet."""
    Assignment.create(participant_id=participant_id, arm=arm)


def first_part(participant: Participant) -> tuple[int, int] | tuple[None, None]:
    """Return arm and part that a person begins with; the first of both before they have been assigned."""
    if not SessionDesign.from_config(participant.session.config).arms:
        return None, None
    return arm_of(participant) or 1, 1


def first_design(participant: Participant) -> SessionDesign:
    """Return the settings that a person begins with: what instructions and questions are about."""
    return SessionDesign.from_config(participant.session.config).in_part(*first_part(participant))
