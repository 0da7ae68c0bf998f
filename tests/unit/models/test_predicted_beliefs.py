"""What the theories say that people believe: by hand, against the capacities of the theories, and by counting."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing import level_k, trust
from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.game import CELLS
from forecast_sharing.models.predicted_beliefs import level_k_receiver, level_k_sender, trust_receiver, trust_sender
from forecast_sharing.theory.expected_profits import newsvendor_capacity

REPORTS = np.arange(-150, 151)


@pytest.mark.parametrize(
    ("prior", "own_trust", "believed"),
    [
        pytest.param("truncated", 1, 60, id="all trust: the report"),
        # Uniform from -150 to 60.
        pytest.param("truncated", 0, -45, id="none: the middle of all forecasts up to the report"),
        pytest.param("truncated", 0.5, 7.5, id="half: half way"),
        pytest.param("untruncated", 0, 0, id="none, whole prior: its mean"),
        pytest.param("untruncated", 0.5, 30, id="half, whole prior"),
    ],
)
def test_a_trust_receiver_believes_in_a_mixture_of_report_and_prior(prior, own_trust, believed):
    assert trust_receiver(60, own_trust, CELLS["ch_uh"], prior) == pytest.approx(believed)


def test_a_sender_who_expects_trust_expects_the_capacity_of_full_trust():
    game = CELLS["ch_ul"]

    assert trust_sender(REPORTS, 1, game) == pytest.approx(game.full_trust_capacity(REPORTS))
    assert trust_sender(REPORTS, 0, game, "untruncated") == pytest.approx(game.babbling_capacity())
    assert (np.diff(trust_sender(60, np.linspace(0, 1, 11), game)) > 0).all()


@pytest.mark.parametrize("cell", CELLS)
def test_levels_0_and_1_expect_to_be_believed_and_level_2_to_be_seen_through(cell):
    game = CELLS[cell]
    full_trust = game.full_trust_capacity(REPORTS)

    assert level_k_sender(REPORTS, 0, game) == pytest.approx(full_trust)
    assert level_k_sender(REPORTS, 1, game) == pytest.approx(full_trust)
    assert level_k_sender(60, 2, game) == pytest.approx(game.full_trust_capacity(max(60 - game.minimal_lie(), -150)))


def test_a_receiver_takes_the_lies_of_its_level_off():
    # Minimal lie 40: after 60, level 2 is sure of -20; the highest report pools what is above 150 - 80.
    game = CELLS["ch_ul"]

    assert level_k_receiver(60, [0, 1, 2], game) == pytest.approx([60, 20, -20])
    assert level_k_receiver(150, 2, game) == pytest.approx(110)
    # Nothing lower is possible than the lowest forecast.
    assert level_k_receiver(-140, 1, game) == pytest.approx(-150)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_beliefs_over_whole_units_agree_with_the_closed_form(level, monkeypatch):
    # The recursion sees units and not points, so within one unit.
    game = CELLS["cl_uh"]
    closed = np.array(level_k.believed_forecasts(REPORTS, level, game))
    monkeypatch.setattr(level_k, "_has_closed_form", lambda *_words: False)

    assert np.abs(np.array(level_k.believed_forecasts(REPORTS, level, game)) - closed).max() <= 1


@pytest.mark.parametrize(("off_path_beliefs", "believed"), [("lowest", -150), ("literal", -140), ("prior", 0)])
def test_what_is_believed_after_a_report_that_is_never_sent(off_path_beliefs, believed):
    # A level-1 sender with minimal lies of 40 sends nothing below -110.
    assert level_k_receiver(-140, 1, CELLS["ch_ul"], "smallest", off_path_beliefs) == pytest.approx(believed)


def test_a_sender_who_always_says_the_most_leaves_the_receiver_with_the_prior():
    assert level_k_receiver(150, 1, CELLS["ch_uh"], "largest") == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("cell", CELLS)
def test_capacities_are_best_for_what_is_believed_where_belief_is_uniform(cell):
    """The ends that go with the stated mean are those from which the theory's own capacity follows."""
    game = CELLS[cell]
    mean, low, high = level_k.believed_forecasts(REPORTS, 1, game)
    trusted = trust.believed_forecast(REPORTS.astype(float), 0.4, game, "truncated")
    ladder = BelievedForecast.between(game.prior, low, high)

    assert mean == pytest.approx((low + high) / 2)
    assert newsvendor_capacity(ladder, game) == pytest.approx(level_k.receiver_capacity(REPORTS, 1, game))
    assert trust_receiver(REPORTS, 0.4, game) == pytest.approx((trusted.low + trusted.high) / 2)
    assert newsvendor_capacity(trusted, game) == pytest.approx(trust.receiver_capacity(REPORTS, 0.4, game))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: trust_receiver(0, 1.2, CELLS["ch_uh"]), "own_trust must be from 0 to 1, not 1.2"),
        (lambda: trust_receiver(151, 1, CELLS["ch_uh"]), "report must be from -150 to 150, not 151.0"),
        (lambda: level_k_sender(0, -1, CELLS["ch_uh"]), "level must be at least 0, not -1.0"),
        (lambda: level_k_receiver(0, 0.5, CELLS["ch_uh"]), "level must be a whole number, not 0.5"),
        (lambda: level_k_receiver(0.5, 1, CELLS["ch_uh"], "largest"), "report must be a whole number"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
