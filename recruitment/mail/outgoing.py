"""E-mail leaves at most once.

An e-mail is queued in the transaction that causes it. A worker first records that it is sending, and only then
speaks to the provider. A worker that is stopped in between leaves an e-mail in `sending`: after a while it counts as
`unknown`, staff see it, and nothing sends it again by itself. A task carries only the keys of e-mails, so one that
comes twice finds nothing to do, and one that is lost can be replaced.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from recruitment.mail import texts
from recruitment.mail.failures import Failure, classified
from recruitment.mail.kinds import KINDS
from recruitment.models import OutgoingMail, Person

MAILS_PER_TASK = 50
# After so many tries without an answer the mail has failed: 1 + 2 + 4 + ... + 64 + 3 * 64 minutes, about five hours.
MOST_ATTEMPTS = 11
LONGEST_PAUSE_MINUTES = 64
# A queued mail that no worker has touched for so long is handed over again.
FORGOTTEN_AFTER = timedelta(minutes=10)
LONGEST_FAILURE = 300

State = OutgoingMail.State
log = logging.getLogger(__name__)


@transaction.atomic
def queue_mail(
    *,
    template: str,
    key: str,
    person: Person | None = None,
    address: str = "",
    context: Mapping[str, Any] | None = None,
    not_before: datetime | None = None,
) -> OutgoingMail:
    """Queue one e-mail in the caller's transaction; a key that was used before queues nothing."""
    _check_kind(template)
    mail, is_new = OutgoingMail.objects.get_or_create(
        idempotency_key=key,
        defaults={
            "template": template,
            "person": person,
            "address": address,
            "context": dict(context or {}),
            "not_before": not_before,
            "handed_over_at": not_before or timezone.now(),
        },
    )
    if is_new:
        _hand_over([mail.pk], template=template, at=not_before)
    return mail


@transaction.atomic
def queue_mails(mails: Sequence[OutgoingMail]) -> list[OutgoingMail]:
    """Queue many unsaved e-mails at once, as invitations are; raises IntegrityError if one of their keys was used."""
    for mail in mails:
        _check_kind(mail.template)
        mail.handed_over_at = mail.not_before or timezone.now()
    saved = OutgoingMail.objects.bulk_create(mails, batch_size=500)
    alike: dict[tuple[str, datetime | None], list[int]] = defaultdict(list)
    for mail in saved:
        alike[mail.template, mail.not_before].append(mail.pk)
    for (template, at), keys in alike.items():
        _hand_over(keys, template=template, at=at)
    return saved


@task()
def deliver(mail_ids: list[int]) -> None:
    """Send those of the e-mails that are still queued; one that fails does not keep the others."""
    for mail_id in mail_ids:
        try:
            _deliver_one(mail_id)
        except Exception:
            log.exception("mail %s", mail_id)


def settle_interrupted() -> int:
    """Mark the e-mails whose sender was stopped; return how many there were."""
    return OutgoingMail.objects.interrupted().update(
        state=State.UNKNOWN, failed_at=timezone.now(), failure="interrupted while being sent"
    )


@transaction.atomic
def hand_over_forgotten() -> int:
    """Give queued e-mails whose task was lost with its worker to the workers again; return how many there were."""
    forgotten = OutgoingMail.objects.filter(
        state=State.QUEUED, handed_over_at__lt=timezone.now() - FORGOTTEN_AFTER
    ).order_by("pk")
    return hand_over_again(dict(forgotten.values_list("pk", "template")[:1000]))


def hand_over_again(mails: Mapping[int, str]) -> int:
    """Give queued e-mails, by key with their templates, to the workers at once; return how many they are."""
    OutgoingMail.objects.filter(pk__in=mails).update(handed_over_at=timezone.now())
    alike: dict[str, list[int]] = defaultdict(list)
    for key, template in mails.items():
        alike[template].append(key)
    for template, keys in alike.items():
        _hand_over(keys, template=template, at=None)
    return len(mails)


@transaction.atomic
def queue_for_nobody(*, template: str) -> None:
    """Do as much work as for an e-mail where there is none, for anyone who looks at the clock."""
    _check_kind(template)
    with transaction.atomic():
        OutgoingMail.objects.get_or_create(
            idempotency_key=f"nobody:{secrets.token_hex(8)}",
            defaults={"template": template, "address": "nobody@example.invalid", "handed_over_at": timezone.now()},
        )
        transaction.set_rollback(True)
    deliver.using(priority=KINDS[template].priority).enqueue([])


