"""The log of who has read or changed what, narrowed as one likes."""

from __future__ import annotations

from auditlog.models import LogEntry
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recruitment.forms.log import LogFilter
from recruitment.log_lines import lines_of
from recruitment.roles import ADMINISTRATOR, AUDITOR, staff_page

ENTRIES_PER_PAGE = 100


@staff_page(ADMINISTRATOR, AUDITOR)
def access_log(request: HttpRequest) -> HttpResponse:
    entries = LogEntry.objects.select_related("actor", "content_type").order_by("-timestamp", "-pk")
    narrowed = LogFilter(request.GET, queryset=entries)
    page = Paginator(narrowed.qs, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    for entry in page:
        entry.lines = lines_of(entry)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "form": narrowed.form, "query": f"{query.urlencode()}&" if query else ""}
    return render(request, "recruitment/access_log.html", context)
