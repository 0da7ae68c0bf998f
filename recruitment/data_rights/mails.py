"""The mail that announces an erasure."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from recruitment.data_rights.models import TIME_TO_OBJECT
from recruitment.mail.kinds import ROUND_PRIORITY, MailKind
from recruitment.models import OutgoingMail


def _erasure(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "n_years": settings.OFFICE_RETENTION_YEARS,
        "n_days": TIME_TO_OBJECT.days,
        "log_in_url": settings.OFFICE_URL + reverse("log_in"),
    }


KINDS = {
    "erasure_announced": MailKind(
        context=_erasure,
        priority=ROUND_PRIORITY,
        reaches_the_withdrawn=True,
        still_holds=lambda mail: mail.person.erasure_announced_at is not None,
    ),
}
