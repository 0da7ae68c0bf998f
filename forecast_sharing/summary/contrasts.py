r"""Differences between the treatments of a study, with intervals over blocks and a test by the arms that were drawn.

A round's treatment is that of its part in its arm. The interval is the jackknife's over blocks, as in `clustered`; a
block that played both treatments is left out of both at once, so what its people are like cancels.

The test asks what the arms' chance alone does to data that do not depend on arms: arms are drawn again, as they were
drawn, each round takes the treatment that its block would have played then, and p is the share of draws, the one that
happened among them, in which the difference over its standard error is as large. It holds for few blocks and any
distribution, of data in which arms make no difference at all; standard errors let it hold nearly where they make others
[derived, after Chung and Romano 2013].
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.study.outcomes import OUTCOMES
from forecast_sharing.study.study import Contrast, Study
from forecast_sharing.summary.clustered import Estimate
from forecast_sharing.summary.differences import coefficient, combination, statistics
from forecast_sharing.summary.outcome_moments import Moments, moments_of
from forecast_sharing.summary.played_parts import PlayedParts
from forecast_sharing.summary.randomisation import redraw, session_numbers

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# Of arms, and where their chance begins.
N_DRAWS, SEED = 1_999, 1
LEVEL = 0.05
# Statistics that differ by less, as a share, are the same but for rounding.
_SAME = 1e-9


@dataclass(frozen=True)
class ContrastResult:
    """A difference between two treatments, first less second.

    Parameters
    ----------
    contrast : Contrast
        The outcome and the treatments.
    is_registered : bool
        Whether the study's file names it; all others are exploratory.
    difference : Estimate
        With its interval over blocks.
    first, second : float or None
        The outcome in each.
    p_value : float or None
        Of the test by the arms that were drawn, two-sided.
    lowest_p_value : float or None
        The least that it could have been, with so few ways of drawing arms.
    test_note : str
        Why there is no test; empty where there is one.
    blocks_first, blocks_second, blocks_both : int
        Blocks in which each was played, and in which both were.
    order : Estimate or None
        How much larger the difference is in blocks that played the first treatment first; None where no block played
        both, or all in one order.

    """

    contrast: Contrast
    is_registered: bool
    difference: Estimate
    first: float | None
    second: float | None
    p_value: float | None
    lowest_p_value: float | None
    test_note: str
    blocks_first: int
    blocks_second: int
    blocks_both: int
    order: Estimate | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain numbers, words and None, ready for JSON."""
        outcome = OUTCOMES[self.contrast.outcome]
        return {
            "name": self.contrast.name,
            "outcome": self.contrast.outcome,
            "first": self.contrast.first,
            "second": self.contrast.second,
            "unit": outcome.unit,
            "registered": self.is_registered,
            **asdict(self.difference),
            "value_first": self.first,
            "value_second": self.second,
            "p_value": self.p_value,
            "lowest_p_value": self.lowest_p_value,
            "test_note": self.test_note,
            "blocks_first": self.blocks_first,
            "blocks_second": self.blocks_second,
            "blocks_both": self.blocks_both,
            "order": None if self.order is None else asdict(self.order),
        }


@dataclass(frozen=True)
class Contrasts:
    """All contrasts of a study, those of its file first, and what is to be said of the draws of arms."""

    results: tuple[ContrastResult, ...]
    n_draws: int
    notes: tuple[str, ...]

    def as_dicts(self) -> list[dict[str, Any]]:
        """Return the results, ready for JSON."""
        return [result.as_dict() for result in self.results]


