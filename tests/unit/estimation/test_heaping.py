"""People who round to fives or tens: the likelihood by brute force, and when the layer is on."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy.stats import norm

from forecast_sharing.estimation import em_over_grids, exact_people, heaping
from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import Decisions, Person, Sample, collect
from forecast_sharing.estimation.exact_people import _Decided
from forecast_sharing.estimation.fitted_people import FittedPopulation, draw_decisions
from forecast_sharing.estimation.grid_tables import slips_of
from forecast_sharing.estimation.grids import family_of
from forecast_sharing.estimation.heaping import decide_heaping, multiples_of_five, rounded_shares
from forecast_sharing.estimation.observed import observed
from forecast_sharing.estimation.parameter_distributions import predict_under
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.naive import FLEXIBLE
from forecast_sharing.models.people import NoiseSpread, Population
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.rounding import Slip
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.simulation import makers
from forecast_sharing.simulation.confusion import CELL_SETS
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import AVERAGED, Considered, Options, considered

OPTIONS = Options(highest_level=2)
BOTH = Considered(OPTIONS, ("noise",), "both")
ROUNDING = Population(noise=NoiseSpread(rounding_share=0.5))


@pytest.fixture(scope="module")
def sample():
    made = simulate("trust", ["ch_ul", "cl_uh"], pairs=2, n_rounds=6, seed=3, block_size=2, population=ROUNDING)
    return collect(made.rounds())


@cache
def become(actions, nearest):
    """Return which number each intended one becomes: by trying them, the even multiple where two are as near."""
    multiples = [one for one in actions if one % nearest == 0]
    return [min(multiples, key=lambda one: (abs(one - number), (one // nearest) % 2)) for number in actions]


def log_prob(probs, actions, action, slip):
    """Return the log-probability of an action that is decided, from those that are intended, lapses included."""
    numbers = tuple(int(number) for number in actions)
    into = [p for p, number in zip(probs, become(numbers, slip.nearest), strict=True) if number == action]
    return np.log((1 - slip.share) * probs[numbers.index(action)] + slip.share * sum(into))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theory", "noise"),
    # Lines scatter normally.
    [*product([TRUST, LEVEL_K], ["logit", "normal"]), (FLEXIBLE, "normal")],
    ids=lambda one: getattr(one, "name", one),
)
def test_the_likelihood_is_that_of_brute_force(theory, noise, sample, monkeypatch):
    """Over all actions that become each that was decided, of every lapse rate and way of rounding."""
    # People who are exact are averaged over; the ends of an axis stand for themselves.
    monkeypatch.setattr(exact_people, "_LOOKS", ())
    possible = Considered(replace(OPTIONS, noise=noise), (), "both")
    family = family_of(theory, sample, possible)
    for role in ROLES:
        kind = theory.kinds_of(OPTIONS)[-1]
        grid = family.by_role[role][-1]
        model = theory.make(role, possible.options, **kind)
        own = model.own_parameters(sample.of_role(role)[0].design.game)
        ends = [0 if len(own) == 1 else len(axis) // 2 for axis in grid.axes] if theory is not FLEXIBLE else [0, 0]
        params = {p.name: axis[end] for p, axis, end in zip(own, grid.axes, ends, strict=True)}
        n_noise = 12 if noise == "logit" else 7
        scale = "precision" if noise == "logit" else "noise_sd"
        value = 1e-4 * 2 ** (n_noise / 2) if noise == "logit" else 10 ** np.linspace(-0.5, 2, 11)[n_noise]
        for place, slip in enumerate(grid.slips):
            expected = np.zeros((2, len(grid.people)))
            for one in sample.of_role(role):
                probs = np.exp(model.log_choice_probs({**params, scale: value, "lapse": slip.lapse}, one.design))
                for state, action, count, person, fold in zip(
                    one.state, one.action, one.count, one.person, one.fold, strict=True
                ):
                    number = one.design.actions[action]
                    expected[fold, np.searchsorted(grid.people, person)] += count * log_prob(
                        probs[state], one.design.actions, number, slip
                    )
            found = grid.tables[(slice(None), slice(None), 0, *ends, n_noise, place)]
            np.testing.assert_allclose(found[:2], expected, rtol=3e-6, err_msg=f"{role} {slip}")
            np.testing.assert_allclose(found[2], expected.sum(axis=0), rtol=3e-6)


def test_exact_people_who_round_have_the_likelihood_of_brute_force():
    """Between nodes, of one person: best reports 12.3 and 147, and 20 and 150 decided, at the upper end and not."""
    game = CELLS["ch_uh"]
    design = Design(game, "sender", np.array([0.0, 140]))
    actions = design.actions
    decided = np.array([20, 150, 13])
    state = np.array([0, 1, 0])
    one = Decisions(
        design, state, (decided - actions[0]).astype(int), np.ones(3), np.zeros(3, int), np.array([0, 1, 0])
    )
    best = np.array([[[12.3, 147.0, 12.3]]])
    slips = slips_of(Considered(heaping="both"))
    sds = np.array([0.5, 3.0])

    found = dict(_Decided.of(best, one, np.arange(3), (5, 10)).probs([np.zeros(1), np.zeros(1)], sds, slips))

    for number, slip in enumerate(slips):
        for which, sd in enumerate(sds):
            for cell in range(3):
                edges = np.concatenate([[-np.inf], actions[:-1] + 0.5, [np.inf]])
                intended = np.diff(norm.cdf((edges - best[0, 0, cell]) / sd)) * (1 - slip.lapse)
                probs = intended + slip.lapse / len(actions)
                expected = np.exp(log_prob(probs, actions, decided[cell], slip))
                assert found[number][cell, 0, which] == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
def test_who_does_not_round_is_where_nobody_may(sample, monkeypatch):
    # Some people are exact if they round, and not if they do not.
    monkeypatch.setattr(exact_people, "_LOOKS", ())
    for theory in (TRUST, LEVEL_K):
        rounding, plain = (family_of(theory, sample, replace(BOTH, heaping=word)) for word in ("both", "no"))
        assert rounding.without_rounding().considered == plain.considered
        for role in ROLES:
            for one, other in zip(rounding.without_rounding().by_role[role], plain.by_role[role], strict=True):
                assert one.slips == other.slips
                np.testing.assert_allclose(one.tables, other.tables, rtol=1e-6)


def test_less_that_is_possible_keeps_the_ways_of_rounding(sample):
    family = family_of(TRUST, sample, BOTH)
    less = family.only(BOTH.only("noise", "normal"))

    assert less.considered.heaping == "both"
    assert less.by_role["sender"][0].slips == family.by_role["sender"][0].slips


def test_ways_of_rounding_are_those_that_are_possible():
    assert {(one.nearest, one.share > 0) for one in slips_of(Considered(heaping="no"))} == {(1, False)}
    assert {one.nearest for one in slips_of(Considered(heaping="5"))} == {1, 5}
    assert {one.nearest for one in slips_of(Considered(heaping="10"))} == {1, 10}
    assert {one.nearest for one in slips_of(Considered(heaping="both"))} == {1, 5, 10}
    # To be decided, it is not decided.
    assert slips_of(Considered(heaping="auto")) == slips_of(Considered(heaping="no"))
    assert Slip(0.003) in slips_of(Considered())


def counted(*numbers):
    """Return a sample of one sender who decided these."""
    design = Design(CELLS["ch_uh"], "sender", np.zeros(1))
    action = np.array(numbers) - int(design.actions[0])
    n = len(action)
    one = Decisions(design, np.zeros(n, int), action, np.ones(n), np.zeros(n, int), np.arange(n) % 2)
    return Sample((Person("s", "p", 0),), (one,), ("ch_uh",), {})


def test_multiples_of_five_are_counted_inside_the_range():
    """Of -150 and 150, the ends, nothing is counted: 10 and -5 of five others."""
    assert multiples_of_five(counted(-150, 150, 10, -5, 7, 8, 9)) == pytest.approx(2 / 5)
    assert multiples_of_five(counted(-150, 150)) is None


@pytest.mark.parametrize("noise", ["logit", "normal"])
def test_who_never_decides_a_multiple_does_not_round(noise):
    grid = family_of(LEVEL_K, counted(1, 7, 13, 24), Considered(replace(OPTIONS, noise=noise), (), "both"))
    tables = grid.by_role["sender"][1].tables[2, 0, 0]

    for place, slip in enumerate(slips_of(Considered(heaping="both"))):
        np.testing.assert_allclose(tables[..., place], tables[..., place % 3] + 4 * np.log1p(-slip.share), rtol=1e-5)


def test_theories_count_alike(sample, monkeypatch):
    """What one theory gains another may lose: their sum decides."""

    def gaining(trust, level_k):
        def density(family, _sample):
            gain = {"trust": trust, "level_k": level_k}[family.theory.name]
            return gain if family.considered.heaping == "both" else 0.0

        monkeypatch.setattr(heaping, "_density", density)
        return decide_heaping(sample, considered(OPTIONS, AVERAGED), COMPARED)

    found, families = gaining(5.0, -3.0)
    assert (found.used, found.gain) == ("both", 2.0)
    assert all(len(family.by_role["sender"][0].slips) > 3 for family in families)
    found, families = gaining(-5.0, 3.0)
    assert (found.used, found.gain) == ("no", -2.0)
    assert all(len(family.by_role["sender"][0].slips) == 3 for family in families)
    assert {family.considered.heaping for family in families} == {"no"}


def test_what_is_asked_for_is_used(sample):
    for word, n_slips in (("no", 3), ("5", 12), ("10", 12), ("both", 21)):
        found, families = decide_heaping(sample, considered(OPTIONS, ("noise", "prior"), word), (TRUST,))
        assert (found.asked, found.used, found.gain) == (word, word, None)
        assert len(families[0].by_role["receiver"][0].slips) == n_slips


def made_by(name, noise, rounding, seed=1):
    """Return simulated people of this make, this share of whom round most decisions."""
    maker = makers.CHOICES[makers.NAMES.index(name)]
    made = simulate(
        maker.theory, CELL_SETS["ch_uh"], pairs=4, n_rounds=30, seed=seed,
        population=makers.rounding(maker.population, rounding), options=Options(noise=noise),
    )  # fmt: skip
    return collect(made.rounds())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "noise"), [("trust", "logit"), ("level_k", "normal")])
def test_people_who_round_are_found_out_and_others_are_not_suspected(name, noise, monkeypatch):
    found, _ = decide_heaping(made_by(name, noise, 0.5), considered(OPTIONS), COMPARED)
    assert found.used == "both"
    assert found.gain > 50

    # Tried even where nothing speaks for it.
    monkeypatch.setattr(heaping, "_TRIED", 0.0)
    found, _ = decide_heaping(made_by(name, noise, 0.0), considered(OPTIONS), COMPARED)
    assert found.used == "no"
    assert found.gain < 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("maker", "noise"),
    [("trust", "normal"), ("level_k", "logit"), ("level_0", "logit")],
)
def test_with_people_who_round_the_verdict_is_still_right(maker, noise):
    right = makers.CHOICES[makers.NAMES.index(maker)].right

    assert quick_verdict(made_by(maker, noise, 0.5)).word == right


def test_rounding_costs_a_theory_with_kinds_no_more_where_all_are_of_one():
    """Eight people, none of whom rounds, and one who is everywhere alike; of the other kind nothing else is known."""
    slips = np.array([[8.0, 0.0, 0.0]])
    all_people, nobody = ([np.zeros((1, 2)), one] for one in (slips, np.zeros((1, 3))))
    n_people = np.array([8])

    alone = em_over_grids._inner([all_people], np.array([[8.0]]), n_people)
    kinds = em_over_grids._inner([all_people, nobody], np.array([[8.0, 0.0]]), n_people, may_round=True)

    np.testing.assert_allclose(kinds[0][-1], alone[0][-1])
    np.testing.assert_allclose(kinds[1][-1], (slips + 1 / 3) / 9)


@pytest.mark.slow
def test_one_person_who_rounds_makes_no_difference_where_theories_say_the_same():
    """Only a third of the people round, so that hardly two do alike; each is predicted from others."""
    data = made_by("level_1", "normal", 0.35, seed=7)
    densities = [predict_under(family_of(one, data, Considered(heaping="both")), data) for one in COMPARED]

    assert np.abs(densities[0] - densities[1]).max() < 1.5
    assert abs(densities[0].sum() - densities[1].sum()) < 4


def test_drawn_people_round_as_was_estimated():
    """All round most decisions to tens, nobody lapses: 0.95 and a tenth of the rest, but for what few there are."""
    rounds = simulate("trust", ["ch_ul"], pairs=1, n_rounds=3, seed=3, block_size=2).rounds()
    sample = collect(rounds)
    possible = Considered(Options(noise="normal"), (), "both")
    family = family_of(TRUST, sample, possible)
    slips = family.by_role["sender"][0].slips
    tens = slips.index(Slip(0.003, 10, 0.95))
    populations = [
        FittedPopulation(
            np.flatnonzero(sample.n_obs_by_person(role)), (role,), np.ones(1), np.ones(1),
            [[[*(np.eye(len(axis))[len(axis) // 2] for axis in grid.axes), np.eye(11)[8], np.eye(len(slips))[tens]]]],
        )
        for role in ROLES for grid in family.by_role[role]
    ]  # fmt: skip

    drawn = draw_decisions(family, populations, observed(rounds, sample), 2_000, np.random.default_rng(1))

    for decided in drawn:
        assert np.mean(decided % 10 == 0) == pytest.approx(0.95 + 0.05 / 10, abs=0.02)
    assert rounded_shares(family, populations) == pytest.approx({"5": 0, "10": 0.95})
