"""``manage.py demo_code``: the second factor of the demo accounts, for this half minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recruitment.demo.staff import current_codes


class Command(BaseCommand):
    help = "Print the current code of each demo account."

    def handle(self, **_: Any) -> None:
        codes = current_codes()
        if not codes:
            raise CommandError("There are no demo accounts in this office.")
        for name, code in codes.items():
            self.stdout.write(f"{name}: {code}")
