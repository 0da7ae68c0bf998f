"""What a person came to, what was paid, and how reliable that looks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from djmoney.money import Money

from recruitment.forms.payments import office_pays_into_accounts
from recruitment.models import Entitlement, Person
from recruitment.person_pages import person_page
from recruitment.services.reliability import reliability


@person_page
@require_safe
def history(request: HttpRequest, person: Person) -> HttpResponse:
    upcoming = person.sign_ups.of_the_future()
    places = (
        person.sign_ups.exclude(pk__in=upcoming)
        .select_related("session__study")
        .prefetch_related(Prefetch("entitlements", Entitlement.objects.owed().prefetch_related("payments")))
        .order_by("-session__starts_at")
    )
    owed = Entitlement.objects.filter(sign_up__person=person)
    return render(
        request,
        "recruitment/public_history.html",
        {
            "places": places,
            "paid": _totals(owed.paid()),
            "open": _totals(owed.open()),
            "reliability": reliability(person),
            "pays_into_accounts": office_pays_into_accounts(),
        },
    )


def _totals(owed: Iterable[Entitlement]) -> list[Money]:
    """Return one sum for each currency."""
    totals: dict[str, Money] = {}
    for each in owed:
        currency = str(each.amount.currency)
        totals[currency] = totals.get(currency, Money(0, currency)) + each.amount
    return list(totals.values())
