from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecast_sharing.estimation import comparison as module
from forecast_sharing.estimation.comparison import compare, quick_verdict, vuong
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import NoiseSpread, Population
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.reporting.check_sentences import later_sentence
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Considered, Options, considered

# Where it does not matter what else is open.
NOISE_ALONE = Considered(averaged=("noise",))
THEORIES = {"trust", "level_k", "hybrid", "truth", "babbling", "uniform", "linear"}


@pytest.fixture(scope="module")
def comparison():
    sample = collect(simulate("trust", ["ch_ul", "cl_uh"], pairs=4, n_rounds=12, seed=1).rounds())
    return compare(sample, NOISE_ALONE, rng=np.random.default_rng(1))


@pytest.mark.slow
def test_every_theory_is_scored(comparison):
    assert set(comparison.scores) == THEORIES
    assert [theory.name for theory in comparison.theories] == ["trust", "level_k"]
    for score in comparison.scores.values():
        assert score.aic == pytest.approx(2 * score.n_parameters - 2 * score.log_likelihood)
        assert score.bic == pytest.approx(score.n_parameters * np.log(16) - 2 * score.log_likelihood)
        assert score.held_out_treatments < 0


@pytest.mark.slow
def test_uniform_is_what_it_is_on_any_half(comparison):
    # 96 reports from 301 each; capacities run over 250 +- 175 in ch_ul and 250 +- 225 in cl_uh, 48 decisions each.
    expected = -96 * np.log(301) - 48 * np.log(351) - 48 * np.log(451)

    uniform = comparison.scores["uniform"]

    for value in (
        uniform.log_likelihood,
        uniform.held_out_rounds,
        uniform.held_out_people,
        uniform.held_out_treatments,
    ):
        assert value == pytest.approx(expected)
    # Six of everybody's twelve rounds are later ones.
    assert uniform.held_out_later == pytest.approx(expected / 2)


@pytest.mark.slow
def test_hybrid_fits_at_least_as_well_as_either_theory(comparison):
    # The same types are among the hybrid's; the search may end a little short of them.
    best = max(comparison.scores[name].log_likelihood for name in ("trust", "level_k"))

    assert comparison.scores["hybrid"].log_likelihood >= best - 1


@pytest.mark.slow
def test_the_confidence_set_is_of_the_scores_of_held_out_people(monkeypatch):
    seen = {}
    monkeypatch.setattr(module, "confidence_set", lambda densities, blocks: seen.update(densities) or len(set(blocks)))
    rounds = simulate("trust", ["ch_ul"], pairs=2, n_rounds=4, seed=1, block_size=2).rounds()

    found = compare(collect(rounds), Considered(averaged=()), rng=np.random.default_rng(1))

    assert found.confidence == 2
    assert {name: float(one.sum()) for name, one in seen.items()} == pytest.approx(
        {name: score.held_out_people for name, score in found.scores.items()}
    )


@pytest.mark.slow
def test_linear_is_complete_and_the_best_naive_benchmark_is_not(comparison):
    assert comparison.scores["linear"].completeness == pytest.approx(1)
    assert 0 in [comparison.scores[name].completeness for name in ("truth", "babbling", "uniform")]


@pytest.mark.slow
def test_everybody_is_fitted_in_the_role_that_they_had(comparison):
    people = comparison.people

    assert len(people) == 16
    assert len({(person.session, person.code) for person in people}) == 16
    assert [person.role for person in people].count("sender") == 8
    for person in people:
        assert person.n_obs == 12
        assert sum(person.theories["level_k"].posterior) == pytest.approx(1)
        # Noise, lapses and the level, and of a truthful sender perhaps the cost of lying.
        level_k = person.theories["level_k"]
        assert level_k.fit.n_parameters == len(level_k.fit.params) + 1
    assert sum(comparison.better_shares.values()) == pytest.approx(1)


@pytest.mark.slow
def test_better_goes_by_bic_where_log_likelihoods_differ(comparison):
    for person in comparison.people:
        level_k, trust = (person.theories[name].fit for name in ("level_k", "trust"))
        difference, apart = level_k.bic - trust.bic, abs(level_k.log_likelihood - trust.log_likelihood)
        word = "undecided" if abs(difference) < 2 or apart < 2 else "trust" if difference > 0 else "level_k"
        assert person.better == word
    assert {person.better for person in comparison.people} > {"trust"}


