"""Distributions of forecasts and noise, and what theories make of them where there is no closed form.

Expected numbers come from scipy's own distributions and adaptive quadrature, or from counting over fine grids.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from forecast_sharing import dataset, level_k, trust
from forecast_sharing.demand import quadrature_sums, uniform_sums
from forecast_sharing.demand.believed_forecast import BelievedForecast
from forecast_sharing.demand.distributions import (
    DISTRIBUTIONS,
    Distribution,
    TruncatedNormal,
    Uniform,
    distribution,
)
from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.predicted_beliefs import trust_receiver
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.reporting.choice_pictures import mean_minimal_lie
from forecast_sharing.session import draws
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.tables.columns import ROUNDS
from forecast_sharing.theory.assumptions import AVERAGED, Options, considered

NORMAL = Game(forecast_distribution="truncated_normal", noise_distribution="truncated_normal")
# Either alone, and with a certain demand.
GAMES = {
    "both": NORMAL,
    "low cost": replace(NORMAL, capacity_cost=15),
    "forecast": replace(NORMAL, noise_distribution="uniform"),
    "noise": replace(NORMAL, forecast_distribution="uniform"),
    "no noise": replace(NORMAL, noise_half_width=0),
}
P = np.array([0.01, 0.2, 0.5, 0.8, 0.99])
by_game = pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)


def reference(half_width: float):
    return stats.truncnorm(-2, 2, scale=half_width / 2)


# What each distribution is, by other code.
REFERENCES = {"truncated_normal": reference, "uniform": lambda half_width: stats.uniform(-half_width, 2 * half_width)}


def of_kind(name: str, half_width: float):
    return REFERENCES[name](half_width)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_formulas_are_those_of_scipy(name):
    ours, theirs = distribution(name, 75), of_kind(name, 75)
    x = np.array([-80.0, -75, -40, 0, 10, 74.5, 75, 90])

    np.testing.assert_allclose(ours.quantile(P), theirs.ppf(P), atol=1e-9)
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), atol=1e-12)
    np.testing.assert_allclose(ours.density(x), theirs.pdf(x), atol=1e-12)
    excess = [integrate.quad(theirs.cdf, -75, min(y, 75))[0] + max(y - 75, 0) if y > -75 else 0 for y in x]
    np.testing.assert_allclose(ours.mean_excess(x), excess, atol=1e-7)
    np.testing.assert_array_equal(ours.mean_excess_and_cdf(x), [ours.mean_excess(x), ours.cdf(x)])
    assert ours.quantile(0) == -75
    assert ours.quantile(1) == 75


@pytest.mark.parametrize("kind", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_nothing_further_from_zero_is_more_likely(kind):
    """Instructions say of every distribution but the uniform that numbers near zero are more likely."""
    outwards = kind(75).density(np.linspace(0, 75, 151))

    assert (np.diff(outwards) <= 0).all()
    np.testing.assert_allclose(kind(75).density(np.linspace(0, -75, 151)), outwards)


class Triangular(Distribution):
    """With a corner at zero, which neither of the two has."""

    name, in_words, corners = "triangular", "those near zero more likely", (0.0,)

    def _of_scipy(self):
        return stats.triang(0.5, -self.half_width, 2 * self.half_width)

    def quantile(self, probability):
        return self._of_scipy().ppf(probability)

    def cdf(self, quantity):
        return self._of_scipy().cdf(quantity)

    def density(self, quantity):
        return self._of_scipy().pdf(quantity)

    def mean_excess(self, level):
        y, h = np.asarray(level, dtype=float), self.half_width
        below = np.clip(y + h, 0, h) ** 3 / (6 * h**2)
        # From zero on: what lies above follows by symmetry.
        above = y + np.clip(h - y, 0, h) ** 3 / (6 * h**2)
        return np.where(y <= 0, below, above)

    def whole_units(self, uniform):
        raise NotImplementedError


def test_quadrature_goes_round_corners():
    """A prior between -40 and 100, moved to between -20 and 50, and noise between -75 and 75."""
    prior, noise = Triangular(150), Triangular(75)
    belief = BelievedForecast(prior, *(np.array([value]) for value in (-20.0, 50.0, -40.0, 100.0)))
    within = prior.cdf(100) - prior.cdf(-40)

    def over_the_prior(function, *corners):
        places = sorted({-40.0, 0.0, 100.0, *(min(max(2 * corner, -40.0), 100.0) for corner in corners)})
        pieces = pairwise(places)
        return (
            sum(
                integrate.quad(lambda part: prior.density(part) * function(part / 2), *ends, epsabs=1e-12)[0]
                for ends in pieces
            )
            / within
        )

    mean = over_the_prior(lambda forecast: forecast)
    excess = over_the_prior(lambda forecast: float(noise.mean_excess(30 - forecast)), -45, 30)
    at = quadrature_sums.quantile(0.2, belief, noise)[0]

    assert belief.mean[0] == pytest.approx(mean, abs=1e-9)
    assert quadrature_sums.mean_excess(np.array([30.0]), belief, noise)[0] == pytest.approx(excess, abs=1e-9)
    assert over_the_prior(lambda forecast: float(noise.cdf(at - forecast)), at - 75, at) == pytest.approx(0.2, abs=1e-9)


def test_an_unknown_distribution_is_named():
    known = ", ".join(DISTRIBUTIONS)
    with pytest.raises(ValueError, match=f"noise_distribution must be one of {known}, not 'normal'"):
        Game(noise_distribution="normal")
    with pytest.raises(ValueError, match=f"distribution must be one of {known}, not 'normal'"):
        distribution("normal", 1)


def test_nothing_to_vary_is_certain():
    assert distribution("truncated_normal", 0) == Uniform(0)
    with pytest.raises(ValueError, match="no density"):
        Uniform(0).density(0)


@pytest.mark.parametrize("kind", DISTRIBUTIONS.values(), ids=DISTRIBUTIONS)
def test_whole_units_are_drawn_by_their_probability(kind):
    # Every 0.00001 of the draw stands for the same probability.
    drawn = kind(3).whole_units((np.arange(100_000) + 0.5) / 100_000)
    share = np.bincount(drawn + 3, minlength=7) / 100_000
    edges = kind(3.5).cdf(np.arange(-3.5, 4))

    np.testing.assert_allclose(share, np.diff(edges), atol=2e-5)
    assert (np.diff(drawn) >= 0).all()


def test_sessions_draw_from_the_games_distributions():
    drawn = draws.draw_states(NORMAL, 7, n_rounds=50, n_blocks=20, n_pairs=2)

    for quantity, half_width in ((drawn.forecast, 150), (drawn.market_noise, 75)):
        assert np.abs(quantity).max() <= half_width
        # The standard deviation of a normal cut off at two is 0.8796 of its own; of 2,000 draws its error is 1.2 %.
        # Uniform draws would have 0.577 of the half-width and not 0.44.
        assert quantity.std() == pytest.approx(0.8796 * half_width / 2, rel=0.06)


@by_game
@pytest.mark.slow
def test_benchmarks_are_those_of_the_distributions(game):
    noise = of_kind(game.noise_distribution, max(game.noise_half_width, 1e-9))
    forecast = of_kind(game.forecast_distribution, 150)

    at = float(noise.ppf(game.critical_ratio))
    assert game.full_trust_capacity(40) == pytest.approx(250 + 40 + at, abs=1e-6)
    assert game.minimal_lie() == pytest.approx(game.noise_half_width - at, abs=1e-6)

    def reached(capacity):
        return integrate.quad(
            lambda xi: forecast.pdf(xi) * noise.cdf(capacity - 250 - xi), -150, 150, points=[0], epsabs=1e-11, limit=200
        )[0]

    babbling = optimize.brentq(lambda capacity: reached(capacity) - game.critical_ratio, 25, 475, xtol=1e-9)
    assert game.babbling_capacity() == pytest.approx(babbling, abs=1e-4)


def test_expected_sales_are_the_mean_of_sales():
    noise = NORMAL.noise.quantile((np.arange(20_000) + 0.5) / 20_000)
    for forecast, capacity in ((0, 250), (-100, 200), (30, 340)):
        mean = NORMAL.sales(NORMAL.demand(forecast, noise), capacity).mean()
        assert NORMAL.expected_sales(forecast, capacity) == pytest.approx(mean, abs=1e-4)


def test_treatments_are_named_for_their_distributions():
    assert NORMAL.treatment == "cost60_noise75_forecast_truncated_normal_noise_truncated_normal"
    assert Game(forecast_distribution="uniform").treatment == "ch_uh"


def uniform_belief(low, high):
    return BelievedForecast.between(Uniform(150), np.array(low, dtype=float), np.array(high, dtype=float))


@pytest.mark.parametrize("e", [0, 25, 75])
def test_quadrature_agrees_with_the_closed_forms(e):
    belief, noise = uniform_belief([-150, -20, 10, 30], [150, 100, 10.5, 30]), Uniform(e)
    for p in P:
        closed = (belief.low + belief.high) / 2 + uniform_sums.quantile(p, (belief.high - belief.low) / 2, e)
        np.testing.assert_allclose(quadrature_sums.quantile(p, belief, noise), closed, atol=1e-6)
    margin = np.linspace(-240, 240, 97)[:, None]
    closed = uniform_sums.mean_idle_capacity(margin, belief.low, belief.high, e)
    np.testing.assert_allclose(quadrature_sums.mean_excess(margin, belief, noise), closed, atol=1e-6)
    slopes = uniform_sums.mean_idle_slopes(margin, belief.low, belief.high, e, closed)
    # A certain demand jumps where capacity meets it.
    smooth = slice(None) if e else slice(3)
    for by_low, by_high, slope in ((1.0, 0.0, slopes[0]), (0.0, 1.0, slopes[1])):
        found = quadrature_sums.mean_excess_slope(margin, belief, noise, np.full(4, by_low), np.full(4, by_high))
        # The last belief is a point, of which both ends move together.
        np.testing.assert_allclose(found[:, :3], slope[:, :3], atol=1e-6)
    np.testing.assert_allclose(belief.mean[smooth], ((belief.low + belief.high) / 2)[smooth])


@by_game
@pytest.mark.parametrize("prior", ["truncated", "untruncated"])
def test_trusting_capacity_is_the_quantile_of_simulated_demand(game, prior):
    # The receiver believes in 0.4 m + 0.6 T with T from the prior, cut off above the report where truncated.
    for report in (-60, 0, 110):
        p = (np.arange(1_500) + 0.5) / 1_500
        top = game.prior.cdf(report) if prior == "truncated" else 1
        believed = 0.4 * report + 0.6 * game.prior.quantile(p * top)
        demand = (250 + believed[:, None] + game.noise.quantile(p)).ravel()

        capacity = trust.receiver_capacity(report, 0.4, game, prior)
        # Midpoints of 1,500 steps of at most 0.3 units.
        assert capacity == pytest.approx(np.quantile(demand, game.critical_ratio), abs=0.1)
        assert trust_receiver(report, 0.4, game, prior) == pytest.approx(believed.mean(), abs=0.05)


@by_game
@pytest.mark.parametrize("prior", ["truncated", "untruncated"])
def test_slopes_are_those_of_the_capacity(game, prior):
    reports, step = np.linspace(-140, 140, 15), 1e-4
    for share in (0.1, 0.5, 0.9):
        ahead, behind = (trust.receiver_capacity(reports, share + side * step, game, prior) for side in (1, -1))
        found = trust.capacity_slope_in_trust(reports, share, game, prior)
        np.testing.assert_allclose(found, (ahead - behind) / (2 * step), atol=1e-3)


@by_game
def test_a_trusted_sender_reports_what_is_worth_most(game):
    forecasts = np.array([-120.0, -30, 0, 80])
    reports = np.arange(-150, 151)
    for cost, believed in ((0.0, 1.0), (3.0, 0.6), (8.0, 0.9)):
        capacity = trust.receiver_capacity(reports, believed, game)
        sales = game.expected_sales(forecasts[:, None], capacity)
        worth = 25 * sales - cost * np.abs(reports - forecasts[:, None])
        best = trust.sender_report(forecasts, cost, believed, game)
        capacity = trust.receiver_capacity(best, believed, game)
        found = 25 * game.expected_sales(forecasts, capacity) - cost * np.abs(best - forecasts)

        assert (found >= worth.max(axis=1) - 1e-4).all()


def test_a_selfish_trusted_sender_adds_the_minimal_lie():
    assert trust.sender_report(0, 0, 1, NORMAL) == pytest.approx(NORMAL.minimal_lie(), abs=1e-4)
    assert level_k.sender_report(0, 1, NORMAL) == pytest.approx(NORMAL.minimal_lie(), abs=1e-6)


@by_game
def test_the_ladder_holds_for_every_distribution(game):
    """No whole-unit report earns a sender of level 1 or 2 more than the ladder's does."""
    forecasts, reports = np.array([-150.0, -40, 0, 60]), np.arange(-150, 151)
    for level in (1, 2):
        capacity = level_k.receiver_capacity(reports, level - 1, game)
        worth = game.expected_sales(forecasts[:, None], capacity).max(axis=1)
        ladder = level_k.sender_report(forecasts, level, game)
        built = level_k.receiver_capacity(ladder, level - 1, game)

        assert (game.expected_sales(forecasts, built) >= worth - 1e-6).all()


