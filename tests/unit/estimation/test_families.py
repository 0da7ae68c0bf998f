"""A theory is the mixture of its variants: by brute force, and from whom the weights of variants are learnt."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.special import logsumexp

from forecast_sharing.estimation import em_over_grids, exact_people, grid_tables
from forecast_sharing.estimation.comparison import likeliest, predict_flexible
from forecast_sharing.estimation.decisions import Decisions, Person, Sample, collect
from forecast_sharing.estimation.grids import family_of, labels_of
from forecast_sharing.estimation.parameter_distributions import predict_left_out, predict_people
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_noise import discretised_normal
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.cognitive_hierarchy import COGNITIVE_HIERARCHY
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.naive import FLEXIBLE, Linear
from forecast_sharing.models.qre import QUANTAL_RESPONSE
from forecast_sharing.models.trust_model import TRUST, Trust
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import WORDS, Considered, Options, considered, with_words
from forecast_sharing.trust import receiver_capacity, sender_report
from tests.unit.estimation.by_model import grid_of, table_by_model

LEVELS = Options(highest_level=2)


@pytest.fixture(scope="module")
def sample():
    return collect(simulate("trust", ["ch_ul", "cl_uh"], pairs=2, n_rounds=5, seed=3, block_size=2).rounds())


@pytest.mark.slow
@pytest.mark.parametrize("noise", WORDS["noise"])
@pytest.mark.parametrize("theory", [TRUST, LEVEL_K, COGNITIVE_HIERARCHY, QUANTAL_RESPONSE], ids=lambda one: one.name)
def test_every_variant_has_the_models_likelihood(theory, noise, sample, monkeypatch):
    """Whichever table a variant shares with others, it holds the sum of the model's own log-probabilities."""
    # What people who are exact are averaged over has a test of its own.
    monkeypatch.setattr(exact_people, "_LOOKS", ())
    family = family_of(theory, sample, considered(LEVELS))
    rng = np.random.default_rng(5)
    for number, label in enumerate(family.labels):
        options = with_words(LEVELS, noise=noise, **label)
        for role in ROLES:
            for kind, grid in zip(theory.kinds_of(options), family.alone(options)[role], strict=True):
                model = theory.make(role, options, **kind)
                position = tuple(int(rng.integers(len(axis))) for axis in grid.axes)
                expected = table_by_model(model, grid, position, sample)
                found = grid.tables[(slice(None), slice(None), *position)]
                np.testing.assert_allclose(found, expected, rtol=2e-6, err_msg=f"{number} {label} {role} {kind}")


def test_labels_are_every_way_of_filling_in_what_is_open():
    assert labels_of(TRUST, considered(fixed=["prior"])) == ({"prior": "truncated"},)
    assert len(labels_of(LEVEL_K, Considered())) == 18
    assert labels_of(QUANTAL_RESPONSE, Considered()) == ({},)


@pytest.mark.slow
def test_variants_that_say_the_same_share_a_table(sample):
    senders, receivers = (family_of(LEVEL_K, sample, considered(LEVELS)).by_role[role] for role in ROLES)

    # Level 0 differs in its errors alone; level 1 expects full trust, and only which report it sends may differ.
    assert [grid.tables.shape[2] for grid in senders][:2] == [2, 2]
    assert receivers[0].tables.shape[2] == 1
    assert len(set(receivers[1].of_label.tolist())) > 1


@pytest.mark.slow
@pytest.mark.parametrize("noise", WORDS["noise"])
@pytest.mark.parametrize("theory", ["trust", "level_k"])
def test_the_noise_that_made_the_data_has_most_weight(theory, noise):
    made = simulate(theory, ["ch_uh"], pairs=6, n_rounds=20, seed=2, options=Options(noise=noise))
    data = collect(made.rounds())
    family = family_of({"trust": TRUST, "level_k": LEVEL_K}[theory], data, Considered())
    predictive = predict_people(data, [family])
    weights = predictive.variants[theory]["noise"]

    assert sum(weights.values()) == pytest.approx(1)
    assert max(weights, key=weights.get) == noise
    assert likeliest(Considered(), predictive).noise == noise


def test_likeliest_options_can_be_had_together():
    class Of:
        people = {"trust": np.array([1.0]), "level_k": np.array([0.0])}
        variants = {
            "trust": {"noise": {"logit": 0.2, "normal": 0.8}},
            "level_k": {"noise": {"logit": 1.0, "normal": 0.0}, "tie_break": {"uniform": 0.9, "smallest": 0.1}},
        }

    # Normal noise scatters around one report.
    assert likeliest(Considered(), Of) == Options(noise="normal", tie_break="smallest")
    assert likeliest(Considered(Options(prior="untruncated"), ("noise",)), Of).prior == "untruncated"


@pytest.mark.slow
def test_a_family_with_less_possible_is_the_same_family_computed_anew(sample):
    whole = family_of(LEVEL_K, sample, considered(LEVELS))
    for name, word in [("noise", "normal"), ("tie_break", "largest"), ("off_path_beliefs", "prior")]:
        less = considered(LEVELS).only(name, word)
        kept, anew = whole.only(less), family_of(LEVEL_K, sample, less)
        densities = [predict_left_out(sample, [one], sample.blocks)["level_k"] for one in (kept, anew)]
        np.testing.assert_allclose(*densities, atol=1e-3)


