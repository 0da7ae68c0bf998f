from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing import trust
from forecast_sharing.game import CELLS, Game

FORECASTS = np.arange(-150, 151)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("prior", ["truncated", "untruncated"])
def test_full_trust_takes_every_report_for_the_forecast(cell, prior):
    game = CELLS[cell]

    capacity = trust.receiver_capacity(FORECASTS, 1, game, prior)

    np.testing.assert_allclose(capacity, game.full_trust_capacity(FORECASTS), atol=1e-9)


def test_no_trust_still_rises_with_the_report():
    # Forecasts from -150 to m, noise of half-width 25, critical ratio 0.2. At m = 0 the forecast's half-width is 75,
    # wide beside 25 / 0.4: 250 - 75 + 2 * 75 * (0.2 - 0.5) = 130. At m = 150: 250 + 300 * -0.3 = 160, babbling.
    assert trust.receiver_capacity(0, 0, CELLS["ch_ul"]) == pytest.approx(130, abs=1e-9)
    assert trust.receiver_capacity(150, 0, CELLS["ch_ul"]) == pytest.approx(160, abs=1e-9)


@pytest.mark.parametrize("cell", CELLS)
def test_no_trust_in_an_untruncated_prior_is_babbling(cell):
    capacity = trust.receiver_capacity(FORECASTS, 0, CELLS[cell], "untruncated")

    np.testing.assert_allclose(capacity, CELLS[cell].babbling_capacity(), atol=1e-8)


def test_half_trust_by_hand():
    # Trust 0.5, report 50: believed forecasts run from 25 - 75 = -50 to 50. Half-width 50 beside noise 75 at critical
    # ratio 0.2: 50 > 2 * 75 * 0.2 = 30, so the root: sqrt(8 * 50 * 75 * 0.2) - 125 = 77.4597 - 125.
    assert trust.receiver_capacity(50, 0.5, CELLS["ch_uh"]) == pytest.approx(250 + np.sqrt(6_000) - 125, abs=1e-9)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("trustworthiness", [0, 1, 3.5, 8, 30])
def test_trusted_sender_inflates_by_the_closed_form(cell, trustworthiness):
    game = CELLS[cell]
    margin = game.retail_price - game.wholesale_price
    inflation = max(0, game.minimal_lie() - 2 * game.noise_half_width * trustworthiness / margin)

    report = trust.sender_report(FORECASTS, trustworthiness, 1, game)

    np.testing.assert_allclose(report, np.minimum(FORECASTS + inflation, 150), atol=1e-9)


@pytest.mark.parametrize("cell", CELLS)
def test_sender_is_truthful_from_the_known_bound_on(cell):
    margin = CELLS[cell].retail_price - CELLS[cell].wholesale_price
    bound = margin * (1 - CELLS[cell].critical_ratio)

    np.testing.assert_array_equal(trust.sender_report(FORECASTS, bound, 1, CELLS[cell]), FORECASTS)
    assert trust.sender_report(0, bound - 0.01, 1, CELLS[cell]) > 0


def test_sender_whom_nobody_hears_tells_the_truth():
    np.testing.assert_array_equal(trust.sender_report(FORECASTS, 0, 0, Game(), "untruncated"), FORECASTS)


def test_less_expected_trust_raises_cheap_lies_and_lowers_dear_ones():
    # The numbers that docs/explanation/models.md gives for a cost of 10 points a unit.
    forecasts = np.arange(-150, 151)[:, None]
    inflation = {
        cost: (trust.sender_report(forecasts, cost, [1, 0.6, 0.2, 0], Game()) - forecasts).mean(axis=0)
        for cost in (0, 1, 10)
    }

    assert (np.diff(inflation[0]) > 0).all()
    assert (np.diff(inflation[1]) > 0).all()
    assert inflation[10] == pytest.approx([54, 70, 65, 6], abs=0.5)


def test_parameters_broadcast_and_numbers_stay_numbers():
    grid = trust.receiver_capacity(FORECASTS[:, None], np.array([0, 0.5, 1]), Game())

    assert grid.shape == (301, 3)
    assert isinstance(trust.receiver_capacity(0, 0.5, Game()), float)
    assert trust.sender_report([0, 10], [1, 2], 0.5, Game()).shape == (2,)
    assert trust.sender_report([], 1, 0.5, Game()).shape == (0,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: trust.receiver_capacity(0, 1.2, Game()), "trust must be from 0 to 1, not 1.2", id="trust"),
        pytest.param(lambda: trust.receiver_capacity(151, 1, Game()), "report must be from -150 to 150", id="report"),
        pytest.param(lambda: trust.receiver_capacity(np.nan, 1, Game()), "report must be .* not nan", id="nan"),
        pytest.param(lambda: trust.receiver_capacity(0, 1, Game(), "flat"), "prior must be one of", id="prior"),
        pytest.param(lambda: trust.sender_report(0, -1, 1, Game()), "trustworthiness must be at least 0", id="cost"),
        pytest.param(lambda: trust.sender_report(0, 1, 2, Game()), "believed_trust must be from 0 to 1", id="belief"),
        pytest.param(lambda: trust.sender_report(0, 1, 1, Game(), "flat"), "prior must be one of", id="sender's prior"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_missing_report_is_no_number():
    with pytest.raises(TypeError, match="not None"):
        trust.receiver_capacity(None, 1, Game())
