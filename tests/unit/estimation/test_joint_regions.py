"""Joint regions: Hotelling's ellipse where that is right, one likelihood's shape elsewhere, and how often they hold."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from forecast_sharing.estimation.grids import families_of, grids_under
from forecast_sharing.estimation.joint_regions import _reach, joint_regions, statistics
from forecast_sharing.estimation.maximum_likelihood import point_of
from forecast_sharing.estimation.mixtures import fit_mixture, types_of
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.theory.assumptions import DEFAULTS, Considered
from tests.unit.estimation.simulated_people import alike, senders

SLY = {"trustworthiness": 2.0, "believed_trust": 0.7, "precision": 0.02, "lapse": 0.05}
HONEST = SLY | {"trustworthiness": 12.0, "believed_trust": 0.9}


def fitted(sample, n_types=1):
    grids = grids_under(families_of(sample, Considered(DEFAULTS, ()), (TRUST,)), DEFAULTS)
    types = types_of(TRUST, ["sender"], DEFAULTS, n_types)
    return fit_mixture(sample, types, grids, np.random.default_rng(1))


def test_much_data_have_the_ellipse_of_hotelling():
    """The likelihood is then quadratic; 95% of F with 2 and 10 degrees of freedom lie below 4.1028."""
    sample = senders([SLY] * 12, range(12), np.random.default_rng(1), 500)
    mixture = fitted(sample)

    (region,) = joint_regions(sample, mixture).regions
    ((_, _, statistic),) = statistics(sample, mixture)

    assert statistic.limit == pytest.approx(2 * 11 / 10 * 4.1028, rel=1e-4)
    errors = [mixture.errors.params[0]["sender"][one.name].error for one in region.parameters]
    np.testing.assert_allclose(np.sqrt(np.diag(statistic.sandwich)) * [50, 1], errors, rtol=1e-3)
    away = (region.outline - [mixture.params[0]["sender"][one.name] for one in region.parameters]) / [50, 1]
    squares = np.einsum("ij,jk,ik->i", away, np.linalg.inv(statistic.sandwich), away)
    np.testing.assert_allclose(squares, statistic.limit, rtol=0.12)


def test_people_who_do_what_others_of_their_block_do_say_nothing_new():
    single, copied = (senders([SLY] * 8, range(8), np.random.default_rng(2), 20, copies) for copies in (1, 3))

    (alone,), (together,) = (joint_regions(sample, fitted(sample)).regions for sample in (single, copied))

    np.testing.assert_allclose(together.outline[:, 0], alone.outline[:, 0], atol=0.15)
    np.testing.assert_allclose(together.outline[:, 1], alone.outline[:, 1], atol=0.015)


def test_people_of_another_type_say_nothing():
    rng = np.random.default_rng(3)
    sly, honest = senders([SLY] * 8, range(8), rng, 40), senders([HONEST] * 8, range(8), rng, 40)
    (first,), (second,) = sly.decisions, honest.decisions
    joined = [np.concatenate(pair) for pair in zip(
        (first.state, first.action, first.count, first.person, first.fold),
        (second.state, second.action, second.count, second.person + 8, second.fold), strict=True)]  # fmt: skip
    both = type(sly)(
        (*sly.people, *(one._replace(code=f"q{one.code}") for one in honest.people)),
        (type(first)(first.design, *joined),),
        ("game",),
        {},
    )

    regions = joint_regions(both, fitted(both, 2))
    (alone,) = joint_regions(sly, fitted(sly)).regions

    assert [one.number for one in regions.regions] == [0, 1]
    np.testing.assert_allclose(regions.regions[0].outline, alone.outline, rtol=0.05, atol=0.05)


def test_likelihood_of_a_pair_is_that_of_the_mixture_at_the_best_noise():
    """Against the model's own probabilities on a fine grid of noise and lapses; of the two types nobody is sure."""
    rng = np.random.default_rng(4)
    near = SLY | {"trustworthiness": 5.0}
    sample = senders([SLY, near, SLY, SLY] * 3, range(12), rng, 6)
    mixture = fitted(sample, 2)
    (one,) = sample.decisions
    assert mixture.posterior.min(axis=1).max() > 0.1

    def log_likelihoods(params):
        logs = mixture.types[0].models["sender"].log_choice_probs(params, one.design)
        return np.bincount(one.person, logs[one.state, one.action])

    other = np.log(mixture.shares["sender"][1]) + log_likelihoods(mixture.params[1]["sender"])
    ((number, _, statistic), *_) = statistics(sample, mixture)
    assert number == 0
    estimate = mixture.params[0]["sender"]
    moved = estimate | {"trustworthiness": estimate["trustworthiness"] + 4, "believed_trust": 0.6}

    def best(params):
        return max(
            np.logaddexp(other, np.log(mixture.shares["sender"][0]) + log_likelihoods(params | noise)).sum()
            for precision in np.geomspace(0.005, 0.1, 40)
            for lapse in np.geomspace(1e-4, 0.6, 20)
            for noise in [{"precision": precision, "lapse": lapse}]
        )

    behind = statistic.profile.highest - statistic.profile.at(point_of(moved, statistic.part.parameters)[:2])
    assert behind == pytest.approx(best(estimate) - best(moved), abs=0.05)
    assert behind > 0.5


