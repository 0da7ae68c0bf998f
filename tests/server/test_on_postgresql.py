"""The server on PostgreSQL: alone on its database, and back after the database was away."""

from __future__ import annotations

import pytest

from tests.harness.participant import Participant
from tests.harness.postgresql import query
from tests.harness.session_server import SessionServer, free_port, run_until_exit

pytestmark = pytest.mark.postgresql


@pytest.fixture
def url(postgresql_cluster) -> str:
    return postgresql_cluster.new_database()


def test_a_second_server_on_the_same_database_is_refused(counting_project, url):
    with SessionServer(counting_project, DATABASE_URL=url):
        exit_code, output = run_until_exit(counting_project, PORT=str(free_port()), DATABASE_URL=url)

    assert exit_code == 1
    assert output.startswith("Another server is running on this database")
    assert "Traceback" not in output


def test_two_servers_on_two_databases_do_not_meet(counting_project, pausing_project, url, postgresql_cluster):
    with (
        SessionServer(counting_project, DATABASE_URL=url),
        SessionServer(pausing_project, DATABASE_URL=postgresql_cluster.new_database()) as other,
    ):
        assert other.rest.create_session("pausing", 1)


def test_after_kill_9_the_next_server_may_start_at_once(counting_project, url):
    server = SessionServer(counting_project, DATABASE_URL=url).start()
    code = server.rest.create_session("counting", 2)
    server.kill()

    with server:
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
