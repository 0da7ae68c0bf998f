"""Indexes oTree leaves out. Without them a page of the hundredth session reads the rows of all sessions before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

# What PostgreSQL keeps of a name.
LONGEST_NAME = 63

# Beside one for each column that names a row of another table, these are what pages ask for.
TOGETHER = {
    "otree_completedgroupwaitpage": ("session_id", "page_index", "group_id"),
    "otree_completedsubsessionwaitpage": ("session_id", "page_index"),
    "otree_completedgbatwaitpage": ("session_id", "page_index", "id_in_subsession"),
    "otree_taskqueuemessage": ("epoch_time",),
    "otree_chatmessage": ("channel",),
}
OF_EVERY_PLAYER = ("participant_id", "round_number")


def create_missing(engine: Any, tables: list[Any]) -> list[str]:
    """Create the indexes that are not there yet; return their names."""
    from sqlalchemy import Index, inspect

    inspector = inspect(engine)
    created = []
    for table in tables:
        indexed = {tuple(index["column_names"]) for index in inspector.get_indexes(table.name)}
        for columns in _wanted(table):
            # An index serves whatever begins as it does.
            if any(present[: len(columns)] == columns for present in indexed):
                continue
            index = Index(_name(table.name, columns), *(table.columns[name] for name in columns))
            index.create(engine)
            indexed.add(columns)
            created.append(index.name)
    return created


def _wanted(table: Any) -> Iterator[tuple[str, ...]]:
    """Yield the columns of each index a table should have, the longest first."""
    if table.name in TOGETHER:
        yield TOGETHER[table.name]
    if set(OF_EVERY_PLAYER) <= set(table.columns.keys()):
        yield OF_EVERY_PLAYER
    for column in table.columns:
        if column.foreign_keys:
            yield (column.name,)


def _name(table: str, columns: tuple[str, ...]) -> str:
    name = "_".join(("ix_lab", table, *columns))
    if len(name) <= LONGEST_NAME:
        return name
    return f"ix_lab_{hashlib.sha256(name.encode()).hexdigest()[:32]}"
