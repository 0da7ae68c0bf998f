"""Checking a package: sums, tables, keys, and everything that follows from draws and rules."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from forecast_sharing.dataset import read_stored
from forecast_sharing.package.collected import PackageError
from forecast_sharing.package.deviations import DEVIATION_KEY, deviations, planned_design
from forecast_sharing.package.planned_rounds import PlannedSession, planned_session
from forecast_sharing.package.problems import Problems, path_of
from forecast_sharing.package.sums import FIRST_PLOT, SUMS, TO_FILL_IN, files_of, sha256_of
from forecast_sharing.package.verified_people import verify_people
from forecast_sharing.package.verified_rounds import verify_arms, verify_matching, verify_rounds
from forecast_sharing.session.design import MAY_DIFFER, SessionDesign
from forecast_sharing.study.lock import read_lock
from forecast_sharing.study.study import FILE, Study, StudyError, parse
from forecast_sharing.tables.derived import arms_of
from forecast_sharing.tables.formula_safety import InvalidFileError
from forecast_sharing.tables.round_gaps import gaps
from forecast_sharing.tables.session_columns import SESSION
from forecast_sharing.tables.stored_tables import BY_NAME

DESIGN = "design"
# Where the study was never frozen, or nothing is to be read after the survey.
_MAY_BE_EMPTY = ("study_sha256", "completion_link", "completion_code", "prolific_study", "survey_sections")


@dataclass(frozen=True)
class Verified:
    """What is wrong with a package, and what could not be checked."""

    problems: list[str]
    notes: list[str]


def verify(folder: Path) -> Verified:
    """Return what is wrong with a package.

    Raises
    ------
    PackageError
        If the folder is not a package.

    """
    study = study_of(folder)
    problems, notes = Problems(), []
    verify_sums(folder, problems)
    tables = _read(folder, problems)
    if not {"rounds", "session", "matching", "arms"} <= set(tables):
        return Verified(problems.sentences, ["tables cannot be read, so nothing was recomputed"])
    _verify_keys(tables, problems)
    _verify_deviations(folder, study, tables, problems)
    _verify_session_rows(tables, problems)
    sessions = _sessions(folder, study, tables, problems, notes)
    if sessions:
        verify_arms(tables, sessions, problems)
        planned = verify_matching(tables, sessions, problems)
        verify_rounds(tables, planned, problems)
        verify_people(tables, sessions, planned, problems)
    _verify_without_plan(tables, {one.code for one in sessions}, problems)
    return Verified(problems.sentences, notes)


def study_of(folder: Path) -> Study:
    """Return the study that a package is of; its name stands in `datapackage.json`."""
    try:
        name = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["name"]
        return parse(name, (folder / DESIGN / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackageError(f"{folder}: is not a package that `study package` wrote: {error}") from None


def verify_sums(folder: Path, problems: Problems) -> None:
    """Note files that are not as they were written."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError):
        problems.say(SUMS, "is not there, or not as it was written")
        return
    there = files_of(folder)
    for name, digest in sums.items():
        if name not in there:
            problems.say(name, "is not there")
        elif sha256_of(folder / name) != digest:
            problems.say(name, f"is not as it was written: its sum is not that of {SUMS}")
    for name in sorted(set(there) - set(sums) - {SUMS, FIRST_PLOT, *TO_FILL_IN}):
        problems.say(name, f"is not in {SUMS}")


def _read(folder: Path, problems: Problems) -> dict[str, pd.DataFrame]:
    tables = {}
    for name in BY_NAME:
        path = folder / path_of(name)
        if path.is_file():
            try:
                tables[name] = read_stored(path, name)
            except InvalidFileError as error:
                problems.say("data", str(error))
    return tables


def _verify_keys(tables: dict[str, pd.DataFrame], problems: Problems) -> None:
    for name, table in tables.items():
        for key in BY_NAME[name].foreign_keys_within(tables):
            columns = list(key.columns)
            known = pd.MultiIndex.from_frame(tables[key.table][columns].astype(object))
            is_known = pd.MultiIndex.from_frame(table[columns].astype(object)).isin(known)
            problems.rows(name, table.index[~is_known], ", ".join(columns), f"must occur in the table of {key.table}")


