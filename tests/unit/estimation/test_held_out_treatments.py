from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecast_sharing.estimation import held_out_treatments
from forecast_sharing.estimation.comparison import compare
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.em_over_grids import Tables, density, estimate
from forecast_sharing.estimation.grids import families_of, family_of
from forecast_sharing.estimation.held_out_treatments import predict_treatments, treatments_of_people
from forecast_sharing.estimation.parameter_distributions import predict_left_out, role_groups
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.naive import FLEXIBLE
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.simulation.study_sessions import simulate_study
from forecast_sharing.theory.assumptions import EVERYTHING, Considered
from tests.harness.planned_studies import study

ALONE = Considered(averaged=())
NAMES = ("trust", "level_k", "hybrid")


def crossover(theory, *, blocks, rounds, seed=1, roles="fixed", dear=""):
    """Return what people decide who play the cells ch_uh and cl_ul, so many rounds of each, in either order."""
    planned = study(
        "crossover",
        ("blocks = 6", f"blocks = {blocks}"),
        ("rounds = 15", f"rounds = {rounds}"),
        ("[session] ", f'[session]\nroles = "{roles}"\n#'),
        ("capacity_cost = 60", f"capacity_cost = 60\n{dear}"),
    )
    return collect(simulate_study(planned, theory, seed=seed).rounds())


@pytest.fixture(scope="module")
def sample():
    return crossover("level_k", blocks=1, rounds=6)


@pytest.fixture(scope="module")
def families(sample):
    return families_of(sample, ALONE)


def with_other_decisions(sample, treatment, changed):
    """Return the sample in which these people's decisions in a treatment are ten units away."""
    decisions = []
    for one, name in zip(sample.decisions, sample.treatments, strict=True):
        moved = np.clip(one.action + 10, 0, len(one.design.actions) - 1)
        there = changed(one.person) & (name == treatment)
        decisions.append(replace(one, action=np.where(there, moved, one.action)))
    return replace(sample, decisions=tuple(decisions))


def of_one(sample, families, treatment):
    return held_out_treatments._predict(sample, families, treatment)


def test_people_of_a_crossover_played_both(sample):
    assert sorted(set(sample.treatments)) == ["ch_uh", "cl_ul"]
    assert treatments_of_people(sample).all()


@pytest.mark.parametrize("treatment", ["ch_uh", "cl_ul"])
def test_what_is_decided_in_a_treatment_changes_nothing_that_it_is_predicted_with(sample, families, treatment):
    kept = 0
    changed = with_other_decisions(sample, treatment, lambda person: person != kept)
    first, second = of_one(sample, families, treatment), of_one(changed, families_of(changed, ALONE), treatment)

    for name in NAMES:
        assert first[name][kept] == second[name][kept]
        assert (first[name][1:] != second[name][1:]).all()


def test_a_person_is_predicted_from_their_own_other_parts_and_from_those_of_others(sample, families):
    kept = 0
    own = with_other_decisions(sample, "cl_ul", lambda person: person == kept)
    others = with_other_decisions(sample, "cl_ul", lambda person: person != kept)
    first = of_one(sample, families, "ch_uh")

    for changed in (own, others):
        second = of_one(changed, families_of(changed, ALONE), "ch_uh")
        for name in NAMES:
            assert first[name][kept] != second[name][kept]


@pytest.mark.parametrize("considered", [ALONE, pytest.param(EVERYTHING, marks=pytest.mark.slow)])
def test_densities_are_those_of_all_decisions_less_those_of_the_other_treatments(sample, considered):
    """By hand, with grids of the other treatment alone: both games' grids reach as far."""
    families = [family_of(theory, sample, considered) for theory in (TRUST, LEVEL_K)]
    found = predict_treatments(sample, families)

    for family in families:
        expected = np.zeros(len(sample.people))
        for treatment in ("ch_uh", "cl_ul"):
            rest = family_of(family.theory, sample.without_treatment(treatment), considered)
            for _, members, (role,) in role_groups(sample):
                known = Tables.from_grids(rest, members, [role], None)
                weights = estimate(known)
                whole = Tables.from_grids(family, members, [role], None)
                expected[members] += density(whole, weights)[0] - density(known, weights)[0]
        np.testing.assert_allclose(found[family.theory.name], expected, atol=1e-3)


