from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from forecast_sharing.matching import BrokenPlanError, InfeasiblePlanError, MatchingPlan, Pair, most_rounds, plan


def draw(n_people=8, n_rounds=4, *, seed=1, **request):
    wanted = {"block_size": 4, "matching": "stranger", "roles": "fixed", **request}
    return plan(n_people, n_rounds, **wanted, rng=np.random.default_rng(seed))


def couples(pairs):
    return [frozenset((pair.sender_seat, pair.receiver_seat)) for pair in pairs]


def partners(pairs):
    return {a: b for pair in pairs for a, b in ((pair[3], pair[4]), (pair[4], pair[3]))}


def test_pairs_are_ordered_and_numbered_from_one():
    drawn = draw(n_people=8, n_rounds=2)

    assert [pair[:3] for pair in drawn.pairs] == list(itertools.product((1, 2), (1, 2), (1, 2)))
    assert (drawn.n_blocks, drawn.block_size, drawn.n_rounds, drawn.n_people) == (2, 4, 2, 8)


def test_in_round_gives_the_pairs_of_that_round():
    drawn = draw(n_people=8, n_rounds=3)

    assert drawn.in_round(2) == tuple(pair for pair in drawn.pairs if pair.round_number == 2)
    with pytest.raises(ValueError, match="round_number must be from 1 to 3, not 4"):
        drawn.in_round(4)


def test_partners_stay_together():
    drawn = draw(matching="partner", n_rounds=10)

    assert len({frozenset(couples(drawn.in_round(n))) for n in range(1, 11)}) > 0
    assert all(couples(drawn.in_round(n)) == couples(drawn.in_round(1)) for n in range(2, 11))


@pytest.mark.parametrize("roles", ["fixed", "alternate"])
def test_strangers_of_a_block_of_four_take_turns_where_halves_meet(roles):
    drawn = draw(n_people=4, n_rounds=40, roles=roles)
    odd, even = ({frozenset(couples(drawn.in_round(n))) for n in range(first, 41, 2)} for first in (1, 2))

    assert len(odd) == len(even) == 1
    assert odd != even


@pytest.mark.parametrize(("roles", "limit"), [("fixed", 4), ("alternate", 4), ("random", 7)])
def test_perfect_strangers_use_every_round_there_is(roles, limit):
    drawn = draw(n_people=8, n_rounds=limit, block_size=8, matching="perfect_stranger", roles=roles)

    assert most_rounds(8, "perfect_stranger", roles) == limit
    assert len(set(couples(drawn.pairs))) == 4 * limit


@pytest.mark.parametrize("matching", ["partner", "stranger", "perfect_stranger"])
def test_alternate_roles_switch_each_round(matching):
    drawn = draw(n_rounds=2, matching=matching, roles="alternate")
    senders = [{(pair.block, pair.sender_seat) for pair in drawn.in_round(n)} for n in (1, 2)]

    assert not senders[0] & senders[1]


def test_random_roles_come_out_on_both_sides():
    drawn = draw(n_people=2, n_rounds=400, block_size=2, matching="partner", roles="random")
    first_sends = sum(pair.sender_seat == 1 for pair in drawn.pairs)

    # 400 fair coins: mean 200, sd 10; four of them.
    assert 160 < first_sends < 240


@pytest.mark.parametrize("roles", ["fixed", "random"])
@pytest.mark.parametrize("matching", ["stranger", "perfect_stranger"])
@pytest.mark.parametrize("n_round", [1, 2])
def test_every_pair_of_seats_is_as_likely_as_any_other(matching, roles, n_round):
    met = np.zeros((5, 5))
    for seed in range(600):
        for pair in draw(4, 2, matching=matching, roles=roles, seed=seed).in_round(n_round):
            met[pair.sender_seat, pair.receiver_seat] += 1

    # Two of twelve ordered pairs a plan: 600 / 6 = 100 each, sd sqrt(600 * 1/6 * 5/6) = 9.1; four of them.
    between = met[1:, 1:][~np.eye(4, dtype=bool)]
    assert np.all(np.abs(between - 100) < 37)


@pytest.mark.parametrize(("roles", "n_others"), [("fixed", 4), ("alternate", 4), ("random", 8)])
def test_the_next_stranger_is_each_of_the_others_with_equal_probability(roles, n_others):
    chosen = np.zeros(n_others)
    for seed in range(800):
        drawn = draw(10, 2, block_size=10, roles=roles, seed=seed)
        first, second = (partners(drawn.in_round(n)) for n in (1, 2))
        senders = {pair.sender_seat for pair in drawn.in_round(1)}
        may_meet = {seat for seat in range(2, 11) if roles == "random" or (seat in senders) != (1 in senders)}
        chosen[sorted(may_meet - {first[1]}).index(second[1])] += 1

    # Each is binomial of 800 draws; five standard deviations.
    share = 1 / n_others
    assert np.all(np.abs(chosen - 800 * share) < 5 * np.sqrt(800 * share * (1 - share)))


