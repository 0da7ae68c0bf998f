"""Downloading the pool as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from recruitment.pool_files import exporting
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR


@require_POST
@staff_page(ADMINISTRATOR)
def export_pool(request: HttpRequest) -> HttpResponse:
    # By a button alone: a browser that fetches links in advance would be logged as a reader of everybody.
    return HttpResponse(
        exporting.export_pool(by=request.user),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="pool-{timezone.localdate()}.csv"'},
    )
