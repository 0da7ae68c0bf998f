"""What decisions are worth, against brute force in a tiny game."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from forecast_sharing.estimation.observed import Observed
from forecast_sharing.game import Game
from forecast_sharing.reporting.best_responses import (
    Rounds,
    best_capacities,
    best_reports,
    earnings,
    receiver_worth,
    sender_worth,
)

# Forecasts and reports from -3 to 3, noise up to 2 units either way, capacities from 5 to 15; the kernel has a standard
# deviation of a fifth of a unit, so a report a unit away weighs exp(-12.5).
GAME = Game(
    mean_demand=10,
    forecast_half_width=3,
    noise_half_width=2,
    retail_price=10,
    wholesale_price=6,
    production_cost=1,
    capacity_cost=2,
)
FORECASTS, REPORTS, CAPACITIES = range(-3, 4), range(-3, 4), range(5, 16)


def expected_sales(forecast, capacity):
    """Return the mean of min(10 + forecast + noise, capacity) over a fine net of noise."""
    noise = (np.arange(40_000) + 0.5) / 10_000 - 2
    return float(np.minimum(10 + forecast + noise, capacity).mean())


def near(first, second):
    return exp(-((first - second) ** 2) / (2 * 0.2**2))


@pytest.fixture(scope="module")
def rounds():
    rng = np.random.default_rng(4)
    forecast = rng.integers(-3, 4, size=40)
    report = np.minimum(forecast + rng.integers(0, 3, size=40), 3)
    capacity = np.clip(10 + report - rng.integers(0, 3, size=40), 5, 15)
    return Rounds(GAME, *(one.astype(float) for one in (forecast, report, capacity)))


def test_best_capacities_are_those_of_brute_force(rounds):
    learnt, asked = rounds.where(np.arange(40) < 25), rounds.where(np.arange(40) >= 25)
    for report, found in zip(asked.report, best_capacities(learnt, asked), strict=True):
        worth = {
            capacity: sum(
                near(report, other) * (5 * expected_sales(forecast, capacity) - 2 * capacity)
                for forecast, other in zip(learnt.forecast, learnt.report, strict=True)
            )
            for capacity in CAPACITIES
        }

        assert found == max(worth, key=worth.get)


def value_of_report(rounds, forecast, report):
    weights = [near(report, other) for other in rounds.report]
    profits = [4 * expected_sales(forecast, capacity) for capacity in rounds.capacity]
    return float(np.average(profits, weights=weights))


def test_best_reports_are_those_of_brute_force(rounds):
    for forecast, found in zip(rounds.forecast[:10], best_reports(rounds, rounds)[:10], strict=True):
        worth = [value_of_report(rounds, forecast, report) for report in REPORTS]

        # Where several are worth the same, any will do.
        assert worth[REPORTS.index(int(found))] == pytest.approx(max(worth), abs=1e-4)


def test_reports_and_capacities_are_worth_what_they_are_expected_to_earn(rounds):
    reports = (-rounds.report)[None]
    by_hand = [value_of_report(rounds, f, m) for f, m in zip(rounds.forecast, reports[0], strict=True)]
    np.testing.assert_allclose(sender_worth(rounds, reports)[0], by_hand, atol=1e-4)

    by_hand = [5 * expected_sales(f, k) - 2 * k for f, k in zip(rounds.forecast, rounds.capacity, strict=True)]
    np.testing.assert_allclose(receiver_worth(rounds, rounds.capacity[None])[0], by_hand, atol=1e-4)


def receivers(round_number):
    """Return truthful reports and capacities of 8, with what was paid, and one round that did not end."""
    n = len(round_number)
    forecast = np.resize([-3.0, 3.0], n)
    capacity = np.full(n, 8.0)
    capacity[-1] = np.nan
    payoff = np.where(np.isnan(capacity), np.nan, 7.0)
    person = np.zeros(n, dtype=np.int64)
    return Observed("tiny", GAME, "receiver", person, np.array(round_number), forecast, forecast, capacity, payoff)


def test_earnings_of_receivers_who_are_told_the_truth():
    piece = receivers([1, 1, 2, 2, 3, 3, 4])
    drawn = np.full((2, 7), 7)
    drawn[1] = 13

    (found,) = earnings([piece], {"trust": [drawn]})

    # With three of five points left of a unit sold, the best capacity has six tenths of the noise below it: 10 + f +
    # 0.4, and in whole units 10 + f, where noise of 2 either way leaves half a unit idle: 5 * (k - 1/2) - 2 * k.
    assert found.best_response == pytest.approx(np.mean([3 * 7 - 2.5, 3 * 13 - 2.5]))
    # At forecast 3 all of 8 is sold; at -3 demand is 5 to 9 and 8 exceeds it by 3**2 / 8 = 1.125 on average.
    assert found.expected == pytest.approx(np.mean([3 * 8, 3 * 8 - 5 * 1.125]))
    # 7 at -3 and at 3, where all is sold; 13 at -3, where 7 is sold on average, and at 3.
    assert found.by_theory["trust"] == pytest.approx(np.mean([18.5, 21, 5 * 7 - 26, 36.5]))
    assert (found.earned, found.n_obs, found.role) == (7, 6, "receiver")


def test_what_is_best_is_learnt_from_the_other_half():
    # All reports are 3; forecasts are 3 in odd rounds and -3 in even ones, where the best capacities are 13 and 7.
    number = np.arange(1, 9)
    forecast = np.where(number % 2 == 1, 3.0, -3.0)
    same = np.full(8, 3.0), np.full(8, 8.0), np.full(8, 7.0)
    piece = Observed("tiny", GAME, "receiver", np.zeros(8, dtype=np.int64), number, forecast, *same)

    (found,) = earnings([piece], {})

    # So 7 is built where all of 13 could be sold, and 13 where 7 are sold on average.
    assert found.best_response == pytest.approx(np.mean([3 * 7, 5 * 7 - 2 * 13]))


def test_nothing_is_learnt_from_one_half_alone():
    (found,) = earnings([receivers([1, 3, 5])], {})

    assert found.best_response is None
    assert found.expected == pytest.approx(np.mean([3 * 8, 3 * 8 - 5 * 1.125]))
