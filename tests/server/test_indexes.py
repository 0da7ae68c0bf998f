"""What a page asks the database for is found by an index, on either database, however old the database is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lab_server.database.indexes import LONGEST_NAME, _name
from tests.harness.servers.postgresql import query
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

INDEXED = {
    "counting_player": {("participant_id", "round_number"), ("group_id",), ("subsession_id",), ("session_id",)},
    "counting_group": {("subsession_id",), ("session_id",)},
    "counting_subsession": {("session_id",)},
    "otree_participant": {("session_id",), ("code",)},
    "otree_completedgroupwaitpage": {("session_id", "page_index", "group_id")},
    "otree_completedsubsessionwaitpage": {("session_id", "page_index")},
    "otree_completedgbatwaitpage": {("session_id", "page_index", "id_in_subsession")},
    "otree_taskqueuemessage": {("epoch_time",)},
    "otree_chatmessage": {("channel",), ("participant_id",)},
}


def rows(project: Path, url: str | None, statement: str) -> list[tuple]:
    if url is not None:
        return query(url, statement)
    with closing(sqlite3.connect(project / "db.sqlite3")) as connection:
        return connection.execute(statement).fetchall()


def indexes(project: Path, url: str | None) -> set[tuple[str, str, tuple[str, ...]]]:
    """Return table, name and columns of each index."""
    if url is None:
        statement = (
            "SELECT m.name, l.name, i.name FROM sqlite_master AS m, pragma_index_list(m.name) AS l, "
            "pragma_index_info(l.name) AS i WHERE m.type = 'table' ORDER BY i.seqno"
        )
    else:
        statement = (
            "SELECT t.relname, n.relname, a.attname FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid "
            "JOIN pg_class AS n ON n.oid = i.indexrelid, unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) "
            "JOIN pg_attribute AS a ON a.attnum = k.attnum WHERE a.attrelid = i.indrelid ORDER BY k.place"
        )
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, name, column in rows(project, url, statement):
        found[table, name] = (*found.get((table, name), ()), column)
    return {(table, name, columns) for (table, name), columns in found.items()}


def test_every_reference_and_every_look_up_of_a_page_has_its_index(counting_project, database_url):
    with SessionServer(counting_project, DATABASE_URL=database_url):
        pass

    found = indexes(counting_project, database_url)
    missing = [
        (table, columns)
        for table, wanted in INDEXED.items()
        for columns in wanted
        if not any(of == table and present[: len(columns)] == columns for of, _, present in found)
    ]
    assert missing == []


def test_a_second_start_finds_them_and_an_older_database_gets_them(counting_project, database_url):
    with SessionServer(counting_project, DATABASE_URL=database_url) as server:
        code = server.rest.create_session("counting", 2)
    before = indexes(counting_project, database_url)
    rows(counting_project, database_url, "DROP INDEX ix_lab_counting_player_group_id")
    assert indexes(counting_project, database_url) != before

    with SessionServer(counting_project, DATABASE_URL=database_url) as server:
        assert len(server.rest.participant_links(code)) == 2

    assert indexes(counting_project, database_url) == before


def test_names_of_indexes_fit_into_postgresql():
    table = "a_very_long_name_of_an_app_that_somebody_chose_player"
    short, other = (_name(table, (column,)) for column in ("participant_id", "subsession_id"))

    assert len(short) <= LONGEST_NAME
    assert short != other
