"""The log of who has read or changed what, with filters."""

from __future__ import annotations

from auditlog.models import LogEntry
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from recruitment.data_rights.log_forms import LogFilter
from recruitment.data_rights.log_lines import lines_of
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR

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
    return render(request, "recruitment/data_rights/access_log.html", context)
