"""The estimates of each person as a data set for Stata."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from forecast_sharing.models.theory import Theory
from forecast_sharing.reporting.paper.table import printable
from forecast_sharing.reporting.results import kind_columns
from forecast_sharing.reporting.style import LABEL
from forecast_sharing.tables.atomic_files import whole_file
from forecast_sharing.theory.assumptions import Options

_LONGEST_NAME, _LONGEST_LABEL = 32, 80  # characters that Stata takes
# One after the other, as long as a name is too long.
_SHORTER = (("log_likelihood", "ll"), ("posterior", "post"), ("hierarchy", "hier"))
# The same estimates give the same file.
_NO_DATE = datetime(1960, 1, 1, tzinfo=UTC)

_LABELS = {
    "session": "Session",
    "code": "Code of the person in the session",
    "role": "Role",
    "treatment": "Treatment",
    "block": "Block, numbered over all sessions: what errors are clustered by",
    "n_obs": "Decisions",
    "better": "Which theory describes the person better",
    "notes": "What is doubtful",
    "belief_n": "Rounds with a stated belief",
    "belief_mean_stated": "Mean of what was stated, in units",
    "belief_nearer": "Theory nearest to the stated beliefs",
    "belief_interval_share": "Share of stated ranges that hold the true forecast",
}
_TEXTS = ("session", "code", "notes")
_WORDS = ("role", "treatment", "better", "belief_nearer")


def write_dta(path: Path, people: pd.DataFrame, theories: Sequence[Theory], options: Options) -> None:
    """Write the people, whole, with labels of variables, and of values where they are words.

    Parameters
    ----------
    path : Path
        The file.
    people : DataFrame
        As `results.people_table` returns it, with each person's `treatment` and `block`.
    theories : sequence of Theory
        Those fitted to the people.
    options : Options
        Under which they were.

    """
    names = stata_names(people.columns)
    labels = {name: _description(column, theories, options)[:_LONGEST_LABEL] for column, name in names.items()}
    made = pd.DataFrame({names[column]: _values(people[column]) for column in people.columns})
    with whole_file(path) as temporary:
        made.to_stata(
            temporary,
            write_index=False,
            version=118,
            time_stamp=_NO_DATE,
            data_label="Estimates of each person in each role",
            variable_labels=labels,
        )


def stata_names(columns: Iterable[str]) -> dict[str, str]:
    """Return names that Stata takes and that differ, by column."""
    found: dict[str, str] = {}
    for column in columns:
        name = re.sub(r"\W", "_", column, flags=re.ASCII)
        for long, short in _SHORTER:
            name = name.replace(long, short) if len(name) > _LONGEST_NAME else name
        wanted, number = name[:_LONGEST_NAME], 1
        while wanted in found.values():
            number += 1
            wanted = f"{name[: _LONGEST_NAME - len(str(number)) - 1]}_{number}"
        found[column] = wanted
    return found


def _values(column: pd.Series) -> Any:
    if column.name in _TEXTS:
        return [printable(str(value)) for value in column]
    if column.name in _WORDS:
        # Values of a category get its words as labels.
        shown = [None if pd.isna(value) else _word(str(value)) for value in column]
        return pd.Categorical(shown, categories=sorted({one for one in shown if one is not None}))
    return pd.to_numeric(column)


def _word(value: str) -> str:
    return printable(LABEL.get(value, value)) or "(nothing)"


def _description(column: str, theories: Sequence[Theory], options: Options) -> str:
    for theory in theories:
        kinds = kind_columns(theory, options)
        if column in kinds:
            return f"{theory.label}: probability of {theory.kind_name(kinds[column])}"
        if any(column in kind for kind in theory.kinds_of(options)):
            return f"{theory.label}: {_spaced(column)} that fits the person best"
        if column == f"belief_mean_{theory.name}":
            return f"Mean of what {theory.label} says was believed, in units"
        if column == f"belief_distance_{theory.name}":
            return f"Mean distance of stated beliefs from {theory.label}, in units"
        if column.startswith(f"{theory.column_prefix}_"):
            name = column.removeprefix(f"{theory.column_prefix}_")
            is_error = name.endswith("_se")
            return f"{theory.label}: {'standard error of ' if is_error else ''}{_spaced(name.removesuffix('_se'))}"
    return _LABELS.get(column, _spaced(column))


def _spaced(name: str) -> str:
    return name.replace("_", " ")
