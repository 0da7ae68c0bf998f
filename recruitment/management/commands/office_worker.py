"""``manage.py office_worker``: sends mail and does the housekeeping, until it is stopped or its parent is gone."""

from __future__ import annotations

import logging
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.utils import is_locked_database_exception

from recruitment.duties import housekeeping

PAUSE_S = 1.0
HOUSEKEEPING_EVERY_S = 60.0

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send queued mail and do the housekeeping."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, then stop")
        parser.add_argument("--parent", type=int, help="process without which this one stops")

    def handle(self, *, once: bool, parent: int | None, **_: Any) -> None:
        worker = Worker(
            queue_names=["default"],
            interval=PAUSE_S,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"office-{os.getpid()}",
            excluded_queue_names=[],
        )
        worker.configure_signals()
        next_housekeeping = 0.0
        # A worker whose parent was killed would send mail beside the next one, unseen.
        while worker.running and parent in {None, os.getppid()}:
            try:
                if time.monotonic() >= next_housekeeping:
                    housekeeping.do_all()
                    next_housekeeping = time.monotonic() + HOUSEKEEPING_EVERY_S
                worker.run()
            except OperationalError as error:
                # Somebody else has been writing for longer than SQLite waits; nothing is lost by the next turn.
                if not is_locked_database_exception(error):
                    raise
                log.warning("the database is locked; trying again")
                time.sleep(PAUSE_S)
                continue
            if once:
                return
            if worker.running:
                time.sleep(PAUSE_S)
