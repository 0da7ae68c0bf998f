"""A person's account: asked for only where the laboratory pays into accounts, and kept encrypted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recruitment.models import Person
from recruitment.money.bank_details import save_bank_details
from recruitment.money.forms import BankDetailsForm, office_pays_into_accounts
from recruitment.people.page_guard import person_page


@person_page
def bank_details(request: HttpRequest, person: Person) -> HttpResponse:
    if not office_pays_into_accounts():
        raise Http404
    form = BankDetailsForm(request.POST or None, initial={"iban": person.iban, "paypal_address": person.paypal_address})
    if request.method == "POST" and form.is_valid():
        save_bank_details(person=person, **form.cleaned_data)
        messages.success(request, _("Saved. You can change or empty it whenever you like."))
        return redirect("bank_details")
    return render(request, "recruitment/money/bank_details.html", {"form": form})