def test_region_ends_where_ranges_end():
    """Somebody who expects all trust: the estimate is at the end of the range and has no error of its own."""
    sample = senders([SLY | {"believed_trust": 1.0}] * 8, range(8), np.random.default_rng(1), 20)
    mixture = fitted(sample)
    assert mixture.errors.params[0]["sender"]["believed_trust"] is None

    (region,) = joint_regions(sample, mixture).regions

    cost, believed = region.outline.T
    assert believed.max() == 1
    assert 0.5 < believed.min() < 0.99
    assert cost.min() < mixture.params[0]["sender"]["trustworthiness"] < cost.max()
    assert cost.min() >= 0


def test_too_few_blocks_have_no_region():
    sample = senders([SLY] * 4, range(4), np.random.default_rng(1))

    found = joint_regions(sample, fitted(sample))

    assert found.regions == ()
    assert found.notes == ("no joint region of trust (sender): too few blocks (4 blocks, 4 free parameters)",)


@pytest.mark.slow
def test_regions_hold_the_truth_as_often_as_they_say():
    """Six blocks of nine people who do the same: of 60 regions 57 hold the truth, with a standard deviation of 1.7.

    The bound is four of these below. Without the sandwich 37 would: twice the difference in log-likelihood is then
    nine times a chi-squared of two degrees, and its limit 17.4. With the limit of chi-squared, 5.99, 48 would.
    """
    rng, inside = np.random.default_rng(20_531), []
    for _ in range(60):
        sample = senders([SLY] * 6, range(6), rng, 20, 9)
        ((_, _, statistic),) = statistics(sample, fitted(sample))
        if not isinstance(statistic, str):
            truth = point_of(SLY, statistic.part.parameters)[:2]
            inside.append(statistic.at(truth) <= statistic.limit)

    assert len(inside) > 54
    assert np.mean(inside) > 0.95 - 4 * np.sqrt(0.95 * 0.05 / len(inside))


def test_blocks_that_are_alike_have_no_region():
    """Of chance between blocks they say nothing, and a region from them would be a point."""
    sample = alike(senders([SLY], [0], np.random.default_rng(6), 40), 8)

    found = joint_regions(sample, fitted(sample))

    assert found.regions == ()
    assert found.notes == ("no joint region of trust (sender): all blocks are alike",)


@pytest.mark.parametrize(
    ("at", "reach"),
    [
        # Flat to the end of the range.
        (lambda away: 0.0, 0.5),
        # The root of the statistic is ten times the distance.
        (lambda away: (10 * away) ** 2, 0.2),
        # A cliff has no place where the statistic is at its limit.
        (lambda away: 0.0 if away < 0.3 else 1e32, None),
    ],
)
def test_an_edge_is_found_where_there_is_one(at, reach):
    estimate = np.array([0.5, 0.5])
    statistic = SimpleNamespace(
        profile=SimpleNamespace(estimate=estimate), limit=4.0, at=lambda pair: at(np.abs(pair - estimate).max())
    )

    assert _reach(statistic, np.array([1.0, 0.0])) == (None if reach is None else pytest.approx(reach, abs=0.005))
