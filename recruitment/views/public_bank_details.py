"""A person's account: asked for only where the laboratory pays into accounts, and kept encrypted."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recruitment.forms.payments import BankDetailsForm
from recruitment.models import Person


@login_required(login_url="home")
def bank_details(request: HttpRequest) -> HttpResponse:
    person = Person.objects.filter(user=request.user).exclude(status=Person.Status.ERASED).first()
    if person is None or not (settings.OFFICE_ASKS_FOR_IBAN or settings.OFFICE_ASKS_FOR_PAYPAL):
        raise Http404
    form = BankDetailsForm(request.POST or None, initial={"iban": person.iban, "paypal_address": person.paypal_address})
    if request.method == "POST" and form.is_valid():
        form.save(person)
        messages.success(request, _("Saved. You can change or empty it whenever you like."))
        return redirect("bank_details")
    return render(request, "recruitment/public_bank_details.html", {"form": form})
