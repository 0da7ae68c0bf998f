from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import logsumexp
from statsmodels.base.model import GenericLikelihoodModel

from forecast_sharing.estimation.decisions import Decisions, collect
from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.maximum_likelihood import fit
from forecast_sharing.estimation.mixtures import TypeModel, fit_mixture, types_of
from forecast_sharing.estimation.standard_errors import resampled, uncertainty
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LEVEL_K, LevelK
from forecast_sharing.models.naive import Linear, Uniform
from forecast_sharing.models.people import NoiseSpread, Population
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import DEFAULTS, Considered


def default_grids(sample):
    return grids_under(families_of(sample, Considered(DEFAULTS, ())), DEFAULTS)


@pytest.fixture(scope="module")
def sample():
    return collect(simulate("trust", ["ch_ul"], pairs=8, n_rounds=20, seed=7).rounds())


def test_linear_fit_without_lapses_is_least_squares(sample):
    (decisions,) = sample.of_role("sender")
    seen, chosen = decisions.design.states[decisions.state], decisions.design.actions[decisions.action]
    n_times = decisions.count.astype(int)
    # Half of the seen range, where nothing piles up at the highest report, and a noise far above rounding.
    inside = decisions.where(seen < 0)
    seen, chosen = (np.repeat(values[seen < 0], n_times[seen < 0]) for values in (seen, chosen))
    line = sm.OLS(chosen, sm.add_constant(seen)).fit()

    found = fit(Linear("sender"), [inside], starts=[{"intercept": 30, "slope": 1, "noise_sd": 30, "lapse": 1e-4}])

    if found.params["lapse"] < 2e-4:
        assert found.params["slope"] == pytest.approx(line.params[1], rel=1e-2)
    assert found.log_likelihood >= -line.nobs / 2 * (np.log(2 * np.pi * line.ssr / line.nobs) + 1) - 0.1


def test_uniform_has_nothing_to_estimate(sample):
    found = fit(Uniform("sender"), sample.of_role("sender"))

    assert found.params == {}
    assert found.log_likelihood == pytest.approx(-160 * np.log(301))
    assert found.bic == pytest.approx(2 * 160 * np.log(301))


def test_fit_needs_decisions():
    with pytest.raises(ValueError, match="a fit of trust needs at least one decision of a sender"):
        fit(Trust("sender"), [])


def test_parameter_at_the_end_of_its_range_is_said(sample):
    zeros = np.zeros(3, dtype=np.int64)
    design = Design(Game(), "sender", np.array([-50.0, 0.0, 50.0]))
    truthful = Decisions(design, np.arange(3), np.array([100, 150, 200]), np.ones(3), zeros, zeros)

    found = fit(LevelK("sender", level=0), [truthful])

    assert "precision at its highest" in found.at_bound
    assert "lapse at its lowest" in uncertainty(found, [truthful]).notes
    assert uncertainty(found, [truthful]).hessian["precision"] is None


def test_an_error_wider_than_the_range_is_not_printed():
    """A sender of level 3 who always sends 150 and never scatters: any precision from some point on does as well."""
    design = Design(Game(), "sender", np.array([-86.0, 0.0, 60.0, 89.0]))
    always = Decisions(design, np.arange(4), np.full(4, 300), np.ones(4), np.zeros(4, dtype=np.int64), np.arange(4) % 2)
    found = fit(LevelK("sender", level=3), [always], starts=[{"precision": 0.1, "lapse": 1e-4}])

    result = uncertainty(found, [always], blocks=np.zeros(1, dtype=np.int64))

    assert "precision at its highest" not in found.at_bound
    assert "not identified: precision" in result.notes
    assert result.hessian["precision"] is None
    assert result.sandwich["precision"] is None


def test_one_block_has_no_clustered_errors(sample):
    decisions = sample.of_role("receiver")
    found = fit(Trust("receiver"), decisions)

    result = uncertainty(found, decisions, blocks=np.zeros(len(sample.people), dtype=np.int64))

    assert result.sandwich["trust"] is None
    assert "one block: no clustered standard errors" in result.notes


class _TrustReceivers(GenericLikelihoodModel):
    """The receivers' likelihood as statsmodels wants it: trust, and the logarithms of precision and lapse."""

    def __init__(self, design, action):
        self._design, self._action = design, action
        super().__init__(action.astype(float), np.ones((len(action), 3)))

    def loglikeobs(self, params):
        named = {"trust": params[0], "precision": np.exp(params[1]), "lapse": np.exp(params[2])}
        table = Trust("receiver").log_choice_probs(named, self._design)
        return table[np.arange(len(self._action)), self._action]


