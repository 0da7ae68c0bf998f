"""``manage.py unlock NAME``: let a member of staff try again at once."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from axes.utils import reset
from django.core.management.base import BaseCommand, CommandError
from django_otp import devices_for_user

from recruitment.models import User


class Command(BaseCommand):
    help = "Forget the wrong passwords and wrong codes of a member of staff, from wherever they came."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *, name: str, **_: Any) -> None:
        user = User.objects.filter(username=name, is_staff=True).first()
        if user is None:
            raise CommandError(f"There is no member of staff with the name {name}.")
        n_tries = reset(username=name)
        for device in devices_for_user(user):
            device.throttle_reset()
        self.stdout.write(f"{name} can try again; {n_tries} series of wrong passwords are forgotten.")
