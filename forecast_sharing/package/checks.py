"""What must hold of the sessions of a study, over all tables, before they are packaged."""

from collections.abc import Sequence

import pandas as pd

from forecast_sharing.package.collected import AGAIN, Collected, PackageError, refuse
from forecast_sharing.session.choices import DATA
from forecast_sharing.study.study import Study
from forecast_sharing.tables.round_gaps import copies, gaps
from forecast_sharing.tables.stored_tables import BY_NAME


def sessions_of_study(collected: Collected, study: Study, named: Sequence[str]) -> Collected:
    """Return the sessions that are packaged: those that are named, or all; refuse what is wrong with them."""
    if missing := [code for code in named if code not in collected.sessions]:
        raise PackageError(
            f"there is no session {missing[0]}; the tables have {', '.join(collected.sessions) or 'none'}"
        )
    chosen = collected.only(named) if named else collected
    _refuse_empty(chosen)
    _refuse_other_studies(chosen, study)
    _refuse_trials(chosen, named)
    _refuse_copies(chosen)
    _refuse_half_downloads(chosen)
    _refuse_running(chosen)
    _refuse_unknown_rows(chosen)
    return chosen


def _refuse_empty(collected: Collected) -> None:
    if collected.tables["rounds"].empty:
        raise PackageError("the table of rounds has no rows: nothing was played in these sessions")


def _refuse_other_studies(collected: Collected, study: Study) -> None:
    names = [arm.name for arm in study.arms]
    remedy = "name the sessions of the study with --session CODE, or take the others out"
    for name in ("rounds", "participants"):
        table = collected.tables.get(name)
        if table is not None:
            is_other = table["arm"].notna() & ~table["arm"].isin(names)
            refuse(table, is_other, "arm", lambda row: f"must be an arm of {study.name}, not {row['arm']!r}; {remedy}")
    rounds = collected.tables["rounds"]
    refuse(
        rounds,
        rounds["arm"].isna(),
        "arm",
        lambda row: f"must not be empty: session {row['session_code']} is of no study; {remedy}",
    )
    sessions = collected.tables.get("session")
    if sessions is not None:
        refuse(
            sessions,
            (sessions["study"] != study.name).fillna(True),
            "study",
            lambda row: f"must be {study.name}, not {_shown(row['study'])} as in {row['session_code']}; {remedy}",
        )


def _refuse_trials(collected: Collected, named: Sequence[str]) -> None:
    sessions = collected.tables.get("session")
    if sessions is not None:
        is_trial = sessions["purpose"].notna() & (sessions["purpose"] != DATA) & ~sessions["session_code"].isin(named)
        refuse(
            sessions,
            is_trial,
            "purpose",
            lambda row: (
                f"session {row['session_code']} is a {row['purpose']}; take it out, or name it and all others "
                "that are wanted with --session CODE"
            ),
        )


def _refuse_copies(collected: Collected) -> None:
    rounds = collected.tables["rounds"]
    for copy in copies(rounds):
        row = rounds.index[(rounds["session_code"] == copy.session).to_numpy().argmax()]
        raise PackageError(f"{row}, column session_code: {copy}")


def _refuse_half_downloads(collected: Collected) -> None:
    """Refuse sessions that some of the tables lack, and tables that were cut."""
    rounds, participants = collected.tables["rounds"], collected.tables.get("participants")
    others = [name for name in collected.tables if name not in ("rounds", "survey_items")]
    if participants is None:
        if others:
            raise PackageError(f"there is a table of {others[0]} and none of participants: half a download. {AGAIN}")
        for gap in gaps(rounds):
            raise PackageError(f"the table of rounds is cut, or the session still runs: {gap}. {AGAIN}")
        return
    whole = {"rounds", "participants", *({"session"} & set(others))}
    for code in collected.sessions:
        for name in sorted(whole):
            if code not in set(collected.tables[name]["session_code"]):
                raise PackageError(f"session {code} is not in the table of {name}: half a download. {AGAIN}")
    _refuse_cut_rounds(rounds, participants)


def _refuse_cut_rounds(rounds: pd.DataFrame, participants: pd.DataFrame) -> None:
    """Refuse where people have played more rounds than there are of them."""
    there = played_rounds(rounds)
    keys = pd.MultiIndex.from_frame(participants[["session_code", "participant_code"]])
    found = pd.Series(there.reindex(keys, fill_value=0).to_numpy(), index=participants.index)
    refuse(
        participants,
        participants["rounds_played"] > found,
        "rounds_played",
        lambda row: (
            f"is {row['rounds_played']}, but the table of rounds has {found[row.name]} of "
            f"{row['participant_code']} in session {row['session_code']}: it was cut, or downloaded earlier. {AGAIN}"
        ),
    )


def played_rounds(rounds: pd.DataFrame) -> pd.Series:
    """Return how many rounds each person has played to their end, by session and code."""
    played = []
    for role in ("sender", "receiver"):
        is_own = ~rounds[f"{role}_is_robot"].fillna(False) & rounds[f"{role}_payoff"].notna()
        if role == "sender":
            is_own &= ~rounds["sender_had_left"].fillna(False)
        of_role = rounds[is_own.to_numpy(dtype=bool)][["session_code", f"{role}_code"]]
        played.append(of_role.set_axis(["session_code", "participant_code"], axis=1))
    return pd.concat(played).value_counts()


def _refuse_running(collected: Collected) -> None:
    participants = collected.tables.get("participants")
    if participants is not None:
        refuse(
            participants,
            participants["exit_reason"].isna(),
            "exit_reason",
            lambda row: (
                f"is empty: {row['participant_code']} is still in session {row['session_code']}. Wait until all "
                "have finished or end their session in the console, then download again"
            ),
        )


def _refuse_unknown_rows(collected: Collected) -> None:
    """Refuse rows that refer to a row of another table which is not there."""
    tables = dict(collected.tables)
    for name, table in tables.items():
        for key in BY_NAME[name].foreign_keys_within(tables):
            columns, other = list(key.columns), tables[key.table]
            known = pd.MultiIndex.from_frame(other[columns].astype(object))
            found = pd.MultiIndex.from_frame(table[columns].astype(object)).isin(known)
            _refuse_unknown(table, ~found, columns, key.table)
    if "participants" in tables:
        people = pd.MultiIndex.from_frame(tables["participants"][["session_code", "participant_code"]])
        for role in ("sender", "receiver"):
            columns = ["session_code", f"{role}_code"]
            rounds = tables["rounds"]
            is_person = ~rounds[f"{role}_code"].str.startswith("computer-").to_numpy(dtype=bool)
            found = pd.MultiIndex.from_frame(rounds[columns]).isin(people)
            _refuse_unknown(rounds, is_person & ~found, columns, "participants")


def _refuse_unknown(table: pd.DataFrame, is_unknown: object, columns: list[str], other: str) -> None:
    refuse(
        table,
        pd.Series(is_unknown, index=table.index),
        columns[-1],
        lambda row: (
            f"{_shown(row[columns[-1]])} of session {row.get('session_code', '-')} is "
            f"not in the table of {other}: files of different downloads. {AGAIN}"
        ),
    )


def _shown(value: object) -> str:
    return "empty" if pd.isna(value) else repr(value) if isinstance(value, str) else str(value)
