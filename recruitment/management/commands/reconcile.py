"""``manage.py reconcile``: print what each study owes, has paid and has open; fail if a study does not balance."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recruitment.models import Study
from recruitment.money.reconciliation import by_study


class Command(BaseCommand):
    help = "Print what each study owes, has paid and has open; fail if one does not balance."

    def handle(self, **_: Any) -> None:
        studies = Study.objects.order_by("pk")
        balances = by_study(studies)
        wrong = []
        for study in studies:
            for each in balances.get(study.pk, []):
                self.stdout.write(
                    f"{study.pk}\t{each.currency}\towed {each.owed.amount:.2f}\tpaid {each.paid.amount:.2f}"
                    f"\topen {each.open.amount:.2f}\t{study.title}"
                )
                if not each.balances:
                    wrong.append(f"{study.pk} ({each.currency})")
        if wrong:
            raise CommandError(f"These studies do not balance: {', '.join(wrong)}.")
