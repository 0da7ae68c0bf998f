"""What has to be looked after from time to time, whoever asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils import timezone

from recruitment.channels import submissions
from recruitment.data_rights import retention
from recruitment.laboratory import session_servers
from recruitment.mail import outgoing
from recruitment.models import Duty
from recruitment.people import registration
from recruitment.pool_files import left_behind
from recruitment.seats import planning, reminders

EVERY_TURN = timedelta(0)
NOW_AND_THEN = timedelta(minutes=15)
DAILY = timedelta(days=1)
# One that fails is not tried at every turn.
PAUSE_AFTER_FAILURE = timedelta(minutes=15)
# Nothing was looked after for so long: the worker is away.
SILENCE = timedelta(minutes=30)

log = logging.getLogger(__name__)

# Each may run at any time and as often as it likes; the daily ones look at the whole pool.
DUTIES: Mapping[Callable[[], object], timedelta] = {
    outgoing.settle_interrupted: EVERY_TURN,
    outgoing.hand_over_forgotten: EVERY_TURN,
    planning.remind_staff: EVERY_TURN,
    left_behind.delete_left_behind: EVERY_TURN,
    reminders.remind_all: EVERY_TURN,
    session_servers.ask_all: EVERY_TURN,
    submissions.hear_all: NOW_AND_THEN,
    registration.forget_unconfirmed: DAILY,
    retention.forget_unconfirmed_addresses: DAILY,
    retention.announce_erasures: DAILY,
    retention.erase_inactive: DAILY,
    retention.erase_who_wished: DAILY,
    retention.forget_payees: DAILY,
    retention.forget_mails: DAILY,
    retention.forget_log: DAILY,
    retention.forget_log_ins: DAILY,
    retention.forget_erased_addresses: DAILY,
}


def do_all() -> None:
    """Do what is due. A duty that fails does not keep the others, and is shown to staff until it succeeds."""
    # A duty that has another name by now would count as failing for ever.
    Duty.objects.exclude(name__in=[_name(duty) for duty in DUTIES]).delete()
    for duty, every in DUTIES.items():
        row, _is_new = Duty.objects.get_or_create(name=_name(duty))
        if not _is_due(row, every):
            continue
        try:
            duty()
        except Exception as error:
            log.exception("duty %s", row)
            # The name only: messages of databases and mail servers repeat values.
            row.failed_at, row.failure = timezone.now(), type(error).__name__
            row.save(update_fields=["failed_at", "failure"])
        else:
            row.done_at = timezone.now()
            row.save(update_fields=["done_at"])


def is_silent() -> bool:
    """Return whether housekeeping was done once and is not done any more."""
    latest = Duty.objects.exclude(done_at=None).order_by("-done_at").first()
    return latest is not None and latest.done_at < timezone.now() - SILENCE


def _name(duty: Callable[[], object]) -> str:
    return f"{duty.__module__.rpartition('.')[2]}.{duty.__name__}"


def _is_due(row: Duty, every: timedelta) -> bool:
    now = timezone.now()
    if row.failed_at and (row.done_at is None or row.failed_at > row.done_at):
        return row.failed_at <= now - PAUSE_AFTER_FAILURE
    return row.done_at is None or row.done_at <= now - every
