"""The columns of the tables of the plan: who was to meet whom, and which block plays which arm."""

from dataclasses import replace

from forecast_sharing.session import arms
from forecast_sharing.tables.column import BLOCK, PAIR_ID, ROUND_NUMBER, SESSION_CODE, Column

_FROM_ROUNDS = "not known, since the table was made from one of rounds"
_NOBODY = "nobody has taken the seat (yet)"
_NO_LOTTERY = f"beliefs were not asked; or {_FROM_ROUNDS}"


def _seat(role: str) -> Column:
    return Column(
        f"{role}_seat",
        f"Seat of the {role}, numbered within the block",
        "integer",
        minimum=1,
        missing=_FROM_ROUNDS,
        said_by="drawn",
    )


def _code(role: str) -> Column:
    return Column(f"{role}_code", f"Pseudonym of the {role}", "text", missing=_NOBODY, said_by="server")


def _lottery(role: str) -> Column:
    return Column(
        f"{role}_belief_lottery",
        f"Draw that the winning chance of the {role}'s stated belief must exceed",
        "number",
        minimum=0,
        maximum=1,
        missing=_NO_LOTTERY,
        said_by="drawn",
    )


MATCHING: tuple[Column, ...] = (
    SESSION_CODE,
    ROUND_NUMBER,
    BLOCK,
    Column(
        "pair",
        "Number of the pair in its block and round; in the order of pair_id where the table was made from one of "
        "rounds",
        "integer",
        minimum=1,
        said_by="drawn",
    ),
    _seat("sender"),
    _seat("receiver"),
    _code("sender"),
    _code("receiver"),
    replace(PAIR_ID, missing=_NOBODY),
    _lottery("sender"),
    _lottery("receiver"),
)

ARMS: tuple[Column, ...] = (
    SESSION_CODE,
    BLOCK,
    Column(
        "arm",
        "Arm of the study that the block plays",
        "text",
        pattern=arms.NAME.pattern,
        pattern_rule=arms.NAME_RULE,
        missing="the session has no arms",
        said_by="drawn",
    ),
)
