"""How else the arms of a study could have been drawn: the same draws for the same sessions, from other seeds."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from forecast_sharing.session.draws import HIGHEST_SEED, draw_arms
from forecast_sharing.study.study import Study

IntArray = npt.NDArray[np.int64]

# Session and block.
Block = tuple[str, int]


def session_numbers(study: Study, arms: Mapping[Block, int]) -> tuple[dict[str, int], list[str]]:
    """Return the number of each session in the study, and the sessions of which the study's seed draws other arms.

    Tables of rounds do not say the number, but arms do: those of a session are what the study's seed draws for its
    number. Where several would do, numbers are the smallest; sessions whose arms the seed draws for no number get what
    is left, in alphabetical order.

    Parameters
    ----------
    study : Study
        Whose seed drew the arms.
    arms : mapping
        The number of the arm of each block.

    """
    sessions = sorted({session for session, _ in arms})
    # As many numbers as could have been used if half of the sessions are not in the table.
    numbers = range(1, 1 + 2 * max(study.sessions, len(sessions)))
    weights, online = [arm.blocks for arm in study.arms], study.design.fills_by_arrival
    cost = np.empty((len(sessions), len(numbers)))
    unlikely = float(len(sessions) * len(numbers) * len(numbers))
    for row, session in enumerate(sessions):
        own = {block: arm for (other, block), arm in arms.items() if other == session}
        for column, number in enumerate(numbers):
            drawn = draw_arms(study.seed, session=number, n_blocks=max(own), weights=weights, online=online)
            fits = all(drawn[block - 1] == arm for block, arm in own.items())
            cost[row, column] = number if fits else unlikely + number * (1 + row / len(sessions))
    rows, columns = linear_sum_assignment(cost)
    found = {sessions[row]: numbers[column] for row, column in zip(rows, columns, strict=True)}
    return found, [sessions[row] for row, column in zip(rows, columns, strict=True) if cost[row, column] >= unlikely]


def redraw(study: Study, numbers: Mapping[str, int], blocks: tuple[Block, ...], n_draws: int, seed: int) -> IntArray:
    """Return the arm, from 0, of each block in each of so many draws: (n_draws, n_blocks)."""
    last = {session: max(block for one, block in blocks if one == session) for session in numbers}
    sizes = tuple((numbers[session], last[session]) for session in sorted(numbers))
    weights = tuple(arm.blocks for arm in study.arms)
    drawn = _draws(study.seed, weights, sizes, n_draws, seed, online=study.design.fills_by_arrival)
    place = {session: number for number, session in enumerate(sorted(numbers))}
    return np.column_stack([drawn[place[session]][:, block - 1] for session, block in blocks])


@lru_cache(maxsize=8)
def _draws(
    own_seed: int,
    weights: tuple[int, ...],
    sizes: tuple[tuple[int, int], ...],
    n_draws: int,
    seed: int,
    *,
    online: bool,
) -> list[IntArray]:
    """Return the arms, from 0, of each session, given by number and blocks: (n_draws, n_blocks) each."""
    seeds = np.random.default_rng([seed, own_seed]).integers(1, HIGHEST_SEED, size=n_draws, endpoint=True)
    return [
        np.array([draw_arms(int(one), session=number, n_blocks=size, weights=weights, online=online) for one in seeds])
        - 1
        for number, size in sizes
    ]
