"""Pages in place of Django's bare ones, for what happens to people who have done nothing wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, REASON_NO_REFERER
from django.shortcuts import render

NOT_ALLOWED = 405


def form_without_proof(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not show that it comes from a page of this office; nothing is done."""
    hides_origin = request.headers.get("Origin") == "null" or reason == REASON_NO_REFERER
    context = {"hides_origin": hides_origin, "keeps_no_cookies": reason == REASON_NO_CSRF_COOKIE}
    return render(request, "recruitment/form_without_proof.html", context, status=403)


def page_for_wrong_method(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Show a page to anyone who opens, as a page, an address that only takes what a button sends."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != NOT_ALLOWED or request.method != "GET":
            return response
        page = render(request, "recruitment/no_page.html", status=NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answered
