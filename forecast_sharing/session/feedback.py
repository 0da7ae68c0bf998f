"""What a person is shown of a round when it is over: one rule for the pages and for theories with memory."""

from typing import NamedTuple

from forecast_sharing.models.choice_problem import Role
from forecast_sharing.session.choices import FEEDBACKS, FULL, HIDDEN, OWN, for_each


class Shows(NamedTuple):
    """What a person is shown after a round: everything, and their own profit with what led to it."""

    all: bool
    own: bool


SHOWS = for_each(
    FEEDBACKS,
    {
        FULL: Shows(all=True, own=True),
        OWN: Shows(all=False, own=True),
        HIDDEN: Shows(all=False, own=False),
    },
)

# In the order of the results page; payoffs are the person's own and their partner's.
SHOWN = ("forecast", "report", "capacity", "demand", "sales", "own_payoff", "partner_payoff")


def is_shown(name: str, role: Role, feedback: str) -> bool:
    """Return whether somebody in this role is shown an amount of a round that is over.

    Parameters
    ----------
    name : str
        One of `SHOWN`.
    role : {"sender", "receiver"}
        The person's in that round. What a person saw or chose is always theirs to see.
    feedback : {"full", "own", "none"}
        The session's setting.

    """
    if name in ("report", "forecast" if role == "sender" else "capacity"):
        return True
    if name in ("forecast", "partner_payoff"):
        return SHOWS[feedback].all
    return SHOWS[feedback].own