def _verify_deviations(folder: Path, study: Study, tables: dict[str, pd.DataFrame], problems: Problems) -> None:
    """Note settings that differ from the plan and are not listed, and the other way round."""
    try:
        listed = pd.read_csv(folder / DESIGN / "deviations.csv", dtype=str, keep_default_na=False)
        found = deviations(study, folder / DESIGN, tables).rows.astype(str)
    except (OSError, ValueError) as error:
        problems.say(f"{DESIGN}/deviations.csv", f"cannot be compared: {error}")
        return
    before, now = ({tuple(row) for row in rows[list(DEVIATION_KEY)].to_numpy()} for rows in (listed, found))
    for row in sorted(now - before):
        _say_deviation(row, "is not listed as a deviation", tables, problems)
    for row in sorted(before - now):
        _say_deviation(row, "is listed as a deviation and is none", tables, problems)


def _say_deviation(row: tuple[str, ...], what: str, tables: dict[str, pd.DataFrame], problems: Problems) -> None:
    session, arm, _, setting, planned, recorded = row
    where = f"session {session}" if not arm else f"session {session}, arm {arm}"
    sessions = tables["session"].index[tables["session"]["session_code"] == session]
    if not arm and len(sessions):
        problems.rows("session", sessions, setting, f"{recorded}, where {planned} was planned, {what}")
    else:
        problems.say(path_of("rounds"), f"{where}, column {setting}: {recorded}, where {planned} was planned, {what}")


def _verify_session_rows(tables: dict[str, pd.DataFrame], problems: Problems) -> None:
    """Note sessions that were not played, share a number, or have another seed than their rounds."""
    sessions, rounds = tables["session"], tables["rounds"]
    codes = sessions["session_code"]
    problems.rows("session", sessions.index[~codes.isin(rounds["session_code"])], "session_code", "no round is of it")
    seeds = rounds.groupby("session_code")["seed"].agg(lambda some: some.mode().iloc[0] if some.notna().any() else None)
    known = sessions[codes.isin(seeds.index)]
    problems.cells("session", known["seed"], seeds.loc[known["session_code"]], "as in its rounds")
    is_shared = sessions["study_session"].notna() & sessions["study_session"].duplicated(keep=False)
    problems.rows("session", sessions.index[is_shared.to_numpy()], "study_session", "must be another one each")


def _verify_settings(number: int, row: dict[str, Any], problems: Problems) -> None:
    """Note settings that are missing although they are the same in the whole session."""
    for column in SESSION:
        spec = SessionDesign.__dataclass_fields__.get(column.name)
        if spec is None or column.name in MAY_DIFFER or "none_is_empty" in spec.metadata or column.is_appended:
            continue
        if column.name not in _MAY_BE_EMPTY and pd.isna(row[column.name]):
            problems.rows("session", [number], column.name, "must not be empty")


def _sessions(
    folder: Path, study: Study, tables: dict[str, pd.DataFrame], problems: Problems, notes: list[str]
) -> list[PlannedSession]:
    """Return the sessions whose seed and settings are known, as they would be created again."""
    try:
        design = planned_design(study, read_lock(folder / DESIGN))
    except (StudyError, ValueError) as error:
        problems.say(f"{DESIGN}/study.lock.json", str(error))
        design = study.design
    found = []
    has_seats = set(tables["matching"].loc[tables["matching"]["sender_seat"].notna(), "session_code"])
    for number, row in enumerate(tables["session"].to_dict("records")):
        code = row["session_code"]
        if code not in has_seats or "participants" not in tables:
            notes.append(f"session {code}: made from rounds alone, so plans and payments were not recomputed")
            continue
        _verify_settings(number, row, problems)
        try:
            found.append(planned_session(row, design))
        except (ValueError, TypeError) as error:
            problems.rows("session", [number], "people, seed or a setting", f"gives no session: {error}")
    return found


def _verify_without_plan(tables: dict[str, pd.DataFrame], planned: set[str], problems: Problems) -> None:
    """Note gaps and changing arms of sessions that cannot be drawn anew."""
    rounds = tables["rounds"]
    others = rounds[~rounds["session_code"].isin(planned)]
    for gap in gaps(others) if len(others) else ():
        problems.say(path_of("rounds"), str(gap))
    for _, some in others.groupby(["session_code", "block"]):
        arm = some["arm"].mode(dropna=False)
        problems.cells("rounds", some["arm"], [arm.iloc[0]] * len(some), "the arm of the block")
    for row, arm in zip(arms_of(others).itertuples(), arms_of(others)["arm"], strict=True):
        listed = tables["arms"]
        at = listed[(listed["session_code"] == row.session_code) & (listed["block"] == row.block)]
        problems.cells("arms", at["arm"], [arm] * len(at), "the arm of the block in the rounds")
