"""``manage.py office_worker``: sends mail and does the housekeeping, until it is stopped or its parent is gone."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.management.commands.db_worker import Worker

from recruitment import housekeeping

PAUSE_S = 1.0
HOUSEKEEPING_EVERY_S = 60.0


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
            if time.monotonic() >= next_housekeeping:
                housekeeping.do_all()
                next_housekeeping = time.monotonic() + HOUSEKEEPING_EVERY_S
            worker.run()
            if once:
                return
            if worker.running:
                time.sleep(PAUSE_S)
