"""One reminder for each seat, early enough to cancel."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from recruitment.mail.outgoing import queue_mail
from recruitment.models import LabSession, SignUp


def remind_all() -> int:
    """Queue the reminders that are due and return how many; a second call queues nothing twice.

    Who got the seat after reminders began to leave has just been written to, and gets none.
    """
    now = timezone.now()
    ahead = timedelta(hours=settings.OFFICE_REMINDER_HOURS)
    due = SignUp.objects.filter(
        state=SignUp.State.SIGNED_UP,
        session__starts_at__gt=now,
        session__starts_at__lte=now + ahead,
        session__status__in=[LabSession.Status.OPEN, LabSession.Status.CLOSED],
    ).select_related("person", "session")
    n_queued = 0
    for sign_up in due:
        key = f"reminder:{sign_up.pk}:{sign_up.session.starts_at.isoformat()}"
        if (
            sign_up.moved_at > sign_up.session.starts_at - ahead
            or sign_up.person.mails.filter(idempotency_key=key).exists()
        ):
            continue
        queue_mail(template="reminder", person=sign_up.person, key=key, context={"session": sign_up.session_id})
        n_queued += 1
    return n_queued