def _check_kind(template: str) -> None:
    if template not in KINDS:
        raise ValueError(f"template must be one of {', '.join(KINDS)}, not {template!r}")


def _hand_over(mail_ids: list[int], *, template: str, at: datetime | None) -> None:
    task = deliver.using(run_after=at, priority=KINDS[template].priority)
    for first in range(0, len(mail_ids), MAILS_PER_TASK):
        task.enqueue(mail_ids[first : first + MAILS_PER_TASK])


def _deliver_one(mail_id: int) -> None:
    mail = OutgoingMail.objects.select_related("person").filter(pk=mail_id, state=State.QUEUED).first()
    if mail is None:
        return
    if not texts.may_be_sent(mail):
        _move(mail_id, State.QUEUED, state=State.WITHHELD)
        return
    try:
        message = texts.composed(mail)
        message.message()  # as it leaves: an address that cannot be written stops it here, where it is certain
    except Exception as error:
        # A text that cannot be made now cannot be made later either; staff see it, and the log says why.
        _move(mail_id, State.QUEUED, state=State.FAILED, failed_at=timezone.now(), failure=_words(error))
        raise
    connection = get_connection()
    try:
        # Nothing has left while the connection is being made, so a failure here leaves no doubt.
        connection.open()
    except OSError as error:  # smtplib's own errors are among them
        _postpone(mail, State.QUEUED, error)
        return
    try:
        if _claim(mail_id):
            message.connection = connection
            _send(mail, message)
    finally:
        connection.close()


def _claim(mail_id: int) -> bool:
    """Record that the mail is being sent, for good, before anything is; False if another worker was faster."""
    with transaction.atomic(durable=True):
        return _move(mail_id, State.QUEUED, state=State.SENDING, claimed_at=timezone.now(), attempts=F("attempts") + 1)


def _send(mail: OutgoingMail, message: Any) -> None:
    try:
        message.send()
    except Exception as error:  # noqa: BLE001  # whatever a provider's library raises is judged
        _settle_failure(mail, error)
        return
    provider_id = getattr(getattr(message, "anymail_status", None), "message_id", None) or ""
    _move(mail.pk, State.SENDING, state=State.SENT, sent_at=timezone.now(), provider_id=str(provider_id)[:200])


def _settle_failure(mail: OutgoingMail, error: Exception) -> None:
    failure = classified(error)
    log.warning("mail %s: %s", mail.pk, failure.value)
    if failure is Failure.NOT_NOW:
        mail.attempts += 1
        _postpone(mail, State.SENDING, error)
        return
    state = State.UNKNOWN if failure is Failure.IN_DOUBT else State.FAILED
    _move(mail.pk, State.SENDING, state=state, failed_at=timezone.now(), failure=_words(error))
    if failure is Failure.ADDRESS_REFUSED and mail.person_id is not None:
        mark_bounced(person_id=mail.person_id)


@transaction.atomic
def mark_bounced(*, person_id: int) -> None:
    """Write to this address no more until its owner confirms it again."""
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id, bounced_at=None).first()
    if person is not None:
        person.bounced_at = timezone.now()
        person.save(update_fields=["bounced_at"])


@transaction.atomic
def _postpone(mail: OutgoingMail, seen: State, error: Exception) -> None:
    attempts = mail.attempts + (seen is State.QUEUED)
    if attempts >= MOST_ATTEMPTS:
        _move(mail.pk, seen, state=State.FAILED, failed_at=timezone.now(), attempts=attempts, failure=_words(error))
        return
    at = timezone.now() + timedelta(minutes=min(2 ** (attempts - 1), LONGEST_PAUSE_MINUTES))
    if _move(
        mail.pk, seen, state=State.QUEUED, attempts=attempts, not_before=at, handed_over_at=at, failure=_words(error)
    ):
        _hand_over([mail.pk], template=mail.template, at=at)


def _move(mail_id: int, seen: State, **changes: Any) -> bool:
    """Change the mail if its state is still the one seen; anyone who comes second changes nothing."""
    return OutgoingMail.objects.filter(pk=mail_id, state=seen).update(**changes) == 1


def _words(error: Exception) -> str:
    # The name only: what servers answer often repeats the address.
    return type(error).__name__[:LONGEST_FAILURE]
