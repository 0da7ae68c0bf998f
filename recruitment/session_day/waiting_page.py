"""The waiting page in front of an online session."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from recruitment.channels.return_links import way_out
from recruitment.session_day import waiting


@never_cache
def waiting_page(request: HttpRequest, token: str) -> HttpResponse:
    sign_up = waiting.sign_up_of(token)
    if sign_up is None:
        raise Http404
    seen = waiting.visit(sign_up=sign_up) if request.method == "POST" else waiting.situation(sign_up)
    if seen.situation == "go" and request.htmx:
        answer = HttpResponse()
        answer["HX-Redirect"] = seen.link
        return answer
    if request.method == "POST" and not request.htmx:
        return redirect("waiting", token)
    template = "recruitment/session_day/_waiting.html" if request.htmx else "recruitment/session_day/waiting.html"
    ended = seen.situation in {"turned_away", "not_expected"}
    context = {"seen": seen, "session": sign_up.session, "study": sign_up.session.study}
    context["way_out"] = way_out(sign_up.session.study) if ended else None
    return render(request, template, context)
