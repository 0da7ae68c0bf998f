"""Whether the office answers and its database takes something in."""

from __future__ import annotations

import logging

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

# Asking costs a write to the disk, so anyone who asks without end is told what is known.
KEPT_S = 2
WELL = "healthz"

log = logging.getLogger(__name__)


def healthz(_: HttpRequest) -> HttpResponse:
    if not cache.get(WELL):
        try:
            _write_and_forget()
        except DatabaseError:
            log.exception("the database takes nothing in")
            return HttpResponse("the database takes nothing in\n", content_type="text/plain", status=503)
        cache.set(WELL, True, KEPT_S)
    return HttpResponse("ok\n", content_type="text/plain")


def _write_and_forget() -> None:
    """Log nobody in for a moment: a database on a full disk still answers questions."""
    with transaction.atomic():
        Session.objects.create(session_key=WELL, session_data="", expire_date=timezone.now())
        Session.objects.filter(session_key=WELL).delete()
