"""Intervals beside their truth: what is matched with what, and how often they hold it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from scipy import stats

from forecast_sharing.estimation.mixture_errors import Known, MixtureErrors
from forecast_sharing.estimation.mixtures import types_of
from forecast_sharing.estimation.verdict import ShareOfPeople, Verdict
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.reporting.predictive_checks import Check
from forecast_sharing.simulation import intervals
from forecast_sharing.simulation.datasets import Dataset
from forecast_sharing.simulation.plain_people import MAKERS, PlainPeople, designs, intervals_of, types
from forecast_sharing.theory.assumptions import Options

DESIGN = Dataset("trust", ("ch_ul",), 8, 20, 4, 1, 1, Options())


def entry(low, high, name="trust", truth=0.5):
    return {"of": "a", "role": "", "name": name, "nominal": 0.95, "truth": truth, "low": low, "high": high}


def test_intervals_that_hold_the_truth_are_counted_by_hand():
    found = [("trust", [entry(0.4, 0.6), entry(0.5, 0.6), entry(0.6, 0.7)]), ("trust", [entry(None, None)])]
    (row,) = intervals.table(found).to_dict("records")

    assert (row["maker"], row["nominal"], row["datasets"]) == ("trust", 0.95, 2)
    assert (row["n"], row["n_with_interval"], row["coverage"]) == (4, 3, 2 / 3)
    # Two of three, Wilson: the centre is (2/3 + z^2/6) / (1 + z^2/3), z = 1.959964.
    assert (row["coverage_low"] + row["coverage_high"]) / 2 == pytest.approx(0.573084, abs=1e-6)


def test_rows_are_apart_by_maker_and_name():
    found = [("trust", [entry(0.4, 0.6), entry(0.4, 0.6, "level")]), ("level_k", [entry(0.4, 0.6)])]

    assert intervals.table(found)[["maker", "name"]].to_numpy().tolist() == [
        ["trust", "trust"],
        ["trust", "level"],
        ["level_k", "trust"],
    ]
    assert intervals.table([]).empty


@pytest.mark.parametrize(("maker", "truth"), [("trust", [1, 0]), ("level_k", [0, 1]), ("hybrid", [0.4, 0.6])])
def test_shares_of_the_verdict_are_those_of_the_maker(maker, truth):
    shares = {"trust": ShareOfPeople(0.5, 0.2, 0.8), "level_k": ShareOfPeople(0.5, 0.1, 0.9)}
    found = intervals.of_verdict(Verdict("hybrid", shares, {}, ""), maker, 0.4)

    assert [one["truth"] for one in found] == truth
    assert [(one["low"], one["high"]) for one in found] == [(0.2, 0.8), (0.1, 0.9)]


def test_bands_of_checks_should_hold_nine_in_ten():
    (found,) = intervals.of_checks([Check("trust", "slope", 0.5, 0.4, 0.3, 0.6)])

    assert (found["truth"], found["low"], found["high"], found["nominal"]) == (0.5, 0.3, 0.6, 0.9)


def test_people_have_intervals_of_1_96_standard_errors():
    person = {"theory": "trust", "role": "receiver", "true": {"trust": 0.5, "lapse": 0.1, "unseen": 1.0}}
    person |= {"estimate": {"trust": 0.6, "lapse": 0.1}, "standard_error": {"trust": 0.1, "lapse": None}}
    trust, lapse = intervals.of_people([person])

    assert (trust["name"], trust["role"], trust["truth"]) == ("trust: trust", "receiver", 0.5)
    assert (trust["low"], trust["high"]) == pytest.approx((0.6 - 0.196, 0.6 + 0.196), abs=1e-4)
    assert (lapse["low"], lapse["high"]) == (None, None)


def test_types_are_matched_in_the_order_of_their_first_parameter_in_each_role():
    shares, true = types("trust", Options())
    # Where the receiver who trusts least is the most trustworthy sender, the roles have another order.
    turned = [replace(one, params=one.params | {"sender": true[2 - k].params["sender"]}) for k, one in enumerate(true)]
    found = intervals.of_mixture(_mixture(types_of(TRUST, ("sender", "receiver"))), turned, shares)
    of = {(one["role"], one["name"]): one["truth"] for one in found}

    assert [of["receiver", f"trust of trust {k}"] for k in (1, 2, 3)] == [0.15, 0.5, 0.85]
    assert [of["sender", f"trustworthiness of trust {k}"] for k in (1, 2, 3)] == [0.5, 3, 12]
    assert [of["receiver", f"trust {k}"] for k in (1, 2, 3)] == [0.4, 0.35, 0.25]
    assert [of["sender", f"trust {k}"] for k in (1, 2, 3)] == [0.25, 0.35, 0.4]
    assert {(one["low"], one["high"]) for one in found} == {(0.1, 0.3), (1.0, 2.0), (None, None)}


def test_levels_that_nobody_has_are_not_asked():
    shares, true = types("level_k", Options())
    found = intervals.of_mixture(_mixture(types_of(LEVEL_K, ("receiver",))), true, shares)

    assert [one["name"] for one in found if one["of"] == "mixture, shares"] == [f"level {k}" for k in range(4)]


def _mixture(some):
    """Return a mixture with an interval for each share, and of each type's first parameter alone."""
    params = [{role: dict.fromkeys(_names(one, role), 1.0) for role in one.models} for one in some]
    errors = MixtureErrors(
        tuple({role: {next(iter(of)): Known(0.2, (1.0, 2.0))} for role, of in one.items()} for one in params),
        {role: [Known(0.05, (0.1, 0.3))] * len(some) for role in some[0].models},
        (),
    )
    return SimpleNamespace(types=some, params=params, errors=errors)


