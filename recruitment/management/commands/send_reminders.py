"""``manage.py send_reminders``: what the office also does by itself, for labs that schedule it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from recruitment.seats.reminders import remind_all


class Command(BaseCommand):
    help = "Queue a reminder, with a calendar file, for each seat of the next days; nobody gets two."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"{remind_all()} reminders are queued.")
