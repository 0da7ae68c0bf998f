"""Logging in with a password and a second factor; django-otp itself slows down who guesses codes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from two_factor.views import LoginView

from recruitment.throttle import guesses_too_often

_log_in = LoginView.as_view()


def staff_log_in(request: HttpRequest) -> HttpResponseBase:
    account = request.POST.get("auth-username")
    if account is not None and guesses_too_often(request, account):
        return render(request, "recruitment/public_too_often.html", status=429)
    return _log_in(request)
