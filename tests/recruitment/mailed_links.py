"""What people find in the mails of the office under test."""

from __future__ import annotations

import re

from django.core import mail
from django.core.mail import EmailMessage

from recruitment.mail.outgoing import deliver
from recruitment.models import OutgoingMail

LINK = re.compile(r"https?://\S+/enter/\?link=(\S+)")


def delivered() -> list[EmailMessage]:
    """Send what is queued, as the worker does, and return all mails so far."""
    deliver.call(list(OutgoingMail.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True)))
    return mail.outbox


def newest_token() -> str:
    return LINK.search(delivered()[-1].body)[1]
