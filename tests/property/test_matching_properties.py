from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast_sharing.matching import InfeasiblePlanError, MatchingPlan, Pair, most_rounds, plan
from tests.strategies import feasible_plans

seeds = st.integers(0, 2**32 - 1)


def _draw(request: dict[str, Any], seed: int) -> MatchingPlan:
    return plan(**request, rng=np.random.default_rng(seed))


def _couple(pair: Pair) -> tuple[int, int, int]:
    return (pair.block, *sorted((pair.sender_seat, pair.receiver_seat)))


# The plan proves itself with arrays; these tests count again, one person at a time.
@given(feasible_plans(), seeds)
def test_each_person_is_in_one_pair_each_round(request: dict[str, Any], seed: int):
    drawn = _draw(request, seed)
    everyone = {(block, seat) for block in range(1, drawn.n_blocks + 1) for seat in range(1, request["block_size"] + 1)}

    for number in range(1, request["n_rounds"] + 1):
        present = [(p.block, seat) for p in drawn.in_round(number) for seat in (p.sender_seat, p.receiver_seat)]
        assert len(present) == request["n_people"]
        assert set(present) == everyone


@given(feasible_plans(), seeds)
def test_couples_meet_as_the_matching_says(request: dict[str, Any], seed: int):
    meetings = Counter(_couple(pair) for pair in _draw(request, seed).pairs)

    if request["matching"] == "partner":
        assert set(meetings.values()) == {request["n_rounds"]}
    if request["matching"] == "perfect_stranger":
        assert set(meetings.values()) == {1}


@given(feasible_plans(), seeds)
def test_only_partners_meet_in_two_rounds_on_end(request: dict[str, Any], seed: int):
    drawn = _draw(request, seed)
    met = [{_couple(pair) for pair in drawn.in_round(n)} for n in range(1, drawn.n_rounds + 1)]

    for earlier, later in pairwise(met):
        assert (earlier == later) if request["matching"] == "partner" else not earlier & later


@given(feasible_plans(), seeds)
def test_roles_are_as_asked(request: dict[str, Any], seed: int):
    drawn = _draw(request, seed)
    senders = [{(p.block, p.sender_seat) for p in drawn.in_round(n)} for n in range(1, drawn.n_rounds + 1)]

    for earlier, later in pairwise(senders):
        if request["roles"] == "fixed":
            assert earlier == later
        if request["roles"] == "alternate":
            assert not earlier & later


@given(feasible_plans(), seeds)
def test_one_round_more_than_the_limit_is_refused(request: dict[str, Any], seed: int):
    limit = most_rounds(request["block_size"], request["matching"], request["roles"])
    if limit is None:
        return

    with pytest.raises(InfeasiblePlanError):
        _draw({**request, "n_rounds": limit + 1}, seed)
