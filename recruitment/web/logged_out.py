"""A request of somebody who is no longer logged in: nothing is done, and the page leads back to where they were."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

READING = ("GET", "HEAD", "OPTIONS")


def to_log_in(request: HttpRequest, log_in: str) -> HttpResponse:
    """Lead to a log-in that leads back; what a button sent is not done, and the page says so."""
    _tell(request)
    answer = redirect_to_login(_page_in_sight(request), resolve_url(log_in))
    # A part of a page is asked for by its script, which would put the log-in into the middle of the page.
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def to_personal_log_in(request: HttpRequest) -> HttpResponse:
    """Lead a person of the pool to the log-in by mail, which ends in the calendar."""
    _tell(request)
    return redirect("log_in")


def _tell(request: HttpRequest) -> None:
    if request.method not in READING:
        messages.warning(
            request, _("Your log-in had expired, so nothing was done. Log in, and press the button again.")
        )


def _page_in_sight(request: HttpRequest) -> str:
    """Return the page that somebody looks at: the address of a button or of a part of a page is none."""
    if request.method in READING and not request.htmx:
        return request.get_full_path()
    seen = (request.htmx and request.htmx.current_url) or request.headers.get("Referer", "")
    root = request.build_absolute_uri("/")
    return f"/{seen.removeprefix(root)}" if seen.startswith(root) else resolve_url("staff_home")