@pytest.mark.slow
def test_nobody_is_better_described_by_fewer_parameters_alone():
    # Everybody is where the theories say the same: trust 1 and level 0, or no cost of lying and level 1.
    alike = Population(
        {"trust": TrustPopulation(Spread(1, 0), Spread(1e-12, 0), Spread(1, 0), truthful_share=0)},
        noise=NoiseSpread(lapse=Spread(0, 0)),
    )
    sample = collect(simulate("trust", ["ch_uh"], pairs=4, n_rounds=20, seed=3, population=alike).rounds())
    people = compare(sample, considered(Options(highest_level=1)), rng=np.random.default_rng(1)).people
    bics = [one.theories["level_k"].fit.bic < one.theories["trust"].fit.bic - 2 for one in people]

    assert any(bics)
    assert [one.better for one in people].count("level_k") == 0


@pytest.mark.slow
def test_types_that_do_not_occur_are_no_parameters():
    # All senders tell the truth and all receivers believe them: of five levels only the lowest is anybody's.
    truthful = Population({"level_k": LevelKPopulation((1, 0, 0, 0, 0))})
    sample = collect(simulate("level_k", ["ch_uh"], pairs=4, n_rounds=20, seed=3, population=truthful).rounds())
    default = Considered(averaged=())
    mixture = compare(sample, default, rng=np.random.default_rng(1)).mixtures["level_k"]
    n_occurring = int(np.any([share > 0 for share in mixture.shares.values()], axis=0).sum())

    assert n_occurring < 5
    # Noise and lapse in both roles, and shares of senders and of receivers.
    assert mixture.n_parameters == 4 * n_occurring + 2 * (n_occurring - 1)


@pytest.mark.slow
def test_vuong_turns_round_with_its_arguments(comparison):
    # 2 log-likelihood units more for everyone, on top of differences from -1 to 1 in steps of 1/20: 41 people.
    difference = 2 + np.linspace(-1, 1, 41)
    # The variance of 41 equal steps about their mean is (41^2 - 1) / 12 of a step's square.
    spread = np.sqrt(41 * (41**2 - 1) / 12 / 20**2)
    trust = replace(comparison.mixtures["trust"], log_likelihood_by_person=difference, n_parameters=5)
    other = replace(trust, log_likelihood_by_person=np.zeros(41), n_parameters=3)

    result, turned = vuong(trust, other), vuong(other, trust)

    assert result.statistic == pytest.approx(82 / spread)
    assert result.corrected_statistic == pytest.approx((82 - np.log(41)) / spread)
    assert turned.statistic == pytest.approx(-result.statistic)
    assert turned.corrected_statistic == pytest.approx(-result.corrected_statistic)
    assert result.note == ""


@pytest.mark.slow
def test_vuong_has_a_two_sided_p_value(comparison):
    # A mean of a quarter of the standard deviation, over 64 people: z = sqrt(64) / 4 = 2, which 4.55% exceed.
    difference = np.linspace(-1, 1, 64)
    difference += 0.25 * np.std(difference)
    trust = replace(comparison.mixtures["trust"], log_likelihood_by_person=difference, n_parameters=3)
    other = replace(trust, log_likelihood_by_person=np.zeros(64))

    assert vuong(trust, other).statistic == pytest.approx(2)
    assert vuong(trust, other).p_value == pytest.approx(0.0455, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("difference", "why"),
    [
        pytest.param(np.linspace(-1, 1, 8), "it needs more people than a mixture has parameters, 9, and", id="few"),
        pytest.param([1.0, 1.03], "it needs more people than a mixture has parameters, 9, and there are 2", id="two"),
        pytest.param(np.full(50, 0.3), "likelihoods that differ by the same", id="all alike"),
        pytest.param(np.full(50, 0.3) + np.arange(50) * 1e-9, "differ by the same", id="all alike but for rounding"),
        pytest.param([0.3, 0.4] * 25, "only 2 of 50 differ, and a mixture has 9 parameters", id="two kinds of people"),
    ],
)
def test_vuong_is_not_made_up_where_people_do_not_differ_enough(comparison, difference, why):
    first = replace(comparison.mixtures["trust"], log_likelihood_by_person=np.array(difference), n_parameters=9)
    other = replace(first, log_likelihood_by_person=np.zeros(len(difference)), n_parameters=7)

    result = vuong(first, other)

    assert why in result.note
    assert (result.statistic, result.p_value) == (None, None)
    assert (result.corrected_statistic, result.corrected_p_value) == (None, None)


