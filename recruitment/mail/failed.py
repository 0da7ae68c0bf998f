"""Mails that did not leave: staff send them again, or say that they have seen it."""

from __future__ import annotations

from collections.abc import Iterable

from auditlog.models import LogEntry
from django.db import transaction
from django.utils import timezone

from recruitment.mail.kinds import KINDS
from recruitment.mail.outgoing import hand_over_again
from recruitment.models import OutgoingMail, Person

# Nothing waits longer than this for the locks of one click.
MOST_AT_ONCE = 1000

State = OutgoingMail.State


@transaction.atomic
def send_again(*, mails: Iterable[OutgoingMail]) -> int:
    """Queue refused e-mails anew; return how many.

    What an e-mail says is looked at again before it leaves. An invitation that would be one too many of its month,
    because another one was sent instead, is left as it is.
    """
    wanted = [mail.pk for mail in mails]
    people = OutgoingMail.objects.filter(pk__in=wanted, person__isnull=False).values("person")
    # A round that invites them meanwhile waits for this, and then counts again.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    rows = OutgoingMail.objects.select_for_update(of=("self",)).filter(pk__in=wanted, state=State.FAILED)
    failed = list(rows.order_by("pk"))
    reached = {
        template: set(Person.objects.filter(KINDS[template].again_to(), pk__in=people).values_list("pk", flat=True))
        for template in {mail.template for mail in failed}
    }
    again = [mail for mail in failed if mail.person_id is None or mail.person_id in reached[mail.template]]
    for mail in again:
        mail.state, mail.attempts, mail.not_before, mail.failed_at = State.QUEUED, 0, None, None
        mail.save(update_fields=["state", "attempts", "not_before", "failed_at"])
        LogEntry.objects.log_create(
            mail, force_log=True, action=LogEntry.Action.UPDATE, changes={"state": [State.FAILED, State.QUEUED]}
        )
    return hand_over_again({mail.pk: mail.template for mail in again})


@transaction.atomic
def believe_address(*, person: Person) -> None:
    """Write to the person's address again, since staff know that it works."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    locked.bounced_at = None
    locked.save(update_fields=["bounced_at"])


@transaction.atomic
def mark_seen(*, mails: Iterable[OutgoingMail]) -> int:
    """Take e-mails off the list of what needs a look; none of them is sent by this. Return how many."""
    wanted = [mail.pk for mail in mails]
    seen = OutgoingMail.objects.select_for_update(of=("self",)).filter(
        pk__in=wanted, state__in=[State.FAILED, State.UNKNOWN], seen_at=None
    )
    n_seen = 0
    for mail in seen.order_by("pk"):
        mail.seen_at = timezone.now()
        mail.save(update_fields=["seen_at"])
        LogEntry.objects.log_create(
            mail, force_log=True, action=LogEntry.Action.UPDATE, changes={"seen_at": ["None", str(mail.seen_at)]}
        )
        n_seen += 1
    return n_seen
