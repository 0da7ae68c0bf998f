"""Which treatment each round of a study's sessions was played in, and which it would have been in other arms."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.session.arms import Arm
from forecast_sharing.study.study import Study
from forecast_sharing.summary.outcome_moments import Moments
from forecast_sharing.summary.randomisation import Block
from forecast_sharing.summary.treatments import with_reasons

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class OtherStudyError(ValueError):
    """The rounds are not those of the study. The message says which and why."""


@dataclass(frozen=True, eq=False)
class PlayedParts:
    """Who played what and when.

    Parameters
    ----------
    used : DataFrame
        The rounds that count.
    block, segment : (n_rounds,) arrays of int
        Of each: its block, and which stretch of rounds it is in. Between two ends of parts, of whatever arm, all arms
        play one treatment.
    blocks : tuple of Block
        Session and number of each block.
    arm : (n_blocks,) array of int
        The arm of each, from 0.
    treatments : (n_arms, n_segments) array of str
        What arms play in each stretch.

    """

    used: pd.DataFrame
    block: IntArray
    segment: IntArray
    blocks: tuple[Block, ...]
    arm: IntArray
    treatments: npt.NDArray[np.str_]

    @classmethod
    def of(cls, rounds: pd.DataFrame, study: Study) -> "PlayedParts":
        """Return who played what; `OtherStudyError` if rounds are not those of the study."""
        counted = with_reasons(rounds)
        counted = counted[~counted["is_practice"].to_numpy(dtype=bool)]
        if counted.empty:
            raise OtherStudyError("there is no round but practice")
        names = {arm.name: number for number, arm in enumerate(study.arms)}
        _check_arms(counted, study, names)
        ends = sorted({end for arm in study.arms for end in _ends(arm)})
        table = np.array([[arm.parts[arm.part_of(end) - 1].treatment for end in ends] for arm in study.arms])
        # Practice rounds are counted in a round's number.
        number = counted["round_number"] - (counted["planned_rounds"] - study.design.num_rounds)
        segment = np.searchsorted(ends, number.to_numpy(dtype=np.int64))
        _check_parts(counted, study, names, number)
        keys = counted.groupby(["session_code", "block"], sort=True)
        arm_of_block = keys["arm"].first()
        blocks = tuple((str(session), int(block)) for session, block in arm_of_block.index)
        arm = np.array([names[word] for word in arm_of_block], dtype=np.int64)
        is_used = (counted["left_out"] == "").to_numpy()
        return cls(counted[is_used], keys.ngroup().to_numpy()[is_used], segment[is_used], blocks, arm, table)

    def sums(self, moments: Moments) -> Moments:
        """Return moments by block and stretch of rounds."""
        shape = (len(self.blocks), self.treatments.shape[1])
        information = np.zeros((*shape, *moments.information.shape[1:]))
        cross = np.zeros((*shape, moments.cross.shape[1]))
        np.add.at(information, (self.block, self.segment), moments.information)
        np.add.at(cross, (self.block, self.segment), moments.cross)
        return Moments(information, cross)

    def is_in(self, treatment: str, arms: IntArray) -> BoolArray:
        """Return where blocks with these arms, (..., n_blocks), play a treatment: (..., n_blocks, n_segments)."""
        return np.asarray((self.treatments == treatment)[arms])


def _ends(arm: Arm) -> list[int]:
    return np.cumsum([part.rounds for part in arm.parts]).tolist()


def _check_arms(counted: pd.DataFrame, study: Study, names: Mapping[str, int]) -> None:
    for session, rows in counted.groupby("session_code", sort=True):
        if rows["arm"].isna().any() or rows["part"].isna().any():
            raise OtherStudyError(f"session {session} has no arms, so it is no session of the study {study.name}")
        if unknown := sorted(set(rows["arm"]) - set(names)):
            raise OtherStudyError(f"session {session}: the study {study.name} has no arm {unknown[0]}")
        if len(rows[["block", "arm"]].drop_duplicates()) > rows["block"].nunique():
            raise OtherStudyError(f"session {session} has a block with several arms")


def _check_parts(counted: pd.DataFrame, study: Study, names: Mapping[str, int], number: pd.Series) -> None:
    is_round = number.between(1, study.design.num_rounds)
    for row in counted[~is_round].itertuples():
        raise OtherStudyError(
            f"session {row.session_code}, round {row.round_number}: the study {study.name} has "
            f"{study.design.num_rounds} rounds, and the session another number"
        )
    parts = {
        (name, one): study.arms[place].part_of(one)
        for name, place in names.items()
        for one in range(1, study.design.num_rounds + 1)
    }
    expected = np.array([parts[arm, int(one)] for arm, one in zip(counted["arm"], number, strict=True)])
    wrong = (counted["part"] != expected).to_numpy(dtype=bool)
    for row, right in zip(counted[wrong].itertuples(), expected[wrong], strict=True):
        raise OtherStudyError(
            f"session {row.session_code}, block {row.block}, round {row.round_number}: in the study {study.name} it is "
            f"in part {right} of arm {row.arm}, not {row.part}"
        )
