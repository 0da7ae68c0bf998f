"""``manage.py demo_data``: fill an empty office with made-up people, staff, studies and sessions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from recruitment.demo.pool import make_demo_pool
from recruitment.demo.staff import make_demo_staff
from recruitment.demo.studies import make_demo_studies
from recruitment.models import OutgoingMail, Person, User


class Command(BaseCommand):
    help = "Fill an empty office with made-up people, staff, studies and sessions."

    @transaction.atomic
    def handle(self, *, verbosity: int, **_: Any) -> None:
        if Person.objects.exists() or User.objects.exists():
            raise CommandError("There are people in this office already; demo data go into an empty one only.")
        owner = make_demo_staff()
        people = make_demo_pool()
        make_demo_studies(owner=owner, people=people)
        # Nobody reads example.org.
        OutgoingMail.objects.update(state=OutgoingMail.State.WITHHELD)
        if verbosity:
            self.stdout.write(f"{len(people)} made-up people are in the pool.")
