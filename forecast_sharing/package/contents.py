"""The tables of a package: pseudonyms, nothing that could name anybody, and what follows from other tables."""

import pandas as pd

from forecast_sharing.package.collected import Collected
from forecast_sharing.package.pseudonyms import Pseudonyms, pseudonyms, with_pseudonyms
from forecast_sharing.tables.derived import arms_of, matching_of, sessions_of
from forecast_sharing.tables.free_text import help_of, messages_of, without_free_text
from forecast_sharing.tables.item_table import survey_items
from forecast_sharing.tables.stored_tables import BY_NAME

# Settings with which somebody could be paid, or found on the channel that they came from.
OF_CHANNELS = ("prolific_study", "completion_link", "completion_code")


def contents(collected: Collected, *, with_text: bool) -> tuple[dict[str, pd.DataFrame], Pseudonyms]:
    """Return every table of a package by its name, rows in the order of their keys, and the pseudonyms."""
    tables = dict(collected.tables)
    tables.setdefault("session", sessions_of(tables["rounds"], tables.get("participants")))
    tables.setdefault("matching", matching_of(tables["rounds"]))
    tables.setdefault("arms", arms_of(tables["rounds"], tables["matching"]))
    if "survey" in tables:
        tables.setdefault("survey_items", survey_items())
    texts = _texts(tables) if with_text else {}
    cleaned = {name: table for name, table in without_free_text(tables).items() if not BY_NAME[name].is_free_text}
    cleaned["session"] = cleaned["session"].assign(
        **{name: pd.array([None] * len(cleaned["session"]), dtype="string") for name in OF_CHANNELS}
    )
    names = pseudonyms(tables)
    named = with_pseudonyms(cleaned | texts, names)
    return {name: _in_order(name, named[name]) for name in BY_NAME if name in named}, names


def _texts(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return what people wrote, in tables of their own."""
    texts = {"messages": tables.get("messages", messages_of(tables["rounds"]))}
    if "help" in tables:
        texts["help"] = tables["help"]
    elif "events" in tables:
        texts["help"] = help_of(tables["events"])
    return texts


def _in_order(name: str, table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(list(BY_NAME[name].key), ignore_index=True)
