"""How long the office keeps what it knows: each rule of docs/explanation/data-protection.md that has a clock."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from recruitment.data_rights import erasure
from recruitment.data_rights.models import TIME_TO_OBJECT
from recruitment.mail.outgoing import queue_mail
from recruitment.models import ErasedAddress, Invitation, OutgoingMail, Person, PoolConsent, SignUp
from recruitment.people import address_change
from recruitment.people.link_tokens import NEW_ADDRESS_LIFETIME
from recruitment.people.models import PersonQuerySet
from recruitment.refused import Refused

YEAR = timedelta(days=365.25)
MAILS_ARE_KEPT = timedelta(days=365)
TRIES_ARE_KEPT = timedelta(days=30)
ERASED_ADDRESSES_ARE_KEPT = 10 * YEAR
# A pool that was imported in one day falls due in one day; e-mails and locks come in handfuls.
MOST_AT_ONCE = 500

log = logging.getLogger(__name__)


def inactive_since(moment: datetime) -> PersonQuerySet:
    """Return the people who have not been heard from since: no log-in, no consent, no session."""
    came = SignUp.objects.filter(person=OuterRef("pk")).filter(
        Q(moved_at__gte=moment) | Q(session__ends_at__gte=moment)
    )
    agreed = PoolConsent.objects.filter(person=OuterRef("pk"), given_at__gte=moment)
    return (
        Person.objects.exclude(status=Person.Status.ERASED)
        .filter(created_at__lt=moment)
        .filter(Q(user=None) | Q(user__last_login=None) | Q(user__last_login__lt=moment))
        .filter(~Exists(came), ~Exists(agreed))
    )


@transaction.atomic
def announce_erasures() -> int:
    """Notify people who were not active for years that their data will be erased; return how many."""
    due = inactive_since(_limit()).filter(_never_notified_or_active_since()).order_by("pk")
    people = list(due.select_for_update(no_key=True, of=("self",))[:MOST_AT_ONCE])
    now = timezone.now()
    for person in people:
        person.erasure_announced_at = now
        person.save(update_fields=["erasure_announced_at"])
        # People known only by the id of a channel cannot be notified.
        if person.email:
            queue_mail(template="erasure_announced", person=person, key=f"erasure:{person.pk}:{now.isoformat()}")
    return len(people)


def erase_inactive() -> int:
    """Erase people who were notified and did not come back; return how many. Anyone still owed money waits."""
    notified = inactive_since(_limit()).filter(
        ~_never_notified_or_active_since(), erasure_announced_at__lte=timezone.now() - TIME_TO_OBJECT
    )
    n_erased = 0
    # All of them: anyone who is refused again and again must not stand in front of the others.
    for pk in list(notified.order_by("erasure_announced_at", "pk").values_list("pk", flat=True)):
        if n_erased == MOST_AT_ONCE:
            break
        person = Person.objects.get(pk=pk)
        try:
            erasure.erase(person=person)
        except Refused:
            log.warning("%s cannot be erased yet", person)
        else:
            n_erased += 1
    return n_erased


def erase_who_wished() -> int:
    """Erase those who asked for it while money was owed to them, and nothing is any more; return how many."""
    n_erased = 0
    for person in Person.objects.exclude(erasure_wished_at=None).order_by("erasure_wished_at", "pk"):
        if erasure.reason_to_wait(person) is None:
            erasure.erase(person=person)
            n_erased += 1
    return n_erased


def forget_payees() -> int:
    return erasure.purge_accounts(today=timezone.localdate())


@transaction.atomic
def forget_unconfirmed_addresses() -> int:
    """Empty new addresses that nobody has confirmed in time; return how many."""
    long_ago = timezone.now() - NEW_ADDRESS_LIFETIME
    waiting = Person.objects.exclude(new_email="").filter(new_email_asked_at__lt=long_ago)
    people = list(waiting.select_for_update(no_key=True))
    for person in people:
        address_change.give_up_wish(person)
    return len(people)


def forget_mails() -> int:
    """Delete the record of e-mails that left, or did not, a year ago, and what the workers noted of it."""
    over = OutgoingMail.objects.exclude(state=OutgoingMail.State.QUEUED)
    over = over.filter(queued_at__lt=timezone.now() - MAILS_ARE_KEPT)
    # Without its mail nobody could tell any more that this invitation never left.
    Invitation.objects.filter(mail__in=over.never_left()).delete()
    n_mails, _by_model = over.delete()
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
    return n_mails


def forget_log() -> int:
    """Delete who read or changed what, years ago."""
    n_entries, _by_model = LogEntry.objects.filter(
        timestamp__lt=timezone.now() - settings.OFFICE_LOG_YEARS * YEAR
    ).delete()
    return n_entries


def forget_log_ins() -> int:
    """Delete log-ins that have ended, and tries that failed; mailed links lie nowhere."""
    n_sessions, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    n_tries, _ = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - TRIES_ARE_KEPT).delete()
    return n_sessions + n_tries


def forget_erased_addresses() -> int:
    long_ago = timezone.localdate(timezone.now() - ERASED_ADDRESSES_ARE_KEPT)
    n_addresses, _ = ErasedAddress.objects.filter(erased_on__lt=long_ago).delete()
    return n_addresses


def _limit() -> datetime:
    return timezone.now() - settings.OFFICE_RETENTION_YEARS * YEAR


def _never_notified_or_active_since() -> Q:
    # Anyone who came back after a notice, and was silent for years again, is notified again.
    return Q(erasure_announced_at=None) | Q(erasure_announced_at__lt=_limit())
