"""What a page asks the database for is found by an index, on either database, however old the database is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from lab_server.database_indexes import LONGEST_NAME, _name
from tests.harness.postgresql import query
from tests.harness.session_server import SessionServer

INDEXED = {
    "counting_player": {"group_id", "participant_id", "subsession_id", "session_id"},
    "counting_group": {"subsession_id", "session_id"},
    "counting_subsession": {"session_id"},
    "otree_participant": {"session_id", "code"},
    "otree_completedgroupwaitpage": {"session_id"},
    "otree_completedsubsessionwaitpage": {"session_id"},
    "otree_completedgbatwaitpage": {"session_id"},
    "otree_taskqueuemessage": {"epoch_time"},
}


def rows(project: Path, url: str | None, statement: str) -> list[tuple]:
    if url is not None:
        return query(url, statement)
    with closing(sqlite3.connect(project / "db.sqlite3")) as connection:
        return connection.execute(statement).fetchall()


def first_columns(project: Path, url: str | None) -> dict[str, set[str]]:
    """Return, for each table, the columns an index begins with."""
    if url is None:
        statement = (
            "SELECT m.name, i.name FROM sqlite_master AS m, pragma_index_list(m.name) AS l, "
            "pragma_index_info(l.name) AS i WHERE m.type = 'table' AND i.seqno = 0"
        )
    else:
        statement = (
            "SELECT t.relname, a.attname FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid "
            "JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]"
        )
    found: dict[str, set[str]] = {}
    for table, column in rows(project, url, statement):
        found.setdefault(table, set()).add(column)
    return found


def test_every_reference_and_every_look_up_of_a_page_has_its_index(counting_project, database_url):
    with SessionServer(counting_project, DATABASE_URL=database_url):
        pass

    found = first_columns(counting_project, database_url)
    assert {table: columns - found.get(table, set()) for table, columns in INDEXED.items()} == {
        table: set() for table in INDEXED
    }


def test_a_second_start_finds_them_and_an_older_database_gets_them(counting_project, database_url):
    with SessionServer(counting_project, DATABASE_URL=database_url) as server:
        code = server.rest.create_session("counting", 2)
    before = first_columns(counting_project, database_url)
    drop = "DROP INDEX ix_lab_counting_player_group_id"
    rows(counting_project, database_url, drop)
    assert first_columns(counting_project, database_url) != before

    with SessionServer(counting_project, DATABASE_URL=database_url) as server:
        assert len(server.rest.participant_links(code)) == 2

    assert first_columns(counting_project, database_url) == before


def test_names_of_indexes_fit_into_postgresql():
    table = "a_very_long_name_of_an_app_that_somebody_chose_player"
    short, other = (_name(table, (column,)) for column in ("participant_id", "subsession_id"))

    assert len(short) <= LONGEST_NAME
    assert short != other
