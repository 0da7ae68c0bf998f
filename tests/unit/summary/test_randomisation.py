from __future__ import annotations

import numpy as np

from forecast_sharing.session.draws import draw_arms
from forecast_sharing.summary.randomisation import redraw, session_numbers
from tests.harness.planned_studies import study

CROSSOVER, CELLS = study("crossover"), study("four_cells")


def arms_of(planned, blocks, seed=None):
    """Return the arms of sessions with these codes, numbers and blocks."""
    weights = [arm.blocks for arm in planned.arms]
    return {
        (session, block): arm
        for session, (number, n_blocks) in blocks.items()
        for block, arm in enumerate(
            draw_arms(seed or planned.seed, session=number, n_blocks=n_blocks, weights=weights), start=1
        )
    }


def test_arms_say_which_session_of_the_study_it_was():
    blocks = {"late": (7, 6), "early": (2, 6), "middle": (3, 5)}

    assert session_numbers(CELLS, arms_of(CELLS, blocks)) == ({"late": 7, "early": 2, "middle": 3}, [])


def test_a_block_that_is_not_there_does_not_matter():
    arms = arms_of(CELLS, {"a": (3, 6), "b": (1, 6)})
    del arms["a", 2]

    assert session_numbers(CELLS, arms)[0] == {"a": 3, "b": 1}


def test_two_sessions_are_never_one():
    # Of a single block each, half of all numbers would do.
    found, others = session_numbers(CROSSOVER, arms_of(CROSSOVER, {"a": (1, 1), "b": (1, 1), "c": (1, 1)}))

    fitting = [
        number for number in range(1, 9) if arms_of(CROSSOVER, {"a": (number, 1)}) == arms_of(CROSSOVER, {"a": (1, 1)})
    ]
    assert sorted(found.values()) == fitting[:3]
    assert others == []


def test_arms_that_the_seed_does_not_draw_are_said():
    arms = arms_of(CELLS, {"mine": (2, 6)}) | arms_of(CELLS, {"foreign": (1, 12)}, seed=99)

    found, others = session_numbers(CELLS, arms)

    assert others == ["foreign"]
    assert (found["mine"], found["foreign"]) == (2, 1)


def test_draws_are_those_of_the_same_sessions_from_other_seeds():
    blocks = (("a", 1), ("a", 2), ("a", 3), ("b", 2))
    drawn = redraw(CROSSOVER, {"a": 1, "b": 2}, blocks, 300, 1)

    assert drawn.shape == (300, 4)
    assert set(np.unique(drawn)) == {0, 1}
    # Of three blocks each arm has at least one.
    assert set(drawn[:, :3].sum(axis=1)) == {1, 2}
    # 150 with a standard deviation of 8.7; two of three blocks are alike in a third of the draws, 100 with one of 8.2.
    assert 110 < drawn[:, 0].sum() < 190
    assert 60 < (drawn[:, 0] == drawn[:, 2]).sum() < 140
    assert 110 < (drawn[:, 1] == drawn[:, 3]).sum() < 190
    np.testing.assert_array_equal(drawn, redraw(CROSSOVER, {"a": 1, "b": 2}, blocks, 300, 1))
    assert (drawn != redraw(CROSSOVER, {"a": 1, "b": 2}, blocks, 300, 2)).any()


def test_every_draw_of_a_session_is_one_that_could_have_been():
    blocks = tuple(("a", block) for block in range(1, 7))
    drawn = redraw(CELLS, {"a": 1}, blocks, 400, 1)

    # Each of four arms once, and two of them twice.
    assert {tuple(sorted(np.bincount(row, minlength=4))) for row in drawn} == {(1, 1, 2, 2)}
    assert len({tuple(row) for row in drawn.tolist()}) > 200
