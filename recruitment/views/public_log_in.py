"""Logging in by a mailed link. No page says whether an address is known."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from recruitment.forms.registration import LogInForm
from recruitment.language_cookie import remember_language
from recruitment.services.link_tokens import user_of
from recruitment.services.log_in_links import request_log_in, spend_link
from recruitment.throttle import LOGGING_IN, MOST_MAILS_TO_ONE_ADDRESS, asks_too_often, is_written_to_too_often


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
    return render(request, "recruitment/public_log_in.html", {"form": form})


def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "recruitment/public_link_sent.html", {"most": MOST_MAILS_TO_ONE_ADDRESS})


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for one more click: mail programs open links by themselves, and a link works only once."""
    if request.method == "POST":
        return _spend(request, request.POST.get("link", ""))
    token = request.GET.get("link", "")
    if user_of(token) is not None:
        return render(request, "recruitment/public_enter.html", {"token": token})
    if request.user.is_authenticated:
        return redirect("calendar")
    return _spent(request)


def _spend(request: HttpRequest, token: str) -> HttpResponse:
    person = spend_link(token=token)
    if person is None:
        return _spent(request)
    login(request, person.user, backend="sesame.backends.ModelBackend")
    response = redirect("calendar")
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember_language(response, person.language)
    return response


def _spent(request: HttpRequest) -> HttpResponse:
    return render(request, "recruitment/public_link_spent.html", status=403)
