"""Statistics of people and of drawn data sets, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.observed import Observed
from forecast_sharing.game import CELLS
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.reporting.check_sentences import check_sentences, shown, title
from forecast_sharing.reporting.predictive_checks import STATISTICS, Check, checks, statistics


def piece(role, person, forecast, report, capacity=None):
    n = len(person)
    capacity = np.full(n, 200.0) if capacity is None else np.array(capacity, dtype=float)
    return Observed(
        "ch_uh",
        CELLS["ch_uh"],
        role,
        np.array(person),
        np.arange(n),
        np.array(forecast, dtype=float),
        np.array(report, dtype=float),
        capacity,
        np.zeros(n),
    )


# The first sender follows the forecast one for one, the second half as much; the third made two reports only.
SENT = piece(
    "sender", [0, 0, 0, 1, 1, 1, 2, 2], [-100, 0, 100, -100, 0, 100, 0, 60], [-100, 0, 100, -20, 40, 80, 150, 150]
)
BUILT = piece("receiver", [3] * 3 + [4] * 3, [0] * 6, [0, 10, 20, 0, 10, 20], [200, 210, 220, 200, 200, 200])


def test_statistics_of_reports():
    found = {name: float(values[0]) for name, values in statistics([SENT], [SENT.report[None]]).items()}

    # Inflation is 0, 0, 0, 80, 40, -20, 150, 90.
    assert found["true_reports"] == pytest.approx(3 / 8)
    assert found["highest_reports"] == pytest.approx(2 / 8)
    # In order -20, 0, 0, 0, 40, 80, 90, 150: positions 0.7, 3.5 and 6.3.
    assert found["inflation_10"] == pytest.approx(-6)
    assert found["inflation_50"] == pytest.approx(20)
    assert found["inflation_90"] == pytest.approx(108)
    # Of three rounds the last is a third and so is the first; of two, none: (0 - 20) / 2 - (0 + 80) / 2.
    assert found["inflation_change"] == pytest.approx(-50)
    # Slopes 1 and 0.5.
    assert found["report_slope_mean"] == pytest.approx(0.75)
    assert found["report_slope_sd"] == pytest.approx(0.5 / np.sqrt(2))


def test_statistics_of_capacities_and_nothing_else():
    found = statistics([BUILT], [np.stack([BUILT.capacity, BUILT.capacity[::-1]])])

    assert list(found) == ["capacity_slope_mean", "capacity_slope_sd"]
    # Slopes 1 and 0; then, backwards, 0 and -1.
    np.testing.assert_allclose(found["capacity_slope_mean"], [0.5, -0.5])
    np.testing.assert_allclose(found["capacity_slope_sd"], np.sqrt(0.5))


def test_who_saw_the_same_each_time_has_no_slope():
    same = piece("receiver", [0] * 3, [0] * 3, [10] * 3, [200, 210, 220])

    assert statistics([same], [same.capacity[None]]) == {}
    assert len(statistics([BUILT, same], [BUILT.capacity[None], same.capacity[None]])["capacity_slope_mean"]) == 1


def test_a_band_holds_ninety_of_a_hundred_data_sets():
    # In data set k all capacities rise by k hundredths of a unit per unit, from 0 to 100.
    slopes = np.arange(101) / 100
    drawn = 200 + slopes[:, None] * BUILT.report

    mean, spread = checks([BUILT], {"trust": [drawn]})

    assert (mean.observed, mean.low, mean.median, mean.high) == pytest.approx((0.5, 0.05, 0.5, 0.95))
    assert mean.is_inside
    # Nobody differs from anybody there, and here people do.
    assert spread.high == pytest.approx(0)
    assert not spread.is_inside


def test_ends_belong_to_the_band():
    assert Check("trust", "true_reports", 0.1, 0.2, 0.1, 0.3).is_inside
    assert Check("trust", "true_reports", 0.3, 0.2, 0.1, 0.3).is_inside
    assert not Check("trust", "true_reports", 0.3001, 0.2, 0.1, 0.3).is_inside


def test_sentences_say_what_a_theory_misses_and_which_way():
    found = [
        Check("trust", "true_reports", 0.26, 0.05, 0.03, 0.06),
        Check("trust", "report_slope_mean", 0.6, 0.8, 0.7, 0.9),
        Check("level_k", "true_reports", 0.26, 0.25, 0.2, 0.3),
    ]

    trust, level_k = check_sentences(found, COMPARED)

    assert trust == (
        "The trust-embedded model misses 2 of 2 numbers. It has too few exactly true reports (5.0%, people 26.0%) and "
        "reports that follow forecasts too closely (0.80, people 0.60)."
    )
    assert level_k == "Level-k reproduces all 1 numbers."


def test_every_statistic_says_both_ways_how_it_is_missed():
    said = [words for one in STATISTICS.values() for words in (one.too_low, one.too_high)]

    assert len(set(said)) == 2 * len(STATISTICS)
    assert shown("inflation_change", -0.04) == "0.0"
    assert title(COMPARED) == "Is either theory any good?"