# Parameters here are no coefficients of regressors, which statsmodels remarks on.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:df_")
def test_errors_agree_with_statsmodels():
    # With so many lapses no estimate is at an end of its range.
    population = Population(noise=NoiseSpread(lapse=Spread(0.08, 0.02)))
    sample = collect(simulate("trust", ["ch_ul"], pairs=8, n_rounds=20, seed=7, population=population).rounds())
    (decisions,) = sample.of_role("receiver")
    found = fit(Trust("receiver"), [decisions])
    ours = uncertainty(found, [decisions], blocks=sample.blocks)
    cells = np.repeat(np.arange(len(decisions.count)), decisions.count.astype(int))
    design = Design(decisions.design.game, "receiver", decisions.design.states[decisions.state[cells]])
    theirs = _TrustReceivers(design, decisions.action[cells])
    blocks = sample.blocks[decisions.person[cells]]
    point = np.array([found.params["trust"], np.log(found.params["precision"]), np.log(found.params["lapse"])])
    start = {"start_params": point, "method": "newton", "maxiter": 3, "disp": False, "warn_convergence": False}

    plain = theirs.fit(**start)
    cluster = theirs.fit(**start, cov_type="cluster", cov_kwds={"groups": blocks, "use_correction": False})

    # Their numerical second derivatives are right to about three digits; ours hold G / (G - 1) for G = 4 blocks.
    scale = np.array([1, found.params["precision"], found.params["lapse"]])
    names = ["trust", "precision", "lapse"]
    np.testing.assert_allclose([ours.hessian[n] for n in names], plain.bse * scale, rtol=5e-3)
    np.testing.assert_allclose([ours.sandwich[n] for n in names], cluster.bse * scale * np.sqrt(4 / 3), rtol=5e-3)


@pytest.mark.slow
def test_mixture_agrees_with_direct_maximisation():
    # Two levels, one role, twelve people: five parameters, maximised directly from the types' own fits.
    sample = collect(simulate("level_k", ["cl_uh"], pairs=12, n_rounds=6, seed=4).rounds())
    senders = sample.of_people(sample.n_obs_by_person("sender") > 0)
    (decisions,) = senders.of_role("sender")
    models = [LevelK("sender", level=level) for level in (1, 2)]
    people = np.flatnonzero(sample.n_obs_by_person("sender"))

    def minus_log_likelihood(point):
        odds, *noise = point
        logs = np.empty((len(sample.people), 2))
        for number, model in enumerate(models):
            params = {"precision": np.exp(noise[2 * number]), "lapse": 1 / (1 + np.exp(-noise[2 * number + 1]))}
            table = model.log_choice_probs(params, decisions.design)[decisions.state, decisions.action]
            logs[:, number] = np.bincount(decisions.person, decisions.count * table, len(sample.people))
        shares = np.array([-np.log1p(np.exp(-odds)), -np.log1p(np.exp(odds))])
        return -logsumexp(logs[people] + shares, axis=1).sum()

    direct = min(
        (
            minimize(minus_log_likelihood, [odds, -5, -3, -5, -3], method="Nelder-Mead", options={"maxfev": 4_000})
            for odds in (-1, 1)
        ),
        key=lambda found: found.fun,
    )
    types = [TypeModel(f"level {model.level}", LEVEL_K, model.level, {"sender": model}) for model in models]
    found = fit_mixture(senders, types, default_grids(senders), np.random.default_rng(1))

    assert found.log_likelihood == pytest.approx(-direct.fun, abs=0.02)
    assert found.n_parameters == 5
    np.testing.assert_allclose(found.posterior[people].sum(axis=1), 1)


def test_mixture_finds_who_is_of_which_level():
    simulated = simulate("level_k", ["ch_ul"], pairs=8, n_rounds=30, seed=3, roles="alternate")
    sample = collect(simulated.rounds())
    truth = {person.participant_code: person.decider.models["sender"].level for person in simulated.people}

    found = fit_mixture(
        sample, types_of(LEVEL_K, ["sender", "receiver"]), default_grids(sample), np.random.default_rng(1)
    )

    assert [int(level) for level in found.posterior.argmax(axis=1)] == [truth[p.code] for p in sample.people]
    assert list(found.shares) == ["both"]


def test_whole_blocks_are_drawn_within_sessions():
    # Two sessions of two and of three blocks; two of one block each, which are drawn from together.
    blocks = np.array([0, 0, 1, 1, 2, 3, 4, 5, 6])
    sessions = np.array([0, 0, 0, 0, 1, 1, 1, 2, 3])

    drawn = resampled(blocks, sessions, 200, np.random.default_rng(1))

    np.testing.assert_array_equal(drawn[:, 0], drawn[:, 1])
    np.testing.assert_array_equal(drawn[:, [0, 2]].sum(axis=1), 2)
    np.testing.assert_array_equal(drawn[:, 4:7].sum(axis=1), 3)
    np.testing.assert_array_equal(drawn[:, 7:].sum(axis=1), 2)
    assert {0, 1, 2} <= set(drawn[:, 7])
    # Blocks of one session are drawn a binomial number of times.
    assert drawn[:, 0].mean() == pytest.approx(1, abs=4 * np.sqrt(0.5 / 200))


@pytest.mark.parametrize(("blocks", "n_draws"), [([0, 0, 0], 5), ([0, 1, 2], 1), ([0, 1, 2], 0)])
def test_nothing_is_drawn_where_it_would_say_nothing(blocks, n_draws):
    found = resampled(np.array(blocks), np.zeros(3, dtype=np.int64), n_draws, np.random.default_rng(1))

    assert found.shape == (0, 3)
