"""Moving to another e-mail address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from recruitment.models import Person
from recruitment.people import address_change
from recruitment.people.link_tokens import owner_of_new_address
from recruitment.people.page_guard import person_page
from recruitment.people.registration_forms import NewAddressForm
from recruitment.refused import Refused
from recruitment.web.throttle import MOVING, asks_too_often, is_written_to_too_often


@person_page
def new_address(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for the new address; what happens is the same whoever has it."""
    form = NewAddressForm(request.POST or None)
    if request.method == "POST":
        if asks_too_often(request, MOVING):
            return render(request, "recruitment/public_too_often.html", status=429)
        if form.is_valid():
            address = form.cleaned_data["email"]
            if not is_written_to_too_often(address) and not is_written_to_too_often(person.email or person.public_id):
                address_change.ask(person=person, address=address)
            messages.success(request, _("If this address can be used, an e-mail with a link is on its way there."))
            return redirect("my_data")
    return render(request, "recruitment/people/new_address.html", {"form": form, "person": person})


@person_page
@require_POST
def keep_address(request: HttpRequest, person: Person) -> HttpResponse:
    address_change.cancel(person=person)
    messages.success(request, _("Your address stays as it is."))
    return redirect("my_data")


@never_cache
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Show a button first: mail programs open links by themselves."""
    if request.method != "POST":
        token = request.GET.get("link", "")
        if owner_of_new_address(token) is None:
            return render(request, "recruitment/people/link_spent.html", status=403)
        return render(request, "recruitment/people/confirm_address.html", {"token": token})
    try:
        person = address_change.confirm(token=request.POST.get("link", ""))
    except Refused as refusal:
        return render(request, "recruitment/people/closed.html", {"reason": refusal}, status=409)
    if person is None:
        return render(request, "recruitment/people/link_spent.html", status=403)
    logout(request)
    messages.success(request, _("This is your address from now on. Please log in with it."))
    return redirect("log_in")
