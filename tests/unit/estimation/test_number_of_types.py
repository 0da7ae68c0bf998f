"""The number of types: found again, from blocks that have no part in what scores them, and where none can be chosen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecast_sharing.estimation import number_of_types
from forecast_sharing.estimation.decisions import Person
from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.mixtures import fit_mixture, types_of
from forecast_sharing.estimation.number_of_types import choose_number
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.theory.assumptions import DEFAULTS, Considered
from tests.unit.estimation.simulated_people import receivers

SOME, HALF, MUCH = ({"trust": trust, "precision": 0.004, "lapse": 0.05} for trust in (0.1, 0.5, 0.9))


def grids_of(sample):
    return grids_under(families_of(sample, Considered(DEFAULTS, ()), (TRUST,)), DEFAULTS)


def chosen(sample, seed=1):
    return choose_number(TRUST, sample, grids_of(sample), np.random.default_rng(seed))


def mixed(of, seed):
    """Return 24 people in eight blocks, of these types in turn."""
    people = [of[one % len(of)] for one in range(24)]
    return receivers(people, np.repeat(range(8), 3), np.random.default_rng(seed), 12)


@pytest.mark.parametrize("of", [(HALF,), (SOME, MUCH), (SOME, HALF, MUCH)], ids=["one", "two", "three"])
def test_number_of_types_is_found(of):
    found = chosen(mixed(of, 2_000 + len(of)))

    assert found.chosen == len(of)
    assert (found.n_folds, found.note) == (5, "")
    assert [one.n_types for one in found.tried] == [1, 2, 3, 4]


@pytest.mark.slow
def test_number_of_types_is_found_as_often_as_one_standard_error_allows():
    """A type that is missing costs ten standard errors and more, so none may be missing.

    One too many is taken where it is ahead by more than a standard error though it predicts no better: for eight
    blocks that has at most the chance of t with seven degrees of freedom to exceed 1, 0.175. Of 18 data sets more than
    8 have it with a chance of 2 in 1,000.
    """
    kinds = ((HALF,), (SOME, MUCH), (SOME, HALF, MUCH))
    found = [(len(of), chosen(mixed(of, seed), seed).chosen) for of in kinds for seed in range(6)]

    assert all(number >= truth for truth, number in found)
    assert sum(number > truth for truth, number in found) <= 8


def test_the_smallest_number_within_a_standard_error_of_the_best_is_chosen():
    """By block the best, three types, is ahead of two by 1, 1, 1 and -1: by 2, with an error of 4^0.5 x 1."""
    ahead = np.array([1.0, 1, 1, -1])
    scores = np.array([-10 * np.ones(4), -2 - ahead, -2 * np.ones(4), -2.2 * np.ones(4)])

    found = number_of_types._chosen(range(1, 5), scores, np.arange(4), 4)

    assert [one.behind for one in found.tried] == pytest.approx([32, 2, 0, 0.8])
    assert [one.error for one in found.tried] == pytest.approx([0, 2, 0, 0], abs=1e-12)
    assert found.chosen == 2
    scores[1] -= 0.001
    assert number_of_types._chosen(range(1, 5), scores, np.arange(4), 4).chosen == 3


def test_blocks_are_whole_and_those_of_a_session_in_several_folds():
    blocks = np.repeat(range(9), 2)
    sample = mixed((HALF,), 1)
    people = tuple(Person("first" if block < 4 else "second", f"p{n}", int(block)) for n, block in enumerate(blocks))

    folds = number_of_types._folds(replace(sample, people=people), np.random.default_rng(3))

    assert (folds[::2] == folds[1::2]).all()
    assert sorted(np.bincount(folds[::2])) == [1, 2, 2, 2, 2]
    assert len(set(folds[:8])) == 4
    assert len(set(folds[8:])) == 5


def test_who_is_left_out_has_no_part_in_the_numbers_that_score_them(monkeypatch):
    """Decisions of one fold are changed; whatever is learnt from the others stays the same to the last digit."""
    sample = mixed((SOME, MUCH), 5)
    folds = number_of_types._folds(sample, np.random.default_rng(1))
    (before,) = sample.decisions
    left_out = folds[before.person] == 0
    other = np.where(left_out, (before.action + 97) % len(before.design.actions), before.action)
    changed = replace(sample, decisions=(replace(before, action=other),))
    learnt = []
    fit = number_of_types._fitted

    def noted(*args):
        params, shares = fit(*args)
        learnt.append((params, {word: list(share) for word, share in shares.items()}))
        return params, shares

    monkeypatch.setattr(number_of_types, "_fitted", noted)

    first, second = chosen(sample), chosen(changed)

    assert first.tried != second.tried
    assert learnt[:4] == learnt[20:24]
    # In other folds they are known, and change what is learnt.
    assert all(one != other for one, other in zip(learnt[4:20], learnt[24:], strict=True))


def test_fits_of_folds_come_near_the_best_that_is_found():
    """Differences between numbers are read to a unit or so, which the grid alone would miss by some."""
    sample = mixed((SOME, HALF, MUCH), 7)
    grids, types = grids_of(sample), types_of(TRUST, ["receiver"], DEFAULTS, 3)

    starts = number_of_types._drawn(len(sample.people), 3, np.random.default_rng(1))
    params, shares = number_of_types._fitted(sample, types, grids, starts)

    found = number_of_types._score(sample, types, params, shares).sum()
    best = fit_mixture(sample, types, grids, np.random.default_rng(1)).log_likelihood
    assert best - 0.5 < found < best + 0.01


def test_one_block_chooses_nothing():
    found = chosen(receivers([SOME, MUCH], [0, 0], np.random.default_rng(1)))

    assert (found.chosen, found.n_folds, found.tried) == (TRUST.n_types, 0, ())
    assert found.note == "there is one block, so nobody can be left out"


def test_people_who_are_alone_in_their_roles_choose_nothing():
    """A sender of one block, and nobody to learn from about senders."""
    sample = receivers([SOME, MUCH, HALF], [0, 0, 1], np.random.default_rng(1))
    (one,) = sample.decisions
    is_first = one.person == 0
    design = Design(one.design.game, "sender", one.design.states)
    reports = replace(one.where(is_first), design=design, action=np.zeros(int(is_first.sum()), dtype=np.int64))
    sample = replace(sample, decisions=(reports, one.where(~is_first)), treatments=("ch_ul", "ch_ul"))

    assert chosen(sample).note == "all people who were senders only would be left out together"
