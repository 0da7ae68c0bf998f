"""The words of the settings that are chosen from a list: each stands here, once.

`SessionDesign` takes its lists from here; columns, forms, texts and pages ask the design. The words of matching, roles,
distributions and messages stand with what they mean: `matching.MATCHINGS` and `ROLES`, `distributions.DISTRIBUTIONS`,
`message_types.MESSAGE_TYPES`.
"""

from typing import TypeVar

T = TypeVar("T")

FRAMES = ("supply-chain", "neutral")
FULL, OWN, HIDDEN = FEEDBACKS = ("full", "own", "none")
OPEN, CLOSED = HISTORIES = ("open", "closed")
OFF, ASKED = BELIEFS = ("off", "asked")
ONE_ROUND, EVERY_ROUND = BELIEF_PAYS = ("one_round", "every_round")
LAB, ARRIVAL = ARRIVALS = ("lab", "arrival")
# Pilots turn nobody away and count for no other session.
ONCE, REPEATED, PILOT = PARTICIPATIONS = ("once", "repeated", "pilot")
WAIT, END_PAIR, ROBOT_STANDS_IN = DROPOUTS = ("wait", "end_pair", "robot")
HUMAN, ROBOT = COUNTERPARTS = ("human", "robot")
NOTHING, FEE, EARNED = DROPOUT_PAYS = ("nothing", "fee", "earned")
DATA = "data"
# What a session is held for.
PURPOSES = (DATA, "pilot", "rehearsal")
FORGIVEN, DEDUCTED = NEGATIVE_BALANCES = ("forgiven", "deducted")


def for_each(choices: tuple[str, ...], meanings: dict[str, T]) -> dict[str, T]:
    """Return what each choice means; refuse, when the program starts, a list that lacks one or has another."""
    if set(meanings) != set(choices):
        raise ValueError(f"there must be a meaning for each of {', '.join(choices)}, not for {', '.join(meanings)}")
    return meanings
