"""The Poisson cognitive hierarchy beside values by hand, and best responses by a search over everything."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, poisson

from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.cognitive_hierarchy import (
    MEANS,
    CognitiveHierarchy,
    CognitiveHierarchyPopulation,
    kinds,
    weights_below,
)
from forecast_sharing.theory.assumptions import Options

GAME = CELLS["ch_ul"]  # minimal lie 40, full trust capacity 235 + report
NOTHING = np.empty(0)


def best(role, step, states, game=GAME, mean_steps=1.5):
    model = CognitiveHierarchy(role, step=step, mean_steps=mean_steps)
    return model.optimum(Design(game, role, np.array(states, dtype=float)))(NOTHING)[0]


def believed(role, step, reports, mean_steps=1.5):
    model = CognitiveHierarchy(role, step=step, mean_steps=mean_steps)
    return model.belief(GAME, np.array(reports, dtype=float))(NOTHING)[0]


@pytest.mark.parametrize("mean_steps", MEANS)
def test_weights_are_those_of_a_poisson_distribution_cut_off_below_the_step(mean_steps):
    expected = poisson.pmf(np.arange(4), mean_steps) / poisson.cdf(3, mean_steps)

    np.testing.assert_allclose(weights_below(4, mean_steps), expected)


def test_low_steps_are_truth_and_the_minimal_lie():
    assert best("sender", 0, [-150, 7, 150]).tolist() == [-150, 7, 150]
    assert best("sender", 1, [-150, 7, 130]).tolist() == [-110, 47, 150]
    assert best("receiver", 0, [-150, 7, 150]).tolist() == [85, 242, 385]
    # Who expects the truth alone believes it.
    assert best("receiver", 1, [-150, 7, 150]).tolist() == [85, 242, 385]


def test_a_step_2_receiver_weighs_truth_against_the_minimal_lie():
    # Of the others 1 / (1 + 1.5) = 40% tell the truth and 60% add 40; below -110 no liar sends.
    assert believed("receiver", 2, [50, -130]) == pytest.approx([50 - 0.6 * 40, -130], abs=0.01)
    # After 150 come the truth 150 (40%) and all forecasts from 110 on (60% each): a unit of forecasts at each end is
    # half as wide.
    wide = np.array([1.0] * 40 + [0.5])
    liars = 0.6 * wide
    expected = (liars @ np.append(np.arange(110.0, 150), 149.75) + 0.4 * 0.5 * 149.75) / (liars.sum() + 0.4 * 0.5)
    assert believed("receiver", 2, [150])[0] == pytest.approx(expected, abs=0.01)


def test_what_a_report_means_depends_on_the_prior():
    game = Game(noise_half_width=25, forecast_distribution="truncated_normal")
    model = CognitiveHierarchy("receiver", step=2)
    # After 50 come the truth 50 (40%) and the forecast 10 plus the minimal lie of 40 (60%), each as likely as it is.
    truth, lie = 0.4 * norm.pdf(50, scale=75), 0.6 * norm.pdf(10, scale=75)
    expected = (truth * 50 + lie * 10) / (truth + lie)

    assert model.belief(game, np.array([50.0]))(NOTHING)[0] == pytest.approx(expected, abs=0.01)


def test_a_report_comes_from_whole_forecasts():
    low, high = CognitiveHierarchy("receiver", step=2).belief_range(GAME, np.array([-150.0, -130, 50, 150]), NOTHING)

    assert low.tolist() == [-150, -130, 10, 110]
    assert high.tolist() == [-150, -130, 50, 150]


def test_liars_who_break_ties_upwards_all_send_the_highest_report():
    model = CognitiveHierarchy("receiver", Options(tie_break="largest"), step=2)

    # After other reports only the truth is left.
    assert model.belief(GAME, np.array([50.0, 149]))(NOTHING)[0] == pytest.approx([50, 149], abs=0.01)
    assert model.belief(GAME, np.array([150.0]))(NOTHING)[0] == pytest.approx([0], abs=1)


def test_more_steps_in_mind_make_a_receiver_more_suspicious():
    by_mean = [believed("receiver", 2, [50], mean)[0] for mean in MEANS]

    assert by_mean == sorted(by_mean, reverse=True)
    assert believed("receiver", 2, [50], 1e6)[0] == pytest.approx(10, abs=0.01)


def test_what_a_sender_expects_is_the_mean_capacity_of_the_steps_below():
    capacities = [best("receiver", step, [20])[0] for step in range(3)]

    assert believed("sender", 3, [20])[0] == pytest.approx(weights_below(3, 1.5) @ capacities)
    assert believed("sender", 0, [20])[0] == believed("sender", 1, [20])[0] == 255


@pytest.mark.slow
@pytest.mark.parametrize("mean_steps", [0.5, 2.5])
def test_best_responses_are_those_of_a_search_over_all_whole_units(mean_steps):
    """Repeat the definition with loops: Bayes' rule by report, then the best of all capacities and of all reports."""
    units = np.arange(-150, 151)
    mass = np.where(np.abs(units) == 150, 0.5, 1.0)
    capacities = Design(GAME, "receiver", np.zeros(1)).actions
    profit_of = {
        xi: GAME.wholesale_price * GAME.expected_sales(float(xi), capacities) - GAME.capacity_cost * capacities
        for xi in units
    }
    sender = [{int(xi): int(xi) for xi in units}]
    receiver = [{int(m): float(GAME.full_trust_capacity(float(m))) for m in units}]
    for step in (1, 2, 3):
        weights = weights_below(step, mean_steps)
        answer = {}
        for report in map(int, units):
            belief = {
                int(xi): mass[n] * sum(w for w, other in zip(weights, sender, strict=True) if other[int(xi)] == report)
                for n, xi in enumerate(units)
            }
            total = sum(weight * profit_of[xi] for xi, weight in belief.items() if weight)
            answer[report] = float(capacities[np.argmax(total)])
        lies = {}
        for xi in map(int, units):
            sales = sum(
                w * GAME.expected_sales(float(xi), np.array([other[int(m)] for m in units]))
                for w, other in zip(weights, receiver, strict=True)
            )
            as_good = units[sales >= sales.max() - 1e-9]
            lies[xi] = int(as_good[np.argmin(np.abs(as_good - xi))])
        np.testing.assert_array_equal(best("receiver", step, units, mean_steps=mean_steps), list(answer.values()))
        np.testing.assert_array_equal(best("sender", step, units, mean_steps=mean_steps), list(lies.values()))
        sender.append(lies)
        receiver.append(answer)


def test_the_mean_belongs_to_the_steps_that_it_makes_a_difference_to():
    found = kinds(Options(highest_level=2))

    assert found[:2] == ({"step": 0}, {"step": 1})
    assert [kind["mean_steps"] for kind in found[2:]] == list(MEANS)
    with pytest.raises(ValueError, match=r"mean_steps must be one of 0.5, 1.0, 1.5, 2.5, not 2"):
        CognitiveHierarchyPopulation(2)
