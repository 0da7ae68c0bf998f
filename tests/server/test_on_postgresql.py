"""The server on PostgreSQL: alone on its database, and back after the database was away."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import psycopg2
import pytest
import requests

from tests.harness.people.participant import Participant
from tests.harness.servers.postgresql import query
from tests.harness.servers.session_server import SessionServer, free_port, run_until_exit

pytestmark = [pytest.mark.postgresql, pytest.mark.process]

LONGEST_WAIT_S = 30
ENDLESS_EXPORT = """

def custom_export_endless(players):
    from otree.database import db

    db._db.execute("SELECT pg_advisory_lock(1)")
    yield []
"""


@pytest.fixture
def url(postgresql_cluster) -> str:
    return postgresql_cluster.new_database()


def wait_for_a_query(url: str, beginning: str) -> None:
    """Return when somebody else runs, or has run last, a query that begins like this."""
    deadline = time.monotonic() + LONGEST_WAIT_S
    queries = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'holder'"
    while not any(text.startswith(beginning) for (text,) in query(url, queries)):
        assert time.monotonic() < deadline, f"nobody asked {beginning}"
        time.sleep(0.05)


def test_a_second_server_on_the_same_database_is_refused(counting_project, url):
    with SessionServer(counting_project, DATABASE_URL=url):
        exit_code, output = run_until_exit(counting_project, PORT=str(free_port()), DATABASE_URL=url)

    assert exit_code == 1
    assert output.startswith("Another server is running on this database")
    assert "Traceback" not in output


def test_after_kill_9_the_next_server_waits_for_the_last_query_and_starts(counting_project, url):
    """PostgreSQL holds a killed server's lock until the query that was running has ended."""
    app = counting_project / "counting" / "__init__.py"
    app.write_text(app.read_text() + ENDLESS_EXPORT)
    with ExitStack() as at_the_end:
        server = at_the_end.enter_context(SessionServer(counting_project, DATABASE_URL=url))
        code = server.rest.create_session("counting", 2)
        elsewhere = at_the_end.enter_context(ThreadPoolExecutor(1))
        holder = at_the_end.enter_context(closing(psycopg2.connect(url, application_name="holder")))
        holder.cursor().execute("SELECT pg_advisory_lock(1)")
        export = elsewhere.submit(server.rest.custom_export, "counting", "custom_export_endless")
        wait_for_a_query(url, "SELECT pg_advisory_lock(")
        server.kill()
        starting = elsewhere.submit(server.start)
        wait_for_a_query(url, "SELECT pg_try_advisory_lock(")
        holder.close()

        assert isinstance(export.exception(), requests.ConnectionError)
        assert starting.result() is server
        assert len(server.rest.participant_links(code)) == 2


def test_a_lost_connection_is_made_anew_and_claims_the_database_again(counting_project, url):
    with SessionServer(counting_project, DATABASE_URL=url) as server:
        link = server.rest.participant_links(server.rest.create_session("counting", 2))[0]
        query(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        first = Participant(link).page
        second = Participant(link).page
        locks = query(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")

    assert first.status_code == 500  # said so, and nothing was lost: there is nothing to lose before a commit
    assert second.ok
    assert locks == [(1,)]


def test_a_database_that_cannot_be_opened_is_named_in_one_sentence(counting_project):
    address = f"postgresql://lab@127.0.0.1:{free_port()}/nowhere"

    exit_code, output = run_until_exit(counting_project, PORT=str(free_port()), DATABASE_URL=address)

    assert exit_code == 1
    assert output.startswith("The database in DATABASE_URL cannot be opened: ")
    assert "Traceback" not in output


# Runs when a transaction commits, and so sees how it does.
WATCH_COMMITS = """
CREATE TABLE commits (waits_for_the_disk text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO commits VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER watch AFTER UPDATE ON otree_participant
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note();
"""


def test_a_decision_waits_for_the_disk_and_a_look_at_a_page_does_not(counting_project, url):
    with SessionServer(counting_project, DATABASE_URL=url) as server:
        participant = Participant(server.rest.participant_links(server.rest.create_session("counting", 2))[0])
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(WATCH_COMMITS)
        answer = requests.post(participant.page.url, data={"number": 1}, allow_redirects=False, timeout=30)
        decided = query(url, "DELETE FROM commits RETURNING waits_for_the_disk")
        looked = requests.get(f"{server.url}{answer.headers['location']}", timeout=30)
        seen = query(url, "SELECT waits_for_the_disk FROM commits")

    assert answer.is_redirect
    assert looked.ok
    assert set(decided) == {("on",)}
    assert set(seen) == {("off",)}
