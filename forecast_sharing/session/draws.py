"""What chance decides in a session, from one stored seed: forecasts, noise, seats, what is paid, lotteries, computers.

Each purpose has a stream of its own, so that the forecasts of a session do not change when, say, the number of
paid rounds does. Sessions with the same seed meet the same forecasts and the same relative market noise whatever
their treatment: common random numbers across treatments.
"""

from __future__ import annotations

import math
import secrets
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.session.belief_scoring import ANSWERS

if TYPE_CHECKING:
    from forecast_sharing.session.design import SessionDesign

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

# Of all arms, in a run of blocks that fill as people come.
_ROUNDS_IN_RUN = 2
# What a column of whole numbers holds in every database.
HIGHEST_SEED = 2**31 - 1


def fresh_seed() -> int:
    """Return a seed for a session that was not given one, from 1 to 2**31 - 1."""
    return secrets.randbelow(HIGHEST_SEED) + 1


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Return the generator of one purpose, independent of the generators of all others."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


@dataclass(frozen=True, slots=True)
class States:
    """The states of the world of a session: (n_rounds, n_blocks, n_pairs) whole units each."""

    forecast: IntArray
    market_noise: IntArray


def draw_states(game: Game, seed: int, *, n_rounds: int, n_blocks: int, n_pairs: int) -> States:
    """Return a forecast and a market noise for each round, block and pair, in whole units.

    The draws of a round and block do not depend on how many rounds, blocks or pairs there are beside it, so
    that a longer session begins like a shorter one.
    """
    shape = (n_rounds, n_blocks, n_pairs)
    forecast = np.empty(shape, dtype=np.int64)
    market_noise = np.empty(shape, dtype=np.int64)
    for block in range(n_blocks):
        for round_index in range(n_rounds):
            uniform = stream(seed, f"state {block} {round_index}").random((n_pairs, 2))
            forecast[round_index, block] = game.prior.whole_units(uniform[:, 0])
            market_noise[round_index, block] = game.noise.whole_units(uniform[:, 1])
    return States(forecast, market_noise)


def draw_paid_rounds(seed: int, *, n_rounds: int, n_paid: int) -> frozenset[int]:
    """Return which of the rounds 1..n_rounds are paid, every set of `n_paid` rounds equally likely."""
    chosen = stream(seed, "paid rounds").choice(n_rounds, size=n_paid, replace=False)
    return frozenset(int(index) + 1 for index in chosen)


def draw_belief_lotteries(seed: int, *, n_rounds: int, n_blocks: int, n_pairs: int) -> FloatArray:
    """Return the draws that decide whether stated beliefs win, uniform from 0 to below 1.

    Returns
    -------
    (n_rounds, n_blocks, n_pairs, 2) array
        The sender's and the receiver's draw. Those of a round and block do not depend on how many there are beside it.

    """
    lotteries = np.empty((n_rounds, n_blocks, n_pairs, 2))
    for block in range(n_blocks):
        for round_index in range(n_rounds):
            lotteries[round_index, block] = stream(seed, f"belief {block} {round_index}").random((n_pairs, 2))
    return lotteries


def draw_belief_answers(seed: int, *, n_rounds: int, n_blocks: int, n_pairs: int) -> npt.NDArray[np.str_]:
    """Return which of a receiver's two answers can win in a round, both equally likely.

    Returns
    -------
    (n_rounds, n_blocks, n_pairs) array
        Words of `belief_scoring.ANSWERS`. Those of a round and block do not depend on how many there are beside it.

    """
    words = np.array(ANSWERS)
    answers = np.empty((n_rounds, n_blocks, n_pairs), dtype=words.dtype)
    for block in range(n_blocks):
        for round_index in range(n_rounds):
            drawn = stream(seed, f"belief answer {block} {round_index}").integers(len(words), size=n_pairs)
            answers[round_index, block] = words[drawn]
    return answers


