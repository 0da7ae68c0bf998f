"""``manage.py erased_since DAY``: whom a backup of that day would bring back."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from recruitment.models import Person


class Command(BaseCommand):
    help = "Print the public ids of those who were erased on this day or later, for erase_person --from-file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, help="the day of the backup, such as 2026-12-31")

    def handle(self, *, day: date, **_: Any) -> None:
        begin = timezone.make_aware(datetime.combine(day, time.min))
        for public_id in Person.objects.filter(erased_at__gte=begin).order_by("pk").values_list("public_id", flat=True):
            self.stdout.write(public_id)