@pytest.mark.slow
def test_names_and_the_order_of_rows_change_no_number():
    rounds = simulate("trust", ["ch_ul", "cl_uh"], pairs=2, n_rounds=6, seed=1, block_size=2).rounds()
    codes = sorted({*rounds["sender_code"], *rounds["receiver_code"]})
    renamed = {code: f"x{len(codes) - number:03}" for number, code in enumerate(codes)}
    changed = rounds.assign(
        session_code=rounds["session_code"].map({"sim1-ch_ul": "z", "sim1-cl_uh": "a"}),
        sender_code=rounds["sender_code"].map(renamed),
        receiver_code=rounds["receiver_code"].map(renamed),
    )

    first, other = (
        compare(collect(table), NOISE_ALONE, rng=np.random.default_rng(1))
        for table in (rounds, changed.sample(frac=1, random_state=1))
    )

    assert other.scores == first.scores
    assert other.verdict == first.verdict
    assert [one.code for one in other.people] != [one.code for one in first.people]
    assert sorted(one.theories["trust"].fit.log_likelihood for one in other.people) == sorted(
        one.theories["trust"].fit.log_likelihood for one in first.people
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        pytest.param(Options(noise="normal"), id="normal noise"),
        pytest.param(Options(tie_break="uniform", prior="untruncated"), id="uniform ties, untruncated prior"),
        pytest.param(Options(tie_break="largest", off_path_beliefs="prior"), id="largest ties"),
    ],
)
def test_options_are_carried_through(options):
    sample = collect(simulate("trust", ["ch_ul"], pairs=2, n_rounds=4, seed=2, options=options).rounds())

    comparison = compare(sample, Considered(options, ()), rng=np.random.default_rng(1))

    assert comparison.options == options
    assert comparison.people[0].theories["trust"].fit.model.options == options


def _one_row(rounds):
    return rounds.iloc[:1]


def _only_senders(rounds):
    return rounds.assign(capacity_timed_out=True)


def _constant_reports(rounds):
    return rounds.assign(report=rounds["report"] * 0 + 150)


def _constant_capacities(rounds):
    return rounds.assign(capacity=rounds["capacity"] * 0 + 200)


def _truth(rounds):
    return rounds.assign(report=rounds["forecast"].astype("Int64"))


@pytest.mark.parametrize(
    "change",
    [_one_row, _only_senders, _constant_reports, _constant_capacities, _truth],
    ids=lambda one: one.__name__[1:],
)
@pytest.mark.slow
def test_odd_tables_are_compared(change):
    rounds = simulate("trust", ["ch_ul"], pairs=4, n_rounds=6, seed=1).rounds()

    comparison = compare(collect(change(rounds)), NOISE_ALONE, rng=np.random.default_rng(1))

    assert all(np.isfinite(score.held_out_rounds) for score in comparison.scores.values())
    assert all(np.isfinite(person.theories["trust"].fit.log_likelihood) for person in comparison.people)


@pytest.mark.slow
def test_one_pair_decides_nothing():
    rounds = simulate("trust", ["ch_uh"], pairs=1, n_rounds=30, seed=1, block_size=2).rounds()

    assert quick_verdict(collect(rounds)).word == "undecided"


def test_one_round_has_no_later_rounds():
    sample = collect(simulate("trust", ["ch_uh"], pairs=2, n_rounds=1, seed=1, block_size=2).rounds())

    scores = compare(sample, Considered(averaged=()), rng=np.random.default_rng(1)).scores

    assert {score.held_out_later for score in scores.values()} == {None}
    assert later_sentence(scores, COMPARED) == (
        "Nobody decided in a later round that could be predicted from earlier ones."
    )
