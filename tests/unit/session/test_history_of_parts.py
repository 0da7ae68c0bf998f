"""The table of past rounds: each row as the part that it was played in has it."""

from cheap_talk_game.history import table_rows
from cheap_talk_game.past_rounds import PastRound
from forecast_sharing.session import arms
from forecast_sharing.session.arms import Arm, Part
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.message_types import NUMBERS

FULL, SILENT = Part("full", 1), Part("silent", 1, (("feedback", "none"), ("messages", "none")))


def past_round(round_number, arm, part):
    return PastRound(
        round_number=round_number,
        is_practice=False,
        is_paid=True,
        role="receiver",
        arm=arm,
        part=part,
        forecast=41,
        capacity=217,
        demand=203.0,
        sales=203.0,
        sender_payoff=5075.0,
        receiver_payoff=2205.0,
        sender_had_left=None,
        numbers=tuple(57 if name == "report" else None for name in NUMBERS),
    )


def rows_of(past, *planned):
    design = SessionDesign(practice_rounds=0, num_rounds=planned[0].rounds, arms=arms.as_json(planned))
    return str(table_rows(past, design)).split("</tr>")[:-1]


def test_each_row_shows_what_its_own_part_shows():
    later, earlier = rows_of([past_round(1, 1, 1), past_round(2, 1, 2)], Arm("one", (FULL, SILENT)))

    assert "part 1" in earlier
    assert all(shown in earlier for shown in ("57", "217", "2,205", "5,075"))
    assert "part 2" in later
    assert "217" in later
    assert not any(hidden in later for hidden in ("57", "2,205", "5,075", "203"))


def test_a_single_part_is_not_named():
    [row] = rows_of([past_round(1, 1, 1)], Arm("one", (FULL,)))

    assert "part" not in row


def test_a_practice_round_is_called_so_beside_its_part():
    [row] = rows_of([past_round(1, 1, 1)._replace(is_practice=True)], Arm("one", (FULL, SILENT)))

    assert "practice" in row
    assert "part 1" in row
