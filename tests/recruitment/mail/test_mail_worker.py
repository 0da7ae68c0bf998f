"""A real worker is killed while a real server has the mail in its hand: nothing is sent twice, nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.harness.servers.mail_sink import MailSink
from tests.harness.servers.office import Office
from tests.harness.servers.postgresql import query

pytestmark = pytest.mark.process

MAILS = Path(__file__).parents[1] / "scenarios" / "mails.py"
LONGEST_WAIT_S = 60


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


def states(office: Office) -> list[str]:
    """Return what became of the mails, in the order in which they were queued."""
    asked, url = "SELECT state FROM recruitment_outgoingmail ORDER BY id", office.environment["OFFICE_DATABASE_URL"]
    if url:
        return [state for (state,) in query(url, asked)]
    with closing(sqlite3.connect(office.folder / "office.sqlite3")) as database:
        return [state for (state,) in database.execute(asked)]


def kill_while_sending(office, sink) -> None:
    sink.answers.clear()
    worker = office.start("office_worker", **sink.environment)
    try:
        assert sink.has_one_in_hand.wait(LONGEST_WAIT_S)
    finally:
        worker.kill()
        worker.wait()
    sink.answers.set()


def test_a_mail_in_the_hand_of_a_killed_worker_is_never_sent_again(office, sink):
    office.python(MAILS, "queue", "3")

    kill_while_sending(office, sink)
    before = states(office)
    office.python(MAILS, "work", **sink.environment)
    after = states(office)
    assert before == ["sending", "queued", "queued"]
    assert after == ["unknown", "sent", "sent"]
    assert sorted(mail["To"] for mail in sink.taken) == [f"p{n}@example.org" for n in range(3)]


def test_two_workers_send_each_mail_once(office, sink):
    office.python(MAILS, "queue", "20")

    workers = [office.start("office_worker", "--once", **sink.environment) for _ in range(2)]
    statuses = [worker.wait(LONGEST_WAIT_S) for worker in workers]

    assert statuses == [0, 0]
    assert states(office) == ["sent"] * 20
    assert len({mail["To"] for mail in sink.taken}) == len(sink.taken) == 20