def test_the_same_seed_draws_the_same_plan():
    assert draw(seed=3) == draw(seed=3)
    assert draw(n_rounds=20, seed=3) != draw(n_rounds=20, seed=4)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"n_people": 10}, "10 people do not fill blocks of 4: use 8 or 12 people"),
        ({"n_people": 3}, "3 people do not fill blocks of 4: use 4 people"),
        ({"n_people": 1}, "1 person does not fill blocks of 4: use 4 people"),
        ({"n_people": 0}, "0 people do not fill blocks of 4: use 4 people"),
        ({"n_people": 8.0}, "n_people must be a whole number, not 8.0"),
        ({"n_rounds": 0}, "n_rounds must be at least 1, not 0"),
        ({"block_size": 5}, "block_size must be even and at least 2, not 5: use 4 or 6"),
        ({"block_size": 0}, "block_size must be even and at least 2, not 0: use 2"),
        ({"block_size": 2}, "stranger matching needs a block_size of at least 4, not 2: .* which is partner matching"),
        (
            {"matching": "perfect_stranger", "n_rounds": 3},
            "3 rounds are too many for .* fixed roles in blocks of 4: use at most 2 rounds, or .* 6 people",
        ),
        (
            {"matching": "perfect_stranger", "roles": "random", "n_rounds": 4},
            "4 rounds .* in blocks of 4: use at most 3 rounds, or blocks of at least 6 people",
        ),
        (
            {"matching": "perfect_stranger", "roles": "random", "n_rounds": 2, "block_size": 2},
            "2 rounds .* in blocks of 2: use at most 1 round, or blocks of at least 4 people",
        ),
    ],
)
def test_infeasible_plans_are_refused_with_a_remedy(request_, message):
    with pytest.raises(InfeasiblePlanError, match=f"^{message}$"):
        draw(**request_)


@pytest.mark.parametrize("name", ["matching", "roles"])
def test_unknown_words_are_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be one of .*, not 'other'"):
        draw(**{name: "other"})


def test_the_remedy_for_rounds_is_enough():
    drawn = draw(6, 3, block_size=6, matching="perfect_stranger", roles="fixed")

    assert len(set(couples(drawn.pairs))) == 9


A, B = Pair(1, 1, 1, 1, 2), Pair(1, 1, 2, 3, 4)
BROKEN = {
    "a person twice": ("stranger", "fixed", (A, Pair(1, 1, 2, 3, 1)), "each seat"),
    "a seat of no block": ("stranger", "fixed", (A, Pair(1, 1, 2, 3, 5)), "each seat"),
    "out of order": ("stranger", "fixed", (B, A), "numbered from one"),
    "a round short": ("stranger", "fixed", (A,), "numbered from one"),
    "partners part": ("partner", "fixed", (A, B, Pair(2, 1, 1, 1, 4), Pair(2, 1, 2, 3, 2)), "partner matching"),
    "strangers meet in the next round": (
        "stranger",
        "random",
        (A, B, Pair(2, 1, 1, 3, 4), Pair(2, 1, 2, 2, 1)),
        "must not repeat a pair in the next round",
    ),
    "perfect strangers meet again": (
        "perfect_stranger",
        "random",
        (A, B, Pair(2, 1, 1, 2, 1), Pair(2, 1, 2, 4, 3)),
        "never repeat",
    ),
    "a fixed role changes": ("partner", "fixed", (A, B, Pair(2, 1, 1, 2, 1), Pair(2, 1, 2, 3, 4)), "fixed roles"),
    "a role stays": ("partner", "alternate", (A, B, Pair(2, 1, 1, 1, 2), Pair(2, 1, 2, 3, 4)), "alternate roles"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_plan_cannot_exist(case):
    matching, roles, pairs, rule = BROKEN[case]
    n_rounds = max(pair.round_number for pair in pairs)

    with pytest.raises(BrokenPlanError, match=rule):
        MatchingPlan(matching=matching, roles=roles, n_blocks=1, block_size=4, n_rounds=n_rounds, pairs=pairs)


def test_a_change_to_a_plan_is_proven_again():
    drawn = draw()

    with pytest.raises(BrokenPlanError, match="numbered from one"):
        dataclasses.replace(drawn, pairs=drawn.pairs[1:])