def _names(one, role):
    return types(one.theory.name, Options())[1][0].params[role]


def test_types_of_a_hybrid_are_those_of_both_theories_at_half_the_shares():
    shares, true = types("hybrid", Options())

    assert sum(shares) == pytest.approx(1)
    assert [one.theory for one in true] == ["trust"] * 3 + ["level_k"] * 4
    assert shares[:3] == [0.2, 0.175, 0.125]


def test_senders_of_level_0_have_what_their_model_asks():
    _, true = types("level_k", Options(level_0_errors="profit"))

    assert [set(one.params["sender"]) - {"precision", "lapse"} for one in true] == [{"truth_cost"}, set(), set(), set()]


def test_only_people_of_one_theory_are_all_alike():
    found = designs([replace(DESIGN, theory=name) for name in (*MAKERS, "qre")], 0)
    keys = {(one.key()["theory"], one.key()["people"]) for one in found}

    assert keys == {(name, "types") for name in MAKERS} | {(name, "alike") for name in MAKERS[:2]}


@pytest.mark.slow
def test_intervals_of_everybody_alike_hold_the_truth():
    found = intervals_of(PlainPeople(DESIGN, are_alike=True, n_draws=20))["intervals"]
    known = [one for one in found if one["of"] == "pooled, clustered" and one["low"] is not None]
    held = sum(one["low"] <= one["truth"] <= one["high"] for one in known)

    assert {one["of"] for one in found} == {"pooled, Hessian", "pooled, clustered", "pooled, bootstrap"}
    # Trust, trustworthiness, believed trust, noise and lapses of both roles; one at an end of its range has none.
    assert len(found) == 3 * 7
    assert len(known) >= 6
    # If each of n holds with 95%, fewer than this do with a probability of at most 0.001.
    assert held >= stats.binom.ppf(0.001, len(known), 0.95)


@pytest.mark.parametrize("highest", [1, 2, 5])
def test_no_level_is_above_the_highest_that_is_considered(highest):
    shares, people = types("level_k", Options(highest_level=highest))

    assert [one.kind["level"] for one in people] == list(range(min(highest, 3) + 1))
    assert sum(shares) == pytest.approx(1)