def contrasts(
    rounds: pd.DataFrame, study: Study, *, n_draws: int = N_DRAWS, seed: int = SEED, only_registered: bool = False
) -> Contrasts:
    """Return the contrasts of the study's file, and then those of all outcomes between all other treatments.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it, of sessions of the study.
    study : Study
        Whose arms were played.
    n_draws : int
        How often arms are drawn again.
    seed : int
        Decides these draws.
    only_registered : bool
        Whether to leave out all that the study's file does not name.

    Raises
    ------
    OtherStudyError
        If rounds have no arm, one that the study does not have, or another part than that of the round.

    """
    played = PlayedParts.of(rounds, study)
    numbers, others = session_numbers(study, dict(zip(played.blocks, (played.arm + 1).tolist(), strict=True)))
    drawn = redraw(study, numbers, played.blocks, n_draws, seed)
    every = list(study.contrasts) if only_registered else [*study.contrasts, *_exploratory(study)]
    moments = {name: played.sums(moments_of(name, played.used)) for name in dict.fromkeys(one.outcome for one in every)}
    results = [
        result
        for one in every
        for result in [_result(one, played, moments[one.outcome], drawn, is_registered=one in study.contrasts)]
        # What only one treatment has, such as inflation where the other sends nothing, is no contrast to explore.
        if result.is_registered or result.difference.value is not None
    ]
    notes = [
        f"session {session}: its arms are not those that the study's seed draws, so the test takes others for it"
        for session in others
    ]
    possible = [result.lowest_p_value for result in results if result.lowest_p_value is not None]
    if possible and min(possible) > LEVEL:
        ways = len(np.unique(np.concatenate([played.arm[None], drawn]), axis=0))
        notes.append(
            f"Arms could be drawn in {ways} ways only, so whatever people did, no p could be below {min(possible):.2f}"
        )
    return Contrasts(tuple(results), n_draws, tuple(notes))


def _exploratory(study: Study) -> Iterator[Contrast]:
    for first, second in combinations(study.treatments, 2):
        for outcome in OUTCOMES:
            found = Contrast(outcome, first, second)
            if found not in study.contrasts and Contrast(outcome, second, first) not in study.contrasts:
                yield found


def _result(
    contrast: Contrast, played: PlayedParts, sums: Moments, drawn: IntArray, *, is_registered: bool
) -> ContrastResult:
    first, second = (played.is_in(name, played.arm) for name in (contrast.first, contrast.second))
    groups = [sums.where(first), sums.where(second)]
    has_first, has_second = (group.is_there for group in groups)
    return ContrastResult(
        contrast,
        is_registered,
        combination(groups, (1, -1)),
        *(coefficient(group) for group in groups),
        *_test(contrast, played, sums, drawn),
        int(has_first.sum()),
        int(has_second.sum()),
        int((has_first & has_second).sum()),
        _order(sums, first, second),
    )


def _test(
    contrast: Contrast, played: PlayedParts, sums: Moments, drawn: IntArray
) -> tuple[float | None, float | None, str]:
    """Return the p-value, the least that it could have been, and why there is none."""
    arms = np.concatenate([played.arm[None], drawn])
    first, second = (played.is_in(name, arms) for name in (contrast.first, contrast.second))
    if (first == first[0]).all() and (second == second[0]).all():
        return None, None, "no test: whatever arms are drawn, the same rounds are compared"
    found = statistics(sums, first, second)
    if np.isnan(found[0]):
        return None, None, "no test: the difference has no standard error"
    # Where a draw leaves nothing to compare, it counts against the finding.
    found = np.where(np.isnan(found), np.inf, found)
    as_large, largest = (float(np.mean(found >= value * (1 - _SAME))) for value in (found[0], found.max()))
    return as_large, largest, ""


def _order(sums: Moments, first: BoolArray, second: BoolArray) -> Estimate | None:
    """Return the difference in blocks that played the first treatment first, less that in the others."""
    both = first.any(axis=1) & second.any(axis=1)
    is_first = np.argmax(first, axis=1) < np.argmax(second, axis=1)
    orders = [both & is_first, both & ~is_first]
    if not all(some.any() for some in orders):
        return None
    groups = [sums.where(played & some[:, None]) for some in orders for played in (first, second)]
    return combination(groups, (1, -1, -1, 1))
