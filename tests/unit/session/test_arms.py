"""Arms: what blocks play, part after part, and how blocks are drawn to them."""

import json
from collections import Counter
from itertools import accumulate

import pytest

from forecast_sharing.session import arms
from forecast_sharing.session.arms import Arm, Part
from forecast_sharing.session.design import MAY_DIFFER, SessionDesign, SettingError, default_config
from forecast_sharing.session.draws import draw_arms

DEAR = Part("dear", 2, (("capacity_cost", 60),))
CHEAP = Part("cheap", 3, (("capacity_cost", 15), ("messages", "none")))
TWO = (Arm("dear_first", (DEAR, CHEAP)), Arm("cheap_first", (CHEAP, DEAR)))


def config(**changed):
    return {**default_config(), "num_rounds": 5, "practice_rounds": 1, "arms": arms.as_json(TWO), **changed}


def test_arms_come_back_from_a_session_config_as_they_were():
    assert arms.from_json(arms.as_json(TWO)) == TWO


def test_each_part_has_its_own_settings_and_the_sessions_others():
    design = SessionDesign.from_config(config(block_size=6))
    first, second = design.in_part(1, 1), design.in_part(1, 2)
    assert (first.capacity_cost, first.messages) == (60, "number")
    assert (second.capacity_cost, second.messages) == (15, "none")
    assert first.block_size == second.block_size == 6
    assert design.in_part(2, 1) == second
    assert first.game.capacity_cost == 60
    assert first.total_rounds == 6


def test_practice_belongs_to_the_first_part_and_each_part_has_its_rounds():
    design = SessionDesign.from_config(config())
    assert [design.part_of(1, number) for number in range(1, 7)] == [1, 1, 1, 2, 2, 2]
    assert [design.part_of(2, number) for number in range(1, 7)] == [1, 1, 1, 1, 2, 2]


def test_a_session_without_arms_is_its_own_part():
    design = SessionDesign()
    assert design.in_part(None, None) is design
    assert design.part_of(None, 3) is None
    assert design.parts == (design,)


def test_a_session_with_arms_has_no_game_of_its_own():
    design = SessionDesign.from_config(config())
    with pytest.raises(TypeError, match="no game of its own"):
        _ = design.game
    with pytest.raises(ValueError, match="by arm and part"):
        design.in_part(None, 1)


def test_parts_differ_in_what_a_round_is_about_and_in_nothing_that_joins_people():
    assert {"capacity_cost", "noise_half_width", "messages", "feedback", "beliefs"} <= set(MAY_DIFFER)
    assert not {"matching", "roles", "block_size", "exchange_rate", "show_up_fee", "num_rounds"} & set(MAY_DIFFER)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"arms": "no"}, "arms must be JSON"),
        ({"arms": "[]"}, "arms must be a list of 1 to 20"),
        ({"arms": '[{"name":"a"}]'}, "arm 1 must have name, blocks, parts"),
        ({"arms": arms.as_json((TWO[0], TWO[0]))}, "different names, not twice dear_first"),
        ({"arms": arms.as_json((TWO[0], Arm("short", (DEAR,))))}, "same number of rounds.*dear_first 5, short 2"),
        ({"arms": arms.as_json((Arm("a", (DEAR, Part("dear", 3))),))}, "treatment dear must be the same"),
        ({"num_rounds": 6}, "num_rounds must be that of the arms, 5, not 6"),
        (
            {"arms": arms.as_json((Arm("a", (Part("x", 5, (("block_size", 2),)),)),))},
            "part 1 of arm a: block_size must be the same in the whole session",
        ),
        (
            {"arms": arms.as_json((Arm("a", (DEAR, Part("x", 3, (("capacity_cost", 75),)))),))},
            "part 2 of arm a: capacity_cost must be greater than 0 and less than.*not 75",
        ),
        ({"arms": arms.as_json((Arm("A", (DEAR,)),))}, "name of arm 1 must be at most 40 lower-case"),
        ({"arms": arms.as_json((Arm("a", (DEAR,), 0),))}, "blocks of arm 1 must be a whole number from 1"),
        ({"arms": arms.as_json((Arm("a", (Part("x", 0),)),))}, "rounds of part 1 of arm 1 must be a whole"),
        ({"arms": json.dumps([{"name": "a", "blocks": 1, "parts": []}])}, "parts of arm 1 must be a list"),
    ],
)
def test_arms_that_cannot_be_played_are_refused_by_rule(changed, rule):
    with pytest.raises(SettingError, match=rule):
        SessionDesign.from_config(config(**changed))


def test_a_session_holds_each_arm_equally_often_in_any_order():
    drawn = draw_arms(7, session=3, n_blocks=8, weights=[2, 2])
    assert Counter(drawn) == {1: 4, 2: 4}
    # 70 orders; of 600 seeds fewer than 60 different ones are all but impossible: each is missed with (69/70)^600.
    orders = {tuple(draw_arms(seed, session=1, n_blocks=8, weights=[2, 2])) for seed in range(1, 601)}
    assert len(orders) >= 60


def test_weights_say_how_often_an_arm_is_drawn():
    for online in (False, True):
        drawn = draw_arms(7, session=1, n_blocks=30, weights=[6, 3], online=online)
        assert Counter(drawn) == {1: 20, 2: 10}


@pytest.mark.parametrize("n_blocks", [1, 3, 6, 7])
def test_sessions_of_one_size_are_balanced_together(n_blocks):
    for first in (1, 5):
        sessions = [
            draw_arms(11, session=number, n_blocks=n_blocks, weights=[1, 1, 1, 1]) for number in range(first, first + 4)
        ]
        assert set(Counter(arm for drawn in sessions for arm in drawn).values()) == {n_blocks}


def test_online_arms_are_balanced_after_each_run_wherever_a_session_ends():
    drawn = draw_arms(7, session=3, n_blocks=40, weights=[2, 2, 2, 2], online=True)
    for end in range(8, 41, 8):
        assert Counter(drawn[:end]) == dict.fromkeys((1, 2, 3, 4), end // 4)
    assert len({tuple(drawn[start : start + 8]) for start in range(0, 40, 8)}) == 5
    for end in range(40):
        assert draw_arms(7, session=3, n_blocks=end, weights=[2, 2, 2, 2], online=True) == drawn[:end]


def test_sessions_of_a_study_differ():
    for online in (False, True):
        orders = {
            tuple(draw_arms(5, session=number, n_blocks=12, weights=[1, 1, 1], online=online))
            for number in range(1, 10)
        }
        assert len(orders) == 9


@pytest.mark.parametrize("online", [False, True])
def test_each_block_has_each_arm_equally_often_over_seeds(online):
    # 900 seeds; the count of an arm at a place is binomial(900, 1/3): 300 with a standard deviation of 14.1.
    # Six of those are exceeded with a probability below 1e-8 at one of 15 counts.
    counts = [Counter() for _ in range(5)]
    for seed in range(1, 901):
        for place, arm in enumerate(draw_arms(seed, session=2, n_blocks=5, weights=[1, 1, 1], online=online)):
            counts[place][arm] += 1
    assert all(abs(count[arm] - 300) < 6 * 14.15 for count in counts for arm in (1, 2, 3))


def test_rounds_of_parts_add_up():
    assert TWO[0].rounds == 5
    assert [part.rounds for part in TWO[0].parts] == [2, 3]
    ends = list(accumulate(part.rounds for part in TWO[0].parts))
    assert [TWO[0].part_of(end) for end in ends] == [1, 2]
    with pytest.raises(ValueError, match="at most 5 in arm dear_first, not 6"):
        TWO[0].part_of(6)
