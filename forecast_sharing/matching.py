"""Who meets whom, in which role, in every round of a session.

People sit in closed blocks: nobody ever meets a person of another block, which makes blocks the independent
observations. Seats, rounds, blocks and pairs count from one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

PARTNER, STRANGER, PERFECT_STRANGER = MATCHINGS = ("partner", "stranger", "perfect_stranger")
FIXED, ALTERNATE, RANDOM = ROLES = ("fixed", "alternate", "random")

# (n_rounds, n_pairs, 2): the seats of sender and receiver in one block.
Schedule = npt.NDArray[np.int64]


class InfeasiblePlanError(ValueError):
    """No plan is as asked; the message says how many people, seats or rounds would make one possible."""


class BrokenPlanError(ValueError):
    """A plan is not what it says it is; the message names the first rule broken. Draw a plan with `plan` instead."""


class Pair(NamedTuple):
    """Two people who meet in one round."""

    round_number: int
    block: int
    pair: int  # number within the block and round
    sender_seat: int  # within the block
    receiver_seat: int  # within the block


@dataclass(frozen=True)
class MatchingPlan:
    """A plan that has been proven to be what it says, ordered by round, block and pair.

    Raises
    ------
    BrokenPlanError
        If the pairs break a rule of `matching` or `roles`.

    """

    matching: str
    roles: str
    n_blocks: int
    block_size: int
    n_rounds: int
    pairs: tuple[Pair, ...]

    def __post_init__(self) -> None:
        """Refuse a plan that breaks a rule."""
        _prove(self)

    @property
    def n_people(self) -> int:
        """Return the number of people in all blocks."""
        return self.n_blocks * self.block_size

    def in_round(self, round_number: int) -> tuple[Pair, ...]:
        """Return the pairs of one round, by block and pair.

        Raises
        ------
        ValueError
            If the plan has no such round.

        """
        if not 1 <= round_number <= self.n_rounds:
            raise ValueError(f"round_number must be from 1 to {self.n_rounds}, not {round_number!r}")
        n_pairs = self.n_people // 2
        return self.pairs[(round_number - 1) * n_pairs : round_number * n_pairs]


def plan(
    n_people: int, n_rounds: int, *, block_size: int, matching: str, roles: str, rng: np.random.Generator
) -> MatchingPlan:
    """Return a random plan of a whole session, proven to be as asked.

    Parameters
    ----------
    n_people : int
        A multiple of `block_size`.
    n_rounds : int
        Practice rounds included, at least 1.
    block_size : int
        People in a block, even and at least 2.
    matching : {"partner", "stranger", "perfect_stranger"}
        The same partner throughout, a random one each round but never that of the round before, or a new one each
        round and nobody twice.
    roles : {"fixed", "alternate", "random"}
        One role for good, the other role each round, or drawn within each pair and round.
    rng : numpy.random.Generator
        The only source of chance.

    Returns
    -------
    MatchingPlan
        Each person is in one pair each round, and pairs never cross blocks.

    Raises
    ------
    InfeasiblePlanError
        If no plan is as asked.
    ValueError
        If `matching` or `roles` is not one of the words above.

    Notes
    -----
    A stranger is in each round any of those whom the person may meet, except the partner of the round before, with
    equal probability. With fixed or alternate roles in blocks of four only two remain to meet, who then take turns.

    With fixed or alternate roles half of a block always meets the other half, so a perfect-stranger plan has at most
    ``block_size / 2`` rounds (a Latin square, rows and columns shuffled); with random roles it has at most
    ``block_size - 1`` (a round robin, seats and rounds shuffled).

    Examples
    --------
    >>> drawn = plan(8, 2, block_size=4, matching="perfect_stranger", roles="fixed", rng=np.random.default_rng(1))
    >>> drawn.n_blocks, len(drawn.in_round(2))
    (2, 4)

    """
    _check_words(matching, roles)
    _check_feasible(n_people, n_rounds, block_size, matching, roles)
    n_blocks = n_people // block_size
    schedules = [_schedule(n_rounds, block_size, matching, roles, rng) for _ in range(n_blocks)]
    return MatchingPlan(
        matching=matching,
        roles=roles,
        n_blocks=n_blocks,
        block_size=block_size,
        n_rounds=n_rounds,
        pairs=tuple(_in_order(np.stack(schedules, axis=1).tolist())),
    )


def most_rounds(block_size: int, matching: str, roles: str) -> int | None:
    """Return how many rounds a block can play, or None where there is no limit."""
    _check_words(matching, roles)
    if matching != PERFECT_STRANGER:
        return None
    return block_size - 1 if roles == RANDOM else block_size // 2


def _in_order(seats: list[list[list[list[int]]]]) -> Iterator[Pair]:
    for round_number, blocks in enumerate(seats, start=1):
        for block, pairs in enumerate(blocks, start=1):
            for pair, (sender_seat, receiver_seat) in enumerate(pairs, start=1):
                yield Pair(round_number, block, pair, sender_seat, receiver_seat)


def _check_words(matching: str, roles: str) -> None:
    if matching not in MATCHINGS:
        raise ValueError(f"matching must be one of {', '.join(MATCHINGS)}, not {matching!r}")
    if roles not in ROLES:
        raise ValueError(f"roles must be one of {', '.join(ROLES)}, not {roles!r}")


def _check_feasible(n_people: int, n_rounds: int, block_size: int, matching: str, roles: str) -> None:
    for name, value in (("n_people", n_people), ("n_rounds", n_rounds), ("block_size", block_size)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            raise InfeasiblePlanError(f"{name} must be a whole number, not {value!r}")
    if n_rounds < 1:
        raise InfeasiblePlanError(f"n_rounds must be at least 1, not {n_rounds}")
    _check_block_size(block_size, matching)
    _check_people(n_people, block_size)
    limit = most_rounds(block_size, matching, roles)
    if limit is not None and n_rounds > limit:
        needed = n_rounds + 1 + (n_rounds + 1) % 2 if roles == RANDOM else 2 * n_rounds
        raise InfeasiblePlanError(
            f"{n_rounds} rounds are too many for perfect_stranger matching with {roles} roles in blocks of "
            f"{block_size}: use at most {limit} round{'s' if limit > 1 else ''}, or blocks of at least {needed} people"
        )


def _check_block_size(block_size: int, matching: str) -> None:
    if block_size < 2 or block_size % 2:
        remedy = f"{block_size - 1} or {block_size + 1}" if block_size > 2 else "2"
        raise InfeasiblePlanError(f"block_size must be even and at least 2, not {block_size}: use {remedy}")
    if matching == STRANGER and block_size < 4:
        raise InfeasiblePlanError(
            f"stranger matching needs a block_size of at least 4, not {block_size}: "
            "in a block of two the same two people always meet, which is partner matching"
        )


def _check_people(n_people: int, block_size: int) -> None:
    if n_people >= block_size and n_people % block_size == 0:
        return
    below, above = n_people // block_size * block_size, -(-max(n_people, 1) // block_size) * block_size
    remedy = f"{below} or {above}" if below >= block_size else f"{above}"
    raise InfeasiblePlanError(
        f"{n_people} {'person does' if n_people == 1 else 'people do'} not fill blocks of {block_size}: "
        f"use {remedy} people"
    )


def _schedule(n_rounds: int, block_size: int, matching: str, roles: str, rng: np.random.Generator) -> Schedule:
    """Return the seats of one block, ``(n_rounds, block_size / 2, 2)``, sender first."""
    seats = rng.permutation(block_size) + 1
    if roles == RANDOM:
        schedule = seats[_anyone(n_rounds, block_size, matching, rng)]
        swap = rng.random(schedule.shape[:2]) < 0.5
    elif roles in (FIXED, ALTERNATE):
        schedule = seats[_half_meets_half(n_rounds, block_size, matching, rng)]
        swap = np.zeros(schedule.shape[:2], dtype=bool)
        if roles == ALTERNATE:
            swap[1::2] = True
    else:
        raise NotImplementedError(roles)
    return np.where(swap[..., np.newaxis], schedule[..., ::-1], schedule)


def _half_meets_half(n_rounds: int, block_size: int, matching: str, rng: np.random.Generator) -> Schedule:
    """Return indices of seats where the first half always meets the second."""
    half = block_size // 2
    first = np.broadcast_to(np.arange(half), (n_rounds, half))
    if matching == PARTNER:
        second = first
    elif matching == STRANGER:
        return _without_repeats(n_rounds, lambda: np.column_stack([first[0], half + rng.permutation(half)]))
    elif matching == PERFECT_STRANGER:
        shifts = rng.permutation(half)[:n_rounds]
        second = (first + shifts[:, np.newaxis]) % half
    else:
        raise NotImplementedError(matching)
    return np.stack([first, second + half], axis=2)


def _anyone(n_rounds: int, block_size: int, matching: str, rng: np.random.Generator) -> Schedule:
    """Return indices of seats where anyone may meet anyone."""
    if matching == PARTNER:
        return np.broadcast_to(np.arange(block_size).reshape(1, -1, 2), (n_rounds, block_size // 2, 2))
    if matching == STRANGER:
        return _without_repeats(n_rounds, lambda: rng.permutation(block_size).reshape(-1, 2))
    if matching == PERFECT_STRANGER:
        return _round_robin(block_size)[rng.permutation(block_size - 1)[:n_rounds]]
    raise NotImplementedError(matching)


def _without_repeats(n_rounds: int, draw: Callable[[], Schedule]) -> Schedule:
    """Return rounds as they are drawn, none with a pair of the round before; at least a third of the draws will do."""
    rounds, before = [], None
    while len(rounds) < n_rounds:
        drawn = draw()
        partners = np.empty(drawn.size, dtype=np.int64)
        partners[drawn] = drawn[:, ::-1]
        if before is None or (partners != before).all():
            rounds.append(drawn)
            before = partners
    return np.stack(rounds)


def _round_robin(block_size: int) -> Schedule:
    """Return the circle method's rounds: one seat stays, the others move on by one place a round."""
    moving = block_size - 1
    places = (np.arange(moving) + np.arange(moving)[:, np.newaxis]) % moving
    circle = np.column_stack([np.full(moving, moving), places])
    half = block_size // 2
    return np.stack([circle[:, :half], circle[:, half:][:, ::-1]], axis=2)


