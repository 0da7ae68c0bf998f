"""Intervals of everybody taken together: t over blocks, and none where blocks are too few."""

from __future__ import annotations

import numpy as np
import pytest

from forecast_sharing.estimation.comparison import compare
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.reporting.pooled import pooled_fits
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import AVERAGED, Options, considered

OPTIONS = Options(highest_level=1)
# The quantile of t that 2.5% exceed, by degrees of freedom, from printed tables.
T = {2: 4.302653, 3: 3.182446}


@pytest.mark.slow
@pytest.mark.parametrize("n_blocks", [2, 3, 4])
def test_intervals_widen_as_blocks_become_few(n_blocks):
    rounds = simulate("trust", ["ch_ul"], pairs=n_blocks, n_rounds=12, seed=6, block_size=2).rounds()
    sample = collect(rounds)
    people = compare(sample, considered(OPTIONS, AVERAGED), rng=np.random.default_rng(1)).people
    pooled = pooled_fits(sample, people, OPTIONS, COMPARED, n_draws=0, rng=np.random.default_rng(1))
    (trust,) = (one for one in pooled if (one.role, one.theory.name) == ("receiver", "trust"))
    numbers = trust.as_dict()

    assert trust.n_blocks == n_blocks
    # Trust, precision and lapses.
    assert any("clustered errors" in note for note in numbers["notes"]) == (n_blocks <= 3)
    if n_blocks == 2:
        assert numbers["clustered_interval"] == {}
        return
    error = numbers["standard_errors"]["sandwich"]["trust"]
    low, high = numbers["clustered_interval"]["trust"]
    assert (low + high) / 2 == pytest.approx(numbers["params"]["trust"])
    assert (high - low) / 2 == pytest.approx(T[n_blocks - 1] * error, rel=1e-6)
