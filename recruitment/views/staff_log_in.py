"""Logging in with a password and a second factor; django-otp itself slows down who guesses codes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from two_factor.views import LoginView

from recruitment.throttle import guesses_too_often


class StaffLogIn(LoginView):
    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        account = request.POST.get("auth-username")
        if account is not None and guesses_too_often(request, account):
            return render(request, "recruitment/public_too_often.html", status=429)
        return super().post(request, *args, **options)