def draw_belief_round(seed: int, *, block: int, seat: int, rounds: Collection[int]) -> int | None:
    """Return in which of these rounds the beliefs of a person are paid, each equally likely; None where there are none.

    Blocks, seats and rounds count from 1. Every round has a number drawn for this seat, and the smallest is taken: a
    round that turns out to have no result gives way to another, and the rest stay in their order.
    """
    if not rounds:
        return None
    drawn = stream(seed, f"belief round {block} {seat}").random(max(rounds))
    return min(rounds, key=lambda round_number: drawn[round_number - 1])


def draw_seating(seed: int, n_people: int) -> list[int]:
    """Return the order 0..n_people-1 in which people take the seats, every order equally likely."""
    return [int(index) for index in stream(seed, "seating").permutation(n_people)]


def draw_arms(seed: int, *, session: int, n_blocks: int, weights: Sequence[int], online: bool = False) -> list[int]:
    """Return the arm, from 1, of each block of a session of a study, in the order in which blocks fill.

    Where the number of blocks is known, a session holds every arm as often as its weight says, for as many whole
    rounds of all arms as there are blocks for; the blocks that are left over take the first arms of an order that as
    many sessions as there are arms share, each turned round by another number of places; and all of it is in random
    order. Sessions that leave over the same number are exactly balanced together, and no server has to ask another.

    Online nobody knows how many blocks will fill. Arms are then drawn in runs of two rounds of all arms, each in random
    order, and a session ends wherever it ends.

    Parameters
    ----------
    seed : int
        The study's.
    session : int
        Number of the session in the study, from 1.
    n_blocks : int
        Blocks of the session.
    weights : sequence of int
        How often each arm is drawn, in proportion; at least 1.
    online : bool
        Whether blocks fill as people come.

    """
    divisor = math.gcd(*weights)
    each = [arm for arm, weight in enumerate(weights, start=1) for _ in range(weight // divisor)]
    if online:
        run = each * _ROUNDS_IN_RUN
        runs = [_in_random_order(run, seed, f"arms {session} {number}") for number in range(-(-n_blocks // len(run)))]
        return [arm for one in runs for arm in one][:n_blocks]
    together, place = divmod(session - 1, len(each))
    order = _in_random_order(each, seed, f"arms left over {together}")
    turn = int(stream(seed, f"turns {together}").permutation(len(each))[place])
    n_whole, n_left = divmod(n_blocks, len(each))
    left = [order[(index + turn) % len(each)] for index in range(n_left)]
    return _in_random_order(each * n_whole + left, seed, f"arms {session}")


def arms_of_session(design: SessionDesign, n_blocks: int, *, seed: int = 0) -> list[int | None]:
    """Return the arm of each block of a session in the order in which blocks fill; None where all play the same.

    Arms are drawn from the study's seed, and from that of the session where it has none.
    """
    if not design.arms:
        return [None] * n_blocks
    drawn = draw_arms(
        design.arm_seed or seed,
        session=design.study_session or 1,
        n_blocks=n_blocks,
        weights=[arm.blocks for arm in design.planned_arms],
        online=design.fills_by_arrival,
    )
    return list(drawn)


def states_by_game(
    design: SessionDesign, seed: int, *, n_rounds: int, n_blocks: int, n_pairs: int
) -> dict[Game, States]:
    """Return the states of the world of each game that a session plays, drawn by `draw_states`.

    Parts of one game meet the same states, and parts of another the same relative to its ranges.
    """
    size = {"n_rounds": n_rounds, "n_blocks": n_blocks, "n_pairs": n_pairs}
    return {game: draw_states(game, seed, **size) for game in {part.game for part in design.parts}}


def _in_random_order(values: Sequence[int], seed: int, purpose: str) -> list[int]:
    return [values[index] for index in stream(seed, purpose).permutation(len(values))]


def draw_choice(seed: int, *, block: int, round_number: int, seat: int) -> float:
    """Return the draw, from 0 to below 1, that decides what a computer player of this seat chooses in this round.

    Blocks, rounds and seats count from 1. A seat decides once in a round, and its draw depends on nobody else.
    """
    return float(stream(seed, f"choice {block} {round_number} {seat}").random())
