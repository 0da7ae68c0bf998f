from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.models.choice_noise import discretised_normal, log_interval, logit, with_lapse


def test_logit_by_hand():
    # exp(0.5 * 0) : exp(0.5 * 2) = 1 : e.
    np.testing.assert_allclose(np.exp(logit(np.array([[1.0, 3.0]]), 0.5)), [[1 / (1 + np.e), np.e / (1 + np.e)]])


def test_normal_is_rounded_to_the_nearest_unit_and_piles_up_at_the_ends():
    probs = np.exp(discretised_normal(np.array([0.0]), np.array([-1.0, 0.0, 1.0]), 1.0))

    # Phi(0.5) = 0.691462: the middle has 2 * 0.191462, each end all beyond half a unit.
    np.testing.assert_allclose(probs, [[0.308538, 0.382925, 0.308538]], atol=1e-6)


def test_far_tail_is_not_zero():
    # log Phi(-40) is about -40**2 / 2 - log(40 sqrt(2 pi)) = -804.6; one standard deviation more subtracts e^-40.
    assert log_interval(np.array([40.0]), np.array([41.0]))[0] == pytest.approx(-804.608, abs=1e-2)


def test_lapse_mixes_with_the_uniform():
    log_probs = np.log(np.array([[0.9, 0.1]]))

    np.testing.assert_allclose(np.exp(with_lapse(log_probs, 0.2, 2)), [[0.82, 0.18]])
    np.testing.assert_array_equal(with_lapse(log_probs, 0, 2), log_probs)
    np.testing.assert_allclose(np.exp(with_lapse(log_probs, 1, 2)), 0.5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: logit(np.zeros((1, 2)), -1.0), "precision must be at least 0, not -1.0", id="precision"),
        pytest.param(lambda: logit(np.zeros((1, 2)), np.nan), "precision must be at least 0, not nan", id="nan"),
        pytest.param(
            lambda: discretised_normal(np.zeros(1), np.arange(3.0), 0.0), "noise_sd must be greater than 0", id="sd"
        ),
        pytest.param(lambda: with_lapse(np.zeros((1, 2)), 1.5, 2), "lapse must be from 0 to 1, not 1.5", id="lapse"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
