"""What somebody who has typed too many wrong passwords sees."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Answer the same whether the account exists or not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "recruitment/staff/locked_out.html", {"minutes": minutes}, status=429)