@pytest.mark.slow
def test_a_mixture_of_variants_loses_little_to_the_best_of_them():
    """One word more of each choice costs at most what one person's weight does: it is never far behind."""
    made = simulate("level_k", ["ch_uh"], pairs=6, n_rounds=20, seed=4, options=Options(noise="normal"))
    data = collect(made.rounds())
    family = family_of(LEVEL_K, data, Considered())
    whole = predict_left_out(data, [family], data.blocks)["level_k"].sum()
    fixed = [family.only(Considered(replace(Options(), noise=noise), ())) for noise in WORDS["noise"]]
    logit, normal = (predict_left_out(data, [one], data.blocks)["level_k"].sum() for one in fixed)

    assert normal > logit + 20
    # Twelve people, and three choices with a person's weight on what nobody follows.
    assert whole > normal - 3 * np.log(12)


@pytest.mark.parametrize("trust", [0.0, 0.3141, 0.4873, 0.925, 1.0])
def test_receivers_who_are_exact_to_a_unit_are_not_between_two_points(trust, monkeypatch):
    """On a grid ten times as fine such a person is hardly likelier."""
    game = CELLS["ch_uh"]
    reports = np.arange(-150.0, 150, 7)
    exact = np.round(receiver_capacity(reports, trust, game))
    lowest = game.capacity_range[0]
    one = Decisions(
        Design(game, "receiver", reports), np.arange(len(reports)), (exact - lowest).astype(int),
        np.ones(len(reports)), np.zeros(len(reports), dtype=int), np.arange(len(reports)) % 2,
    )  # fmt: skip
    alone = Sample((Person("s", "a", 0),), (one,), ("ch_uh",), {})
    density = []
    for n_inside in (grid_tables.N_INSIDE[1], 10 * grid_tables.N_INSIDE[1]):
        monkeypatch.setitem(grid_tables.N_INSIDE, 1, n_inside)
        table = grid_of(Trust("receiver", Options(noise="normal")), alone).log_likelihood(np.array([0]))
        density.append(logsumexp(table) - np.log(table.size))

    assert density[0] == pytest.approx(density[1], abs=0.5)


@pytest.mark.slow
@pytest.mark.parametrize(("cost", "believed_trust"), [(1.1, 0.83), (6.2, 0.55)])
def test_senders_who_are_exact_to_a_unit_are_not_between_points(cost, believed_trust, monkeypatch):
    game = CELLS["ch_uh"]
    forecasts = np.arange(-145.0, 150, 19)
    exact = np.round(sender_report(forecasts, cost, believed_trust, game))
    one = Decisions(
        Design(game, "sender", forecasts), np.arange(len(forecasts)), (exact - game.report_range[0]).astype(int),
        np.ones(len(forecasts)), np.zeros(len(forecasts), dtype=int), np.arange(len(forecasts)) % 2,
    )  # fmt: skip
    alone = Sample((Person("s", "a", 0),), (one,), ("ch_uh",), {})
    density = []
    for looks in ((), exact_people._LOOKS, ((6, 4, 40.0), (48, 16, 20.0))):
        monkeypatch.setattr(exact_people, "_LOOKS", looks)
        table = grid_of(Trust("sender", Options(noise="normal")), alone).log_likelihood(np.array([0]))
        density.append(logsumexp(table) - np.log(table.size))

    assert density[1] == pytest.approx(density[2], abs=0.5)
    # On the points alone such a person has some noise.
    assert density[0] < density[1] - 5


@pytest.mark.slow
def test_straight_lines_foresee_stated_beliefs_too():
    """Lines of beliefs are averaged over: by brute force over their axes and scatters."""
    used = Options(stated_beliefs="used")
    data = collect(simulate("trust", ["ch_ul"], pairs=2, n_rounds=4, seed=2, beliefs=True).rounds())
    (with_beliefs,), (without,) = (
        family_of(FLEXIBLE, data, considered(options)).by_role["receiver"] for options in (used, Options())
    )
    (decisions,) = data.of_role("receiver")
    person, lapse = 0, grid_tables.LAPSES[0]
    mine = decisions.person == with_beliefs.people[person]
    stated, reports = decisions.design.statements[decisions.stated[mine]], decisions.reports[mine]
    *added, _ = Linear("receiver", used).belief_parameters(decisions.design.game)
    lines = [grid_tables.own_axis(one) for one in added]
    logs = []
    for height, slope, scatter in product(*lines, grid_tables.BELIEF_SDS):
        probs = discretised_normal(height + slope * reports, decisions.design.statements, scatter)
        chosen = np.exp(probs[np.arange(len(stated)), decisions.stated[mine]])
        logs.append((decisions.count[mine] * np.log((1 - lapse) * chosen + lapse / len(probs[0]))).sum())

    added = with_beliefs.tables[2, person, 0, ..., 0] - without.tables[2, person, 0, ..., 0]
    np.testing.assert_allclose(added, logsumexp(logs) - np.log(len(logs)), atol=2e-3)
    assert np.isfinite(predict_flexible(data, considered(used))).all()


def test_in_a_kind_of_nobody_noise_is_as_in_all_kinds():
    """Of own parameters nothing is known there; of noise and lapses what the others show."""
    noise, lapse = np.array([6.0, 2.0]), np.array([7.0, 1.0])
    some = [np.array([[8.0, 0.0, 0.0]]), noise[None], lapse[None]]
    nobody = [np.zeros((1, 3)), np.zeros((1, 2)), np.zeros((1, 2))]
    _, of_nobody = em_over_grids._inner([some, nobody], np.array([[8.0, 0.0]]), np.array([8]))

    np.testing.assert_allclose(of_nobody[0][0], 1 / 3)
    # Eight people, and one who is everywhere alike.
    np.testing.assert_allclose(of_nobody[1][0], (noise + 1 / 2) / 9)
    np.testing.assert_allclose(of_nobody[2][0], (lapse + 1 / 2) / 9)


def test_averaged_names_are_checked():
    with pytest.raises(
        ValueError, match="averaged must be one of noise, prior, tie_break, off_path_beliefs, level_0_errors, not 'x'"
    ):
        Considered(Options(), ("x",))