@by_game
def test_a_receiver_of_pooled_reports_believes_in_the_upper_part_of_the_prior(game):
    lie = game.minimal_lie()
    p = (np.arange(1_500) + 0.5) / 1_500
    bottom = game.prior.cdf(150 - lie)
    pooled = game.prior.quantile(bottom + p * (1 - bottom))
    demand = (250 + pooled[:, None] + game.noise.quantile(p)).ravel()

    capacity = level_k.receiver_capacity(150, 1, game)
    assert capacity == pytest.approx(np.quantile(demand, game.critical_ratio), abs=0.3)
    mean, low, high = level_k.believed_forecasts(150, 1, game)
    assert mean == pytest.approx(pooled.mean(), abs=0.05)
    assert (low, high) == (pytest.approx(150 - lie), 150)


@pytest.mark.parametrize("tie_break", ["smallest", "largest"])
def test_whole_unit_beliefs_are_weighted_by_the_prior(tie_break):
    """A sender of level 1 who always reports the highest leaves the receiver with the prior."""
    game = replace(NORMAL, forecast_half_width=20, noise_half_width=15, mean_demand=60)
    capacity = level_k.receiver_capacity(20, 1, game, tie_break, "literal")
    forecasts = np.arange(-20, 21)
    best = level_k.best_reports(forecasts.astype(float), 1, game, tie_break, "literal")
    sent = [row.nonzero()[0][0 if tie_break == "smallest" else -1] - 20 for row in best]
    weights = np.diff(game.prior.cdf(np.concatenate([[-20], forecasts[:-1] + 0.5, [20]])))
    pooled = [(xi, weight) for xi, weight, report in zip(forecasts, weights, sent, strict=True) if report == 20]

    def reached(demand):
        spread = np.linspace(-0.5, 0.5, 201)
        total = sum(weight for _, weight in pooled)
        return sum(weight * game.noise.cdf(demand - 60 - xi - spread).mean() for xi, weight in pooled) / total

    assert reached(capacity) == pytest.approx(game.critical_ratio, abs=5e-3)


