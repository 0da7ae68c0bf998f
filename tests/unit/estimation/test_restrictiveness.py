"""How much theories rule out: by hand where one state is seen, and between the ends of the scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from forecast_sharing.estimation import restrictiveness as module
from forecast_sharing.estimation.decisions import Decisions, Person, Sample
from forecast_sharing.estimation.restrictiveness import N_DRAWS, random_mappings, restrictiveness
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.naive import Truth
from forecast_sharing.models.qre import QUANTAL_RESPONSE
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.theory.assumptions import EVERYTHING, considered

ALL = np.arange(-150.0, 151.0, 30)
TRUTH_ALONE = replace(TRUST, make=Truth)


def counted(states):
    return np.unique(states, return_counts=True)


def seen(*people, role="receiver"):
    """Return a sample of people of whom each saw states, each as often as it is there, in games by their cells."""
    decisions, treatments = [], []
    for cell in sorted({cell for games in people for cell in games}):
        cells = [(n, *one) for n, games in enumerate(people) for one in zip(*counted(games.get(cell, [])), strict=True)]
        who, at, count = np.array(cells).T
        states, state = np.unique(at, return_inverse=True)
        zeros = np.zeros(len(who), dtype=np.int64)
        decisions.append(Decisions(Design(CELLS[cell], role, states), state, zeros, count, who.astype(int), zeros))
        treatments.append(cell)
    persons = tuple(Person("s", f"p{n}", n) for n in range(len(people)))
    return Sample(persons, tuple(decisions), tuple(treatments), {})


def found(sample, theories=COMPARED, possible=EVERYTHING, seed=1):
    return restrictiveness(sample, possible, theories, np.random.default_rng(seed))


def test_mappings_are_all_ascending_actions_alike():
    design = Design(CELLS["ch_uh"], "receiver", np.array([-150.0, -75, 0, 38, 150]))
    mappings = random_mappings(design, 4_000, np.random.default_rng(1))

    assert (np.diff(mappings, axis=1) >= 0).all()
    assert (mappings.min(), mappings.max()) == pytest.approx((25, 475), abs=1)
    # Of five uniform numbers in order the first is at a sixth of the range, the third at half, the last at five sixths;
    # variances are 5 / 252 and 9 / 252 of its square.
    for state, share, variance in ((0, 1 / 6, 5 / 252), (2, 1 / 2, 9 / 252), (4, 5 / 6, 5 / 252)):
        error = 450 * np.sqrt(variance / 4_000)
        assert mappings[:, state].mean() == pytest.approx(25 + 450 * share, abs=4 * error)


def test_values_are_ratios_of_mean_squares():
    # The lowest report three times and the highest once. A random capacity is 100 after the one and 400 after the other
    # on average, with a variance of 450^2 * 5 / 252 = 4018; full trust builds 55 and 355, babbling 159.16.
    result = found(seen({"ch_uh": np.array([-150.0, -150, -150, 150])}), [TRUTH_ALONE])
    variance = 450**2 * 5 / 252
    base = 4 * (variance + 45**2)
    expected = (3 * (variance + 59.16**2) + variance + 240.84**2) / base

    babbling = result["babbling"]["receiver"]
    assert babbling.value == pytest.approx(expected, abs=4 * babbling.error)
    assert babbling.error < 0.05 * expected
    # The mean of all capacities is 250.
    uniform = result["uniform"]["receiver"]
    assert uniform.value == pytest.approx(4 * (variance + 150**2) / base, abs=4 * uniform.error)
    assert set(result["babbling"]) == {"receiver"}


def test_errors_are_those_of_other_draws():
    sample = seen({"ch_uh": ALL})
    results = [found(sample, [TRUTH_ALONE], seed=seed)["babbling"]["receiver"] for seed in range(40)]

    # The spread of 40 has a relative error of 1 / sqrt(78).
    spread = np.std([one.value for one in results], ddof=1)
    assert np.mean([one.error for one in results]) == pytest.approx(spread, rel=4 / np.sqrt(78))


@dataclass(frozen=True)
class Anything(Truth):
    """Does whatever is drawn with this seed."""

    name: ClassVar[str] = "anything"

    def optima(self, design, own):
        return random_mappings(design, N_DRAWS, np.random.default_rng(7))


def test_a_theory_that_describes_everything_has_none():
    result = found(seen({"ch_uh": ALL}, role="sender"), [replace(TRUST, make=Anything)], seed=7)

    assert result["trust"]["sender"].value == pytest.approx(0, abs=1e-12)
    assert result["hybrid"]["sender"].value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_a_theory_that_allows_the_truth_alone_has_one(role):
    result = found(seen({"ch_uh": ALL}, role=role), [TRUTH_ALONE])

    for name in ("trust", "hybrid", "truth"):
        assert result[name][role].value == pytest.approx(1)
        assert result[name][role].error == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_straight_lines_describe_what_is_straight(monkeypatch, role):
    monkeypatch.setattr(module, "N_KNOTS", 2)

    result = found(seen({"ch_uh": ALL}, role=role), [TRUTH_ALONE])

    # But for the steps of their grid: 20 units of height, of which the rest has a variance of 20^2 / 12 = 33, and an
    # eighth of slope, times a state whose variance is 9000: 12. The base misses by some thousand.
    assert 0 < result["linear"][role].value < 0.05


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_what_can_be_more_rules_out_less(role):
    sample = seen({"ch_ul": ALL}, role=role)
    result, fixed = found(sample), found(sample, possible=considered(fixed=("prior", "tie_break")))

    for theory in ("trust", "level_k"):
        assert 0 < result["hybrid"][role].value <= result[theory][role].value < fixed[theory][role].value < 1


def test_a_person_has_the_same_parameters_in_all_games():
    once, other = {"ch_uh": ALL}, {"cl_ul": ALL}
    same, different = found(seen(once | other)), found(seen(once, other))

    for theory in ("trust", "level_k"):
        gap = same[theory]["receiver"].value - different[theory]["receiver"].value
        assert gap > 4 * (same[theory]["receiver"].error + different[theory]["receiver"].error)
    # Benchmarks have no parameters that tell one treatment from another.
    for name in ("babbling", "linear"):
        bound = 4 * (same[name]["receiver"].error + different[name]["receiver"].error)
        assert same[name]["receiver"].value == pytest.approx(different[name]["receiver"].value, abs=bound)


def test_reports_that_are_all_alike_count_as_the_middle_one():
    result = found(seen({"ch_uh": ALL}, role="sender"), [QUANTAL_RESPONSE])

    assert result["qre"] == result["uniform"]
    assert result["qre"]["sender"].value > 1


def test_forecasts_between_whole_units_count_for_the_nearest():
    near, far = (
        found(seen({"ch_uh": states}, role="sender"), [LEVEL_K], seed=2)
        for states in (np.array([-149.6, 0.4, 104.9]), np.array([-150.0, 0, 100]))
    )

    assert near == far
