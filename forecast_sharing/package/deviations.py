"""Where sessions differ from the study as it was frozen: each recorded setting beside the planned one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from forecast_sharing.package.contents import OF_CHANNELS
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.study.lock import StudyLock, content_of, differences, read_lock
from forecast_sharing.study.study import Study
from forecast_sharing.tables.session_columns import SETTINGS

DEVIATION_KEY = COLUMNS = ("session_code", "arm", "part", "setting", "planned", "recorded")
# Another one in each session, or compared with the lock as a whole.
_NOT_PLANNED = ("arms", "seed", "study_version", "study_sha256", "study_session", "purpose", *OF_CHANNELS)
# A round has the policy only where a computer plays in it, and the session's drawn seed.
_NOT_OF_ROUNDS = ("robot_policy", "seed")


@dataclass(frozen=True)
class Deviations:
    """What differs, one row each, and sentences on the study file itself."""

    rows: pd.DataFrame
    sentences: tuple[str, ...]


def deviations(study: Study, folder: Path, tables: dict[str, pd.DataFrame]) -> Deviations:
    """Return in what the sessions, and the study file as it is now, differ from the frozen study."""
    lock = read_lock(folder)
    design = planned_design(study, lock)
    found = [*_of_sessions(tables["session"], design, lock), *_of_rounds(tables["rounds"], design)]
    rows = pd.DataFrame(found, columns=list(COLUMNS)).drop_duplicates(ignore_index=True)
    return Deviations(rows, tuple(_sentences(study, folder, lock, len(rows))))


def planned_design(study: Study, lock: StudyLock | None) -> SessionDesign:
    """Return the settings of a session as they were frozen, or as the study file says them."""
    if lock is None:
        return study.design
    return SessionDesign(**lock.content["settings"], arms=json.dumps(lock.content["arms"], separators=(",", ":")))


def _sentences(study: Study, folder: Path, lock: StudyLock | None, n_rows: int) -> Iterator[str]:
    if lock is None:
        yield "The study was never frozen: sessions are compared with the study file as it is now."
    else:
        yield f"The study was frozen as version {lock.version}, SHA-256 {lock.sha256}."
        for difference in differences(lock.content, content_of(study, folder)):
            yield f"The study file was changed afterwards: {difference}."
    yield f"Recorded settings that differ: {n_rows or 'none'}."


def _of_sessions(sessions: pd.DataFrame, design: SessionDesign, lock: StudyLock | None) -> Iterator[tuple[Any, ...]]:
    for row in sessions.to_dict("records"):
        for name in SETTINGS:
            planned = _of_all_parts(design, name)
            if name not in _NOT_PLANNED and not pd.isna(row[name]) and row[name] != planned:
                yield row["session_code"], "", "", name, _shown(planned), _shown(row[name])
        recorded = row["study_sha256"]
        if lock is not None and not pd.isna(recorded) and recorded != lock.sha256:
            yield row["session_code"], "", "", "study_sha256", lock.sha256, recorded


def _of_all_parts(design: SessionDesign, name: str) -> Any:
    """Return a setting of the whole session; None where its parts differ in it."""
    [value, *others] = {getattr(part, name) for part in design.parts}
    return None if others else value


def _of_rounds(rounds: pd.DataFrame, design: SessionDesign) -> Iterator[tuple[Any, ...]]:
    settings = [name for name in SETTINGS if name in rounds and name not in _NOT_OF_ROUNDS]
    arms = {arm.name: number for number, arm in enumerate(design.planned_arms, start=1)}
    by = ["session_code", "arm", "part"]
    for row in rounds[[*by, *settings]].drop_duplicates().to_dict("records"):
        arm = arms.get(row["arm"])
        if arm is None or row["part"] > len(design.planned_arms[arm - 1].parts):
            yield *(row[name] for name in by), "arm", "an arm and part of the study", row["arm"]
            continue
        planned = design.in_part(arm, int(row["part"]))
        for name in settings:
            if not pd.isna(row[name]) and row[name] != getattr(planned, name):
                yield *(row[column] for column in by), name, _shown(getattr(planned, name)), _shown(row[name])


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
