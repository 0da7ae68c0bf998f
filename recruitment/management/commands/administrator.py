"""``manage.py administrator NAME E-MAIL``: let the first administrator in, or one who is locked out."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from recruitment.models import User
from recruitment.staff import accounts
from recruitment.staff.password_links import password_link
from recruitment.staff.roles import ADMINISTRATOR


class Command(BaseCommand):
    help = (
        "Print a link with which an administrator chooses a password: a new one, or one who is locked out, whose old "
        "password and second factor are forgotten. All other accounts are made on the page Laboratory."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("name", help="to log in with")
        parser.add_argument("email")

    def handle(self, *, name: str, email: str, **_: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is not None and not user.is_staff:
            raise CommandError(f"{name} is the account of somebody in the pool.")
        user = user or User(username=name)
        user.email, user.is_active = email, True
        try:
            user.clean_fields(exclude=["password"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from None
        accounts.save_account(user=user, role=ADMINISTRATOR)
        accounts.begin_anew(user=user)
        self.stdout.write(password_link(user))
