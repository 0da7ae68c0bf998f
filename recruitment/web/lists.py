"""Lists for staff: narrowed down, sorted and turned by what is in the address, so that they can be kept."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters import FilterSet
from django_tables2 import Table

ROWS_PER_PAGE = 50


def listed(
    request: HttpRequest, rows: QuerySet, *, as_table: type[Table], narrowed_by: type[FilterSet]
) -> dict[str, object]:
    """Return what recruitment/_list.html shows; what the address says wrongly counts as not said."""
    chosen = narrowed_by(request.GET, queryset=rows, request=request)
    table = as_table(chosen.qs, order_by=request.GET.getlist("sort"))
    # Not the library's own way, which lets the address choose the length of a page.
    table.paginate(per_page=ROWS_PER_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    return {"table": table, "chosen": chosen}
