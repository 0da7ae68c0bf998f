"""Registering: a form, and an e-mail with a link to confirm the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from recruitment.people import registration
from recruitment.people.consents import current_text
from recruitment.people.registration_forms import RegistrationForm
from recruitment.refused import Refused
from recruitment.web.throttle import REGISTERING, asks_too_often, is_written_to_too_often


def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("calendar")
    language = get_language()
    try:
        text = current_text(language)
    except Refused as refusal:
        return render(request, "recruitment/people/closed.html", {"reason": refusal}, status=503)
    form = RegistrationForm(request.POST or None, text=text)
    if request.method == "POST":
        if asks_too_often(request, REGISTERING):
            return render(request, "recruitment/public_too_often.html", status=429)
        if form.is_valid():
            address = form.cleaned_data["email"]
            if not is_written_to_too_often(address):
                registration.register(
                    email=address, names=form.names, language=language, answers=form.answers, text=text
                )
            return redirect("link_sent")
    return render(request, "recruitment/people/registration.html", {"form": form, "text": text})
