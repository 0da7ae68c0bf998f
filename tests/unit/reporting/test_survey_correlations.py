"""A correlation is printed where there is something to correlate, and its interval is one over blocks."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from forecast_sharing.reporting.survey import SCALES, correlations


def correlation(scores, estimates, *, blocks=None, at_bound=None):
    """Return that of trust with the first scale; `at_bound` says at which end the estimates of some people are."""
    people = [
        SimpleNamespace(
            session="s", code=f"p{n}", theories={"trust": SimpleNamespace(fit=fit(value, (at_bound or {}).get(n)))}
        )
        for n, value in enumerate(estimates)
    ]
    table = pd.DataFrame({"session_code": "s", "participant_code": [one.code for one in people]})
    table = table.assign(block=range(len(people)) if blocks is None else blocks)
    return correlations(people, table.assign(**dict.fromkeys(SCALES, scores)))[0]


def fit(value, end):
    return SimpleNamespace(params={"trust": value}, at_bound=(f"trust at its {end}",) if end else ())


def test_only_the_order_of_people_counts():
    scores, estimates = [1, 2, 3, 3, 5, 7], [0.1, 0.3, 0.2, 0.4, 0.45, 0.999]

    assert correlation(scores, estimates).value == pytest.approx(stats.spearmanr(scores, estimates).statistic)


def test_people_who_are_all_in_order_have_no_interval():
    found = correlation([1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4])

    assert (found.value, found.low, found.high) == (pytest.approx(1), None, None)
    assert "nobody is out of order" in found.note


@pytest.mark.parametrize(
    ("scores", "estimates"),
    [([3, 3, 3, 3], [0.1, 0.2, 0.3, 0.4]), ([1, 2, 3, 4], [1.0, 1.0, 1 - 1e-9, 1 - 2e-7])],
    ids=["scores", "estimates up to the end of a search"],
)
def test_people_who_are_alike_are_not(scores, estimates):
    result = correlation(scores, estimates)

    assert (result.value, result.low, result.high) == (None, None, None)
    assert result.note == "all people are alike"


def test_estimates_at_an_end_share_its_rank_and_are_counted():
    scores = [1, 2, 3, 4, 5, 6]
    # Where the search stopped at the end says nothing: 0.9999, 1.0 and 0.9998 are one rank.
    found = correlation(scores, [0.2, 0.9999, 0.1, 1.0, 0.3, 0.9998], at_bound=dict.fromkeys((1, 3, 5), "highest"))

    assert found.value == pytest.approx(stats.spearmanr(scores, [2, 4, 1, 4, 3, 4]).statistic)
    assert found.n_at_bound == 3
    assert "3 at an end of the range" in found.note


def test_people_without_a_block_are_left_out():
    assert correlation([1, 2, 3, 4], [0.1, 0.3, 0.2, 0.4], blocks=[1, 2, 3, None]).n_people == 3


def test_two_blocks_have_no_interval():
    found = correlation([1, 2, 3, 4], [0.1, 0.3, 0.2, 0.4], blocks=[1, 1, 2, 2])

    assert found.low is None
    assert "2 blocks: too few for an interval" in found.note


# 300 intervals of 95%: fewer than 270 hold with a probability of 0.0002.
@pytest.mark.slow
@pytest.mark.parametrize("n_blocks", [5, 12])
def test_intervals_hold_no_correlation_where_blocks_alone_are_alike(n_blocks, monkeypatch):
    monkeypatch.setattr("forecast_sharing.reporting.survey.SCALES", SCALES[:1])
    monkeypatch.setattr("forecast_sharing.reporting.survey.PARAMETERS", ("trust",))
    rng, blocks = np.random.default_rng(20_413), np.repeat(np.arange(n_blocks), 4)
    held = 0
    for _ in range(300):
        scores, estimates = rng.normal(size=(2, n_blocks))[:, blocks] + rng.normal(size=(2, len(blocks)))
        # A quarter is at an end.
        high = np.quantile(estimates, 0.75)
        ends = {n: "highest" for n, value in enumerate(estimates) if value >= high}
        found = correlation(scores, np.minimum(estimates, high), blocks=blocks, at_bound=ends)
        held += found.low <= 0 <= found.high

    assert held >= stats.binom.ppf(0.0002, 300, 0.95)
