"""Regressions on what people say of themselves: against statsmodels, with an effect and without one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from forecast_sharing.estimation.covariates import regressions
from forecast_sharing.estimation.ordered_logit import ordered_logit


def found(outcome, scores, blocks, *, role="receiver", name="trust", at_bound=None, posterior=None):
    """Return the regressions of these people, by outcome."""
    levels = np.full((len(outcome), 2), 0.5) if posterior is None else posterior
    people = [
        SimpleNamespace(
            session="s",
            code=f"p{n}",
            role=role,
            theories={
                "trust": SimpleNamespace(
                    fit=SimpleNamespace(params={name: value}, at_bound=(at_bound or {}).get(n, ()))
                ),
                "level_k": SimpleNamespace(posterior=tuple(levels[n])),
            },
        )
        for n, value in enumerate(outcome)
    ]
    table = pd.DataFrame({"session_code": "s", "participant_code": [one.code for one in people], "block": blocks})
    return {one.outcome: one for one in regressions(people, table.assign(**scores), list(scores))}


def standardised(values):
    return (values - values.mean()) / values.std()


@pytest.fixture
def data():
    rng = np.random.default_rng(1)
    blocks = np.repeat(np.arange(10), 4)
    risk, trusting = rng.normal(size=(2, 40))
    outcome = 0.5 + 0.1 * standardised(risk) + 0.05 * rng.normal(size=40) + 0.05 * rng.normal(size=10)[blocks]
    return outcome, {"risk": risk, "trusting": trusting}, blocks


def test_errors_and_intervals_are_those_of_clustered_least_squares(data):
    outcome, scores, blocks = data
    design = sm.add_constant(np.column_stack([standardised(one) for one in scores.values()]))
    theirs = sm.OLS(np.round(outcome, 4), design).fit(cov_type="cluster", cov_kwds={"groups": blocks}, use_t=True)

    ours = found(outcome, scores, blocks)["trust"]

    assert (ours.unit, ours.n_people, ours.n_blocks, ours.n_at_bound) == ("estimate", 40, 10, 0)
    assert [one.covariate for one in ours.coefficients] == ["risk", "trusting"]
    np.testing.assert_allclose([one.value for one in ours.coefficients], theirs.params[1:])
    np.testing.assert_allclose([one.error for one in ours.coefficients], theirs.bse[1:])
    np.testing.assert_allclose([(one.low, one.high) for one in ours.coefficients], theirs.conf_int()[1:])
    # Planted: 0.1 for a standard deviation.
    assert ours.coefficients[0].low < 0.1 < ours.coefficients[0].high
    assert ours.coefficients[0].low > 0


def test_estimates_at_an_end_make_ranks_of_all(data):
    outcome, scores, blocks = data
    ends = {0: ("trust at its highest",), 1: ("trust at its highest",), 2: ("trust at its lowest",)}
    beyond = outcome.copy()
    beyond[[0, 1, 2]] = [9, 9, -9]
    design = sm.add_constant(np.column_stack([standardised(one) for one in scores.values()]))
    line = sm.OLS(standardised(stats.rankdata(np.round(beyond, 4))), design).fit()

    ours = found(outcome, scores, blocks, at_bound=ends)["trust"]

    assert (ours.unit, ours.n_at_bound) == ("rank", 3)
    np.testing.assert_allclose([one.value for one in ours.coefficients], line.params[1:])


def test_an_ordered_logit_with_certain_levels_is_that_of_statsmodels(data):
    _, scores, blocks = data
    rng = np.random.default_rng(2)
    design = np.column_stack([standardised(one) for one in scores.values()])
    level = np.digitize(design[:, 0] + rng.logistic(size=40), [-0.7, 0.7])
    theirs = OrderedModel(level, design, distr="logit").fit(method="bfgs", disp=False, gtol=1e-8)

    ours = found(np.full(40, 0.5), scores, blocks, posterior=np.eye(3)[level])["level"]

    assert ours.unit == "log-odds"
    assert [one.value for one in ours.coefficients] == pytest.approx(theirs.params[:2], abs=1e-4)
    plain = ordered_logit(design, np.eye(3)[level])
    assert np.sqrt(np.diag(plain.bread))[:2] == pytest.approx(theirs.bse[:2], rel=1e-3)
    pulls = pd.DataFrame(plain.scores).groupby(blocks).sum().to_numpy() @ plain.bread
    expected = np.sqrt(10 / 9 * (pulls**2).sum(axis=0))[:2]
    assert [one.error for one in ours.coefficients] == pytest.approx(expected)
    reach = stats.t.ppf(0.975, 9)
    assert ours.coefficients[0].high == pytest.approx(ours.coefficients[0].value + reach * expected[0])


def test_a_level_counts_with_its_probability():
    """Half a person of each of two levels is two people with half the weight."""
    rng = np.random.default_rng(3)
    design, weights = rng.normal(size=(30, 1)), rng.dirichlet([1, 1, 1], size=30)
    many = np.repeat(design, 3, axis=0)
    certain = np.tile(np.eye(3), (30, 1)) * weights.reshape(-1, 1)

    assert ordered_logit(design, weights).slopes == pytest.approx(ordered_logit(many, certain).slopes)


def test_levels_that_a_covariate_parts_have_no_estimate():
    rng = np.random.default_rng(4)
    level = np.repeat([0, 1, 2], [10, 20, 20])
    # Who is of level 0 is certain from the first covariate; the second is noise.
    design = np.column_stack([level == 0, rng.normal(size=50)]).astype(float)

    assert ordered_logit(design, np.eye(3)[level]) is None


@pytest.mark.parametrize(
    ("n_people", "change", "note"),
    [
        pytest.param(19, {}, "19 people have all covariates, and there must be 20", id="few people"),
        pytest.param(40, {"risk": np.ones(40)}, "", id="a covariate that does not vary is left out"),
        pytest.param(40, {"twice": "risk"}, "some covariates move together", id="one twice"),
    ],
)
def test_what_is_lacking_is_said(data, n_people, change, note):
    outcome, scores, blocks = data
    scores = scores | {name: scores[of] if isinstance(of, str) else of for name, of in change.items()}

    ours = found(outcome[:n_people], {name: one[:n_people] for name, one in scores.items()}, blocks[:n_people])["trust"]

    assert ours.note.startswith(note)
    assert bool(ours.coefficients) == (not note)


def test_no_more_blocks_than_coefficients_have_no_errors(data):
    outcome, scores, _ = data

    ours = found(outcome, scores, np.repeat([1, 2, 3], [13, 13, 14]))["trust"]

    assert ours.note == "3 blocks for 3 coefficients: too few for standard errors"
    assert [one.error for one in ours.coefficients] == [None, None]


def test_people_without_an_answer_are_left_out(data):
    outcome, scores, blocks = data
    risk = scores["risk"].copy()
    risk[:5] = np.nan
    rare = np.full(40, np.nan)
    rare[:3] = [1, 2, 3]

    ours = found(outcome, scores | {"risk": risk, "rare": rare}, blocks)["trust"]

    assert ours.n_people == 35
    assert [one.covariate for one in ours.coefficients] == ["risk", "trusting"]


@pytest.mark.slow
def test_an_effect_that_is_not_there_is_found_as_rarely_as_promised():
    """Intervals of 400 data sets without an effect, in which people of a block are alike: one in twenty misses zero.

    The share scatters by (0.05 x 0.95 / 400)^0.5 = 0.011; bounds are four of these. With 20 blocks and a normal
    covariate that they share a sandwich's variance is about 2/20 too small, and its quantile that of fewer degrees of
    freedom than 19, which makes 0.07 of 0.05. Were people taken as independent, a fifth would miss.
    """
    rng, blocks = np.random.default_rng(20_531), np.repeat(np.arange(20), 4)
    missed = {"trust": 0, "level": 0}
    for _ in range(400):
        shared = rng.normal(size=20)[blocks]
        outcome = 0.5 + 0.1 * (shared + rng.normal(size=80))
        scores = {"risk": 0.5 * rng.normal(size=80) + rng.normal(size=20)[blocks], "trusting": rng.normal(size=80)}
        level = np.digitize(2 * shared + rng.logistic(size=80), [-1, 1])
        done = found(outcome, scores, blocks, posterior=np.eye(3)[level])
        for name in missed:
            first = done[name].coefficients[0]
            missed[name] += not first.low < 0 < first.high

    assert max(missed.values()) / 400 < 0.07 + 4 * 0.011
    assert min(missed.values()) / 400 > 0.05 - 4 * 0.011
