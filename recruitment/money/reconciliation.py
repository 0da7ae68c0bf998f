"""Do the books balance? Owed = paid + open, to the cent, for each currency, by study and by session.

The three sums are asked for separately, so that a payment of something that is not owed would show.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.db.models import F, QuerySet, Sum
from djmoney.money import Money

from recruitment.models import Entitlement, LabSession, Payment, Study

CENT = Decimal("0.01")


@dataclass(slots=True)
class Balance:
    """Amounts in one currency; `waiting` is the part of `open` that is in a list already."""

    owed: Money
    paid: Money
    open: Money
    waiting: Money
    budget: Money | None = None

    @classmethod
    def of_nothing(cls, currency: str) -> Self:
        return cls(*(Money(0, currency) for _ in range(4)))

    @property
    def currency(self) -> str:
        return self.owed.currency.code

    @property
    def balances(self) -> bool:
        return self.owed == self.paid + self.open

    @property
    def left(self) -> Money | None:
        return None if self.budget is None else self.budget - self.owed


def by_study(studies: QuerySet[Study]) -> dict[int, list[Balance]]:
    """Return the balances of each study, by its primary key; its budget is in the budget's own currency."""
    found = _balances("sign_up__session__study", studies)
    for study in studies:
        budget = study.budget
        of_study = found[study.pk]
        if budget.amount:
            code = budget.currency.code
            of_study.setdefault(code, Balance.of_nothing(code)).budget = budget
    return {pk: _in_order(of_one) for pk, of_one in found.items()}


def left_of_the_budget(study: Study) -> Money | None:
    """Return what the study may still owe, in the currency of its budget; None where it has none."""
    balances = by_study(Study.objects.filter(pk=study.pk)).get(study.pk, [])
    return next((each.left for each in balances if each.budget is not None), None)


def by_session(sessions: QuerySet[LabSession]) -> dict[int, list[Balance]]:
    """Return the balances of each session, by its primary key."""
    return {pk: _in_order(of_one) for pk, of_one in _balances("sign_up__session", sessions).items()}


def _balances(group: str, wanted: QuerySet[Any]) -> dict[int, dict[str, Balance]]:
    found: dict[int, dict[str, Balance]] = defaultdict(dict)
    owed = Entitlement.objects.owed().filter(**{f"{group}__in": wanted})
    not_paid = Entitlement.objects.open().filter(**{f"{group}__in": wanted})
    paid = Payment.objects.paid().filter(**{f"entitlement__{group}__in": wanted})
    waiting = Payment.objects.valid().filter(paid_at=None, **{f"entitlement__{group}__in": wanted})
    for name, rows, prefix in (
        ("owed", owed, ""),
        ("open", not_paid, ""),
        ("paid", paid, "entitlement__"),
        ("waiting", waiting, "entitlement__"),
    ):
        sums = rows.values(of=F(f"{prefix}{group}"), currency=F(f"{prefix}amount_currency"))
        for row in sums.annotate(total=Sum(f"{prefix}amount")).order_by():
            balance = found[row["of"]].setdefault(row["currency"], Balance.of_nothing(row["currency"]))
            # SQLite adds in floating point.
            setattr(balance, name, Money(Decimal(row["total"]).quantize(CENT), row["currency"]))
    return found


def _in_order(of_one: dict[str, Balance]) -> list[Balance]:
    return [of_one[currency] for currency in sorted(of_one)]
