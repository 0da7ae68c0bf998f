"""Whoever writes for long on SQLite keeps the worker waiting, and does not end it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError

from recruitment.duties import housekeeping
from recruitment.mail.outgoing import queue_mail
from recruitment.management.commands import office_worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def first_turn(monkeypatch):
    """Return ``first_turn(error)``, which lets the worker's first turn fail; it does no other housekeeping."""
    monkeypatch.setattr(office_worker.Worker, "configure_signals", lambda _worker: None)
    monkeypatch.setattr(office_worker, "PAUSE_S", 0)
    monkeypatch.setattr(office_worker, "HOUSEKEEPING_EVERY_S", 0)

    def fail(message):
        turns = iter([OperationalError(message)])

        def turn():
            if error := next(turns, None):
                raise error

        monkeypatch.setattr(housekeeping, "do_all", turn)

    return fail


def test_the_worker_goes_on_after_a_locked_database(first_turn, person):
    queue_mail(template="log_in", key="one", person=person("one"))
    first_turn("database is locked")

    call_command("office_worker", once=True)

    assert len(mail.outbox) == 1


def test_another_mistake_of_the_database_ends_it(first_turn):
    first_turn("disk I/O error")

    with pytest.raises(OperationalError, match="disk"):
        call_command("office_worker", once=True)
