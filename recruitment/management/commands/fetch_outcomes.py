"""``manage.py fetch_outcomes``: ask the session servers what was earned in the sessions that are running."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recruitment.laboratory.server_client import SessionServerFailure
from recruitment.models import LabSession
from recruitment.refused import Refused
from recruitment.session_day import outcomes


class Command(BaseCommand):
    help = "Ask the session servers what was earned. Asking again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--session", help="public id of one session; left out: all that are running")

    def handle(self, *, session: str | None, **_: Any) -> None:
        wanted = LabSession.objects.filter(status=LabSession.Status.RUNNING)
        if session:
            wanted = LabSession.objects.filter(public_id=session)
            if not wanted:
                raise CommandError(f"There is no session {session}.")
        failures = 0
        for each in wanted.select_related("study", "session_server"):
            try:
                fetched = outcomes.fetch(session=each)
            except (Refused, SessionServerFailure) as failure:
                failures += 1
                self.stderr.write(f"{each}: {failure}")
                continue
            self.stdout.write(
                f"{each}: {fetched.n_new} new, {fetched.n_changed} changed, {fetched.n_playing} still playing, "
                f"{fetched.n_unknown} unknown"
            )
        if failures:
            raise CommandError(f"{failures} sessions could not be asked.")
