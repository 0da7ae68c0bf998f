"""What a person came to, what was paid, and how reliable that looks."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recruitment.models import Entitlement, Person
from recruitment.money.forms import office_pays_into_accounts
from recruitment.people.page_guard import person_page
from recruitment.people.reliability import reliability
from recruitment.sums import by_currency


@person_page
@require_safe
def history(request: HttpRequest, person: Person) -> HttpResponse:
    upcoming = person.sign_ups.of_the_future()
    sign_ups = (
        person.sign_ups.exclude(pk__in=upcoming)
        .select_related("session__study")
        .prefetch_related(Prefetch("entitlements", Entitlement.objects.order_by("pk").prefetch_related("payments")))
        .order_by("-session__starts_at")
    )
    owed = Entitlement.objects.filter(sign_up__person=person)
    return render(
        request,
        "recruitment/seats/history.html",
        {
            "sign_ups": sign_ups,
            "paid": by_currency(each.amount for each in owed.paid()),
            "open": by_currency(each.amount for each in owed.open()),
            "reliability": reliability(person),
            "pays_into_accounts": office_pays_into_accounts(),
        },
    )