def _prove(drawn: MatchingPlan) -> None:
    """Raise unless the pairs are what the plan says they are."""
    _check_words(drawn.matching, drawn.roles)
    shape = (drawn.n_rounds, drawn.n_blocks, drawn.block_size // 2)
    table = np.array(drawn.pairs, dtype=np.int64).reshape(-1, 5)
    numbers = np.stack(np.indices(shape), axis=-1).reshape(-1, 3) + 1
    _demand(
        "pairs must be numbered from one, complete, and ordered by round, block and pair",
        holds=np.array_equal(table[:, :3], numbers),
    )
    seats = table[:, 3:].reshape(*shape, 2)
    everyone = np.arange(1, drawn.block_size + 1)
    present = np.sort(seats.reshape(*shape[:2], -1), axis=2)
    _demand(
        "each seat of a block must be in exactly one pair each round",
        holds=present.shape[2] == drawn.block_size and bool((present == everyone).all()),
    )
    _prove_matching(drawn, seats)
    _prove_roles(drawn, seats)


def _prove_matching(drawn: MatchingPlan, seats: Schedule) -> None:
    couples = np.sort(seats, axis=3)
    # One number a couple, unique within the block.
    couple_ids = np.sort(couples[..., 0] * (drawn.block_size + 1) + couples[..., 1], axis=2)
    if drawn.matching == PARTNER:
        _demand(
            "partner matching must keep the same pairs in every round", holds=bool((couple_ids == couple_ids[:1]).all())
        )
    if drawn.matching == STRANGER:
        again = (couple_ids[1:, :, :, np.newaxis] == couple_ids[:-1, :, np.newaxis, :]).any()
        _demand("stranger matching must not repeat a pair in the next round", holds=not again)
    if drawn.matching == PERFECT_STRANGER:
        by_block = np.sort(couple_ids.transpose(1, 0, 2).reshape(drawn.n_blocks, -1), axis=1)
        _demand("perfect_stranger matching must never repeat a pair", holds=bool((np.diff(by_block, axis=1) > 0).all()))


def _prove_roles(drawn: MatchingPlan, seats: Schedule) -> None:
    senders, receivers = np.sort(seats[..., 0], axis=2), np.sort(seats[..., 1], axis=2)
    if drawn.roles == FIXED:
        _demand("fixed roles must stay the same in every round", holds=bool((senders == senders[:1]).all()))
    if drawn.roles == ALTERNATE:
        _demand("alternate roles must switch in every round", holds=bool((senders[1:] == receivers[:-1]).all()))


def _demand(rule: str, *, holds: bool) -> None:
    if not holds:
        raise BrokenPlanError(rule)