@by_game
@pytest.mark.parametrize("prior", ["truncated", "untruncated"])
def test_choices_of_a_receiver_respond_to_expected_profit(game, prior):
    model, design = Trust("receiver", Options(prior=prior)), Design(game, "receiver", np.array([-50.0, 0, 90]))
    worth, [slope] = model.utilities(design)(np.array([0.4]))
    p = (np.arange(400) + 0.5) / 400
    for row, report in enumerate(design.states):
        top = game.prior.cdf(report) if prior == "truncated" else 1
        demand = 250 + (0.4 * report + 0.6 * game.prior.quantile(p * top))[:, None] + game.noise.quantile(p)
        for action in (0, 150, 300, 450)[: len(design.actions)]:
            if action < len(design.actions):
                by_hand = game.receiver_profit(demand, design.actions[action]).mean()
                assert worth[row, action] == pytest.approx(by_hand, abs=0.02 * 75)
    ahead, _ = model.utilities(design)(np.array([0.4 + 1e-5]))
    behind, _ = model.utilities(design)(np.array([0.4 - 1e-5]))
    # Where demand is certain, profit bends at whole units.
    np.testing.assert_allclose(slope, (ahead - behind) / 2e-5, atol=0.05 if game.noise_half_width else 40)


@by_game
@pytest.mark.parametrize("model", [Trust("sender"), Trust("receiver"), LevelK("sender", level=2), LevelK("receiver")])
def test_every_model_gives_probabilities(game, model):
    design = Design(game, model.role, np.array([-150.0, 0, 150]))
    params = {parameter.name: 0.3 for parameter in model.own_parameters(game)} | {"precision": 0.01, "lapse": 0.01}

    np.testing.assert_allclose(np.exp(model.log_choice_probs(params, design)).sum(axis=1), 1)


