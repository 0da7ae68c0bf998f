"""Logging in by a mailed link. No page says whether an address is known."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.auth import login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from recruitment.models import Person
from recruitment.people.link_tokens import user_of
from recruitment.people.log_in_links import request_log_in, spend_link
from recruitment.people.registration_forms import LogInForm
from recruitment.web.language_cookie import remember_language
from recruitment.web.throttle import LOGGING_IN, MOST_MAILS_TO_ONE_ADDRESS, asks_too_often, is_written_to_too_often

ENTERED_WITH = "entered_with"  # in the session: which link has logged the person in
SECOND_PRESS_S = 60


def log_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("calendar")
    form = LogInForm(request.POST or None)
    if request.method == "POST":
        if asks_too_often(request, LOGGING_IN):
            return render(request, "recruitment/public_too_often.html", status=429)
        if form.is_valid():
            address = form.cleaned_data["email"]
            if not is_written_to_too_often(address):
                request_log_in(address=address)
            return redirect("link_sent")
    return render(request, "recruitment/people/log_in.html", {"form": form})


def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "recruitment/people/link_sent.html", {"most": MOST_MAILS_TO_ONE_ADDRESS})


@never_cache
# Checked inside: the second press of a double click comes with the token of before the log-in.
@csrf_exempt
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for one more click: mail programs open links by themselves, and a link works only once."""
    if request.method == "POST":
        return _spend(request, request.POST.get("link", ""))
    token = request.GET.get("link", "")
    owner = user_of(token)
    if owner is not None:
        others = request.user if request.user.is_authenticated and request.user != owner else None
        return render(request, "recruitment/people/enter.html", {"token": token, "others": others})
    return redirect("calendar") if _has_entered_with(request, token) else _spent(request)


def _spend(request: HttpRequest, token: str) -> HttpResponse:
    if _has_entered_with(request, token):
        return redirect("calendar")
    if refusal := CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(request, log_in, (), {}):
        return refusal
    # A browser that presses twice drops the first answer, and with it the log-in.
    press = _name_of(f"{token} {request.META.get('CSRF_COOKIE', '')}")
    person = spend_link(token=token) or Person.objects.filter(pk=cache.get(press)).first()
    if person is None or person.user is None:
        return _spent(request)
    if request.META.get("CSRF_COOKIE"):
        cache.set(press, person.pk, SECOND_PRESS_S)
    login(request, person.user, backend="sesame.backends.ModelBackend")
    request.session[ENTERED_WITH] = _name_of(token)
    response = redirect("calendar")
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember_language(response, person.language)
    return response


def _has_entered_with(request: HttpRequest, token: str) -> bool:
    """Whether the person logged in here came by this very link."""
    return request.user.is_authenticated and request.session.get(ENTERED_WITH) == _name_of(token)


def _name_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "recruitment/people/link_spent.html", status=403)
