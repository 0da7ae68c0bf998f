"""Errors of mixtures: against closed forms, where there are none, and how often they hold."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.maximum_likelihood import fit
from forecast_sharing.estimation.mixture_errors import mixture_errors
from forecast_sharing.estimation.mixture_likelihood import MixtureLikelihood
from forecast_sharing.estimation.mixtures import TypeModel, fit_mixture, types_of
from forecast_sharing.estimation.standard_errors import uncertainty
from forecast_sharing.models.level_k_model import LEVEL_K
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import DEFAULTS, Considered
from tests.unit.estimation.simulated_people import RECEIVER, alike, receivers

TWO = tuple(TypeModel(f"trust {number}", TRUST, 0, {"receiver": RECEIVER}) for number in (1, 2))
LOW, HIGH = (
    {"trust": 0.2, "precision": 0.004, "lapse": 0.1},
    {"trust": 0.8, "precision": 0.002, "lapse": 0.1},
)


def fitted(sample, types, seed=1, **kwargs):
    grids = grids_under(families_of(sample, Considered(DEFAULTS, ()), (types[0].theory,)), DEFAULTS)
    return fit_mixture(sample, types, grids, np.random.default_rng(seed), **kwargs)


def test_errors_of_one_type_are_those_of_everybody_alike():
    blocks = np.repeat(np.arange(8), 2)
    sample = receivers([LOW] * 8 + [HIGH] * 8, blocks, np.random.default_rng(2))

    mixture = fitted(sample, TWO[:1])

    everybody = fit(RECEIVER, sample.decisions, starts=[mixture.params[0]["receiver"]])
    expected = uncertainty(everybody, sample.decisions, blocks=blocks).sandwich
    errors = {name: known.error for name, known in mixture.errors.params[0]["receiver"].items()}
    assert errors == pytest.approx(expected, rel=1e-2)
    trust, (low, high) = mixture.params[0]["receiver"]["trust"], mixture.errors.params[0]["receiver"]["trust"].interval
    # 97.5% of t with seven degrees of freedom lie below 2.3646.
    assert [low, high] == pytest.approx([trust - 2.3646 * errors["trust"], trust + 2.3646 * errors["trust"]], rel=1e-4)


def test_errors_of_shares_are_those_of_counting_who_is_of_which_type():
    """With types that nobody is in doubt about, a share is a mean of zeros and ones, clustered by block."""
    is_high = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0])
    sample = receivers(
        [HIGH if high else LOW for high in is_high], np.repeat(range(6), 2), np.random.default_rng(3), 60
    )

    mixture = fitted(sample, TWO)

    np.testing.assert_allclose(mixture.posterior[:, 1], is_high, atol=1e-3)
    by_block = (is_high - 1 / 3).reshape(6, 2).sum(axis=1)
    expected = np.sqrt(6 / 5 * (by_block**2).sum()) / 12
    known = mixture.errors.shares["receiver"]
    assert [one.error for one in known] == pytest.approx([expected] * 2, rel=1e-3)
    # Log-odds, whose error is that of the share over p (1 - p); 97.5% of t with five degrees lie below 2.5706.
    reach = 2.5706 * expected / (2 / 9)
    ends = 1 / (1 + np.exp(-(np.log(1 / 2) + np.array([-reach, reach]))))
    assert known[1].interval == pytest.approx(ends, rel=2e-3)


def test_fewer_than_three_blocks_have_no_errors():
    mixture = fitted(receivers([LOW, LOW, HIGH, HIGH], [0, 0, 1, 1], np.random.default_rng(4)), TWO)

    assert "no standard errors: 2 blocks, and there must be 3" in mixture.notes
    assert mixture.errors.params[0]["receiver"] == dict.fromkeys(LOW)
    assert mixture.errors.shares == {"receiver": [None, None]}


def test_a_type_in_no_more_blocks_than_it_has_parameters_has_no_errors():
    sample = receivers([HIGH] * 3 + [LOW] * 5, range(8), np.random.default_rng(5), 40)

    mixture = fitted(sample, TWO)

    (note,) = mixture.errors.notes
    assert note.startswith("too few blocks for standard errors, which need 3 and more than free parameters: ")
    assert note.endswith(": trust 2 (receiver; 3 blocks, 3 free parameters)")
    assert mixture.errors.params[1]["receiver"] == dict.fromkeys(LOW)
    assert all(mixture.errors.params[0]["receiver"].values())
    assert all(mixture.errors.shares["receiver"])


def test_types_that_are_the_same_are_not_identified():
    sample = receivers([LOW] * 8, range(8), np.random.default_rng(6))
    alike = fit(RECEIVER, sample.decisions).params
    groups = [("receiver", np.arange(8))]

    errors = mixture_errors(
        MixtureLikelihood(sample, TWO, groups),
        TWO,
        [{"receiver": alike}] * 2,
        {"receiver": np.full(2, 0.5)},
        sample.blocks,
    )

    assert errors.shares == {"receiver": [None, None]}
    assert any("not identified" in note for note in errors.notes)


def test_a_parameter_that_nothing_depends_on_takes_no_error_from_the_others():
    """A type of which nobody is; all about the other is known."""
    sample = receivers([LOW] * 8, range(8), np.random.default_rng(6))
    one = fit(RECEIVER, sample.decisions).params
    groups = [("receiver", np.arange(8))]

    errors = mixture_errors(
        MixtureLikelihood(sample, TWO, groups),
        TWO,
        [{"receiver": one}, {"receiver": HIGH}],
        {"receiver": np.array([1 - 1e-5, 1e-5])},
        sample.blocks,
    )

    assert errors.params[1]["receiver"] == dict.fromkeys(HIGH)
    assert all(errors.params[0]["receiver"].values())


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_types_have_the_same_names_whatever_the_start(seed):
    sample = receivers([LOW, HIGH, LOW, HIGH], range(4), np.random.default_rng(7))

    mixture = fitted(sample, TWO, seed, n_starts=1)

    assert mixture.params[0]["receiver"]["trust"] < mixture.params[1]["receiver"]["trust"]
    assert list(mixture.posterior.argmax(axis=1)) == [0, 1, 0, 1]
    assert mixture.shares["receiver"] == pytest.approx([0.5, 0.5], abs=0.01)


def test_other_types_that_are_as_likely_are_said():
    """Three kinds of people with three decisions each and two types: in which the middle ones are is open."""
    middle = {"trust": 0.5, "precision": 0.003, "lapse": 0.1}
    people = [LOW, middle, middle, HIGH, HIGH, LOW]

    told = [fitted(receivers(people, range(6), np.random.default_rng(seed), 3), TWO).notes for seed in (57, 58)]

    assert not [note for note in told[0] if note.startswith("other types are as likely")]
    assert (
        "other types are as likely (log-likelihood 0.23 lower), in which 41% of the people are of another type"
        in (told[1])
    )


def test_types_of_fixed_roles_are_ordered_in_each():
    sample = collect(simulate("trust", ["ch_ul"], pairs=8, n_rounds=12, seed=1).rounds())

    mixture = fitted(sample, types_of(TRUST, ["sender", "receiver"]))

    for role, name in (("sender", "trustworthiness"), ("receiver", "trust")):
        values = [
            params[role][name]
            for params, share in zip(mixture.params, mixture.shares[role], strict=True)
            if share > 0.1
        ]
        assert values == sorted(values)


def test_kinds_stay_in_their_order():
    sample = collect(simulate("level_k", ["ch_ul"], pairs=8, n_rounds=12, seed=1).rounds())

    mixture = fitted(sample, types_of(LEVEL_K, ["sender", "receiver"]))

    assert [one.name for one in mixture.types] == [f"level {level}" for level in range(5)]
    assert [one.models["sender"].level for one in mixture.types] == list(range(5))


@pytest.mark.slow
def test_estimates_lie_as_far_from_the_truth_as_their_errors_say():
    """Two types that are well apart; both people of a block are of one type, so shares hang on blocks and not people.

    Of 24 blocks about 12 are of a type. Its trust over its error is about t with 11 degrees of freedom, of variance
    11/9 = 1.22 and excess kurtosis 6/7: over 2 x 100 estimates the mean scatters by 0.078 and the variance by
    1.22 (2/199 + 0.857/200)^0.5 = 0.146. The log-odds of the shares over theirs are about t with 23 degrees, of
    variance 1.10 and excess kurtosis 0.32: over 100 estimates they scatter by 0.105 and 0.167. Errors that took the
    people of a block as independent would make the second variance 2.2. Bounds are four of these.
    """
    rng, blocks = np.random.default_rng(20_530), np.repeat(np.arange(24), 2)
    of_trust, of_shares = [], []
    for _ in range(100):
        is_high = np.repeat(rng.integers(2, size=24), 2)
        mixture = fitted(receivers([HIGH if high else LOW for high in is_high], blocks, rng), TWO, n_starts=6)
        for truth, params, known in zip((LOW, HIGH), mixture.params, mixture.errors.params, strict=True):
            error = known["receiver"]["trust"].error
            of_trust.append((params["receiver"]["trust"] - truth["trust"]) / error)
        low, high = mixture.shares["receiver"]
        of_shares.append(np.log(high / low) * low * high / mixture.errors.shares["receiver"][1].error)

    assert abs(np.mean(of_trust)) < 0.31
    assert 0.64 < np.var(of_trust, ddof=1) < 1.80
    assert abs(np.mean(of_shares)) < 0.42
    assert 0.43 < np.var(of_shares, ddof=1) < 1.76


def test_blocks_that_are_alike_have_no_errors():
    """Nobody differs from anybody, and an interval would have no width."""
    mixture = fitted(alike(receivers([LOW], [0], np.random.default_rng(5), 40), 8), TWO[:1])

    assert not any(mixture.errors.params[0]["receiver"].values())
    (note,) = mixture.errors.notes
    assert note.startswith("no standard error where all blocks are alike: trust of trust 1 (receiver), precision of")