def test_where_everybody_plays_one_treatment_both_ways_are_the_same(monkeypatch):
    two = collect(simulate("hybrid", ["ch_ul", "ch_uh"], pairs=2, n_rounds=6, seed=2, roles="alternate").rounds())
    families = families_of(two, ALONE)
    played = treatments_of_people(two)

    expected = predict_left_out(two, families, np.argmax(played, axis=1))
    np.testing.assert_array_equal(played.sum(axis=1), 1)
    for name, density_ in predict_treatments(two, families).items():
        np.testing.assert_array_equal(density_, expected[name])
    monkeypatch.setattr(held_out_treatments, "predict_left_out", None)
    for number, treatment in enumerate(("ch_uh", "ch_ul")):
        one_by_one = of_one(two, families, treatment)
        for name in NAMES:
            mine = played[:, number]
            np.testing.assert_allclose(one_by_one[name][mine], expected[name][mine], atol=1e-3)


def test_people_of_one_treatment_and_of_several_stand_side_by_side():
    """A block that plays one cell throughout is predicted from the others' decisions in the other cell."""
    whole = crossover("level_k", blocks=1, rounds=6, roles="alternate")
    first_block = whole.blocks == 0
    kept = tuple(
        one if name == "ch_uh" else one.where(~first_block[one.person])
        for one, name in zip(whole.decisions, whole.treatments, strict=True)
    )
    sample = replace(whole, decisions=kept)
    families = families_of(sample, ALONE)
    changed = with_other_decisions(sample, "ch_uh", lambda person: ~first_block[person])
    first, second = (predict_treatments(one, families_of(one, ALONE)) for one in (sample, changed))

    np.testing.assert_array_equal(treatments_of_people(sample).sum(axis=1), np.where(first_block, 1, 2))
    for name in NAMES:
        np.testing.assert_array_equal(first[name][first_block], second[name][first_block])
        assert (first[name][~first_block] != second[name][~first_block]).any()
    assert set(families[0].by_role) == {"sender", "receiver"}


def test_grids_reach_as_far_in_a_part_as_in_the_whole():
    """Where lies can earn more in one treatment, costs of lying go further; distributions must be of the same costs."""
    sample = crossover("trust", blocks=1, rounds=4, dear="retail_price = 150")
    family = family_of(TRUST, sample, ALONE)
    rest = family_of(TRUST, sample.of_treatment("cl_ul"), ALONE, like=family)
    alone = family_of(TRUST, sample.of_treatment("cl_ul"), ALONE)

    for axis, same, shorter in zip(*(one.by_role["sender"][0].axes for one in (family, rest, alone)), strict=True):
        np.testing.assert_array_equal(axis, same)
        assert shorter[-1] <= axis[-1]
    assert alone.by_role["sender"][0].axes[0][-1] == 37.5
    assert family.by_role["sender"][0].axes[0][-1] == 112.5
    assert np.isfinite(predict_treatments(sample, [family])["trust"]).all()


@pytest.mark.slow
def test_benchmarks_are_held_to_the_same(sample):
    family = family_of(FLEXIBLE, sample, ALONE)
    changed = with_other_decisions(sample, "ch_uh", lambda person: person != 0)
    first, second = (of_one(one, [family_of(FLEXIBLE, one, ALONE)], "ch_uh")["linear"] for one in (sample, changed))

    assert first[0] == second[0]
    assert predict_treatments(sample, [family])["linear"].shape == (len(sample.people),)


@pytest.mark.slow
def test_a_fit_of_a_crossover_scores_every_model(sample):
    found = compare(sample, ALONE, rng=np.random.default_rng(1))

    uniform = found.scores["uniform"]
    assert all(np.isfinite(score.held_out_treatments) for score in found.scores.values())
    assert uniform.held_out_treatments == pytest.approx(uniform.log_likelihood)


@pytest.mark.slow
def test_who_is_known_from_another_treatment_is_predicted_better():
    """People differ in their trust and keep it: of eight data sets each shows a gain, of 8 to 44."""
    for seed in range(1, 4):
        sample = crossover("trust", blocks=2, rounds=15, seed=seed)
        family = family_of(TRUST, sample, ALONE)
        names = sorted(set(sample.treatments))
        # The same decisions, as if others had made those in the second treatment.
        twice = (*sample.people, *(one._replace(code=f"{one.code} again") for one in sample.people))
        apart = replace(
            sample,
            people=twice,
            decisions=tuple(
                replace(one, person=one.person + len(sample.people) * (name == names[1]))
                for one, name in zip(sample.decisions, sample.treatments, strict=True)
            ),
        )
        strangers = predict_treatments(apart, [family_of(TRUST, apart, ALONE)])["trust"].sum()
        assert predict_treatments(sample, [family])["trust"].sum() > strangers + 5