@pytest.mark.slow
@pytest.mark.parametrize("theory", ["trust", "level_k"])
def test_people_in_such_a_game_are_told_apart(theory, tmp_path):
    simulated = simulate(theory, cells={"normal": NORMAL}, pairs=4, n_rounds=20, seed=3)
    dataset.write_table(tmp_path / "rounds.csv", ROUNDS, simulated.rows)
    sample = collect(dataset.read_rounds(tmp_path / "rounds.csv"))

    assert sample.treatments == ("normal", "normal")
    assert {one.design.game for one in sample.decisions} == {NORMAL}
    # One variant alone, since here each takes tens of times as long.
    assert quick_verdict(sample, considered(fixed=AVERAGED)).word == theory


def test_the_picture_of_inflation_weighs_forecasts_by_the_prior():
    prior, lie = reference(150), NORMAL.minimal_lie()
    mean = integrate.quad(lambda xi: prior.pdf(xi) * (min(xi + lie, 150) - xi), -150, 150, points=[150 - lie])[0]

    assert mean_minimal_lie(NORMAL) == pytest.approx(mean, abs=0.01)
    assert abs(mean_minimal_lie(Game()) - mean) > 1


def test_the_four_cells_keep_their_closed_forms():
    assert all(game.is_uniform for game in CELLS.values())
    assert not NORMAL.is_uniform
    assert TruncatedNormal(1).name == "truncated_normal"
