"""What a provider reports about e-mails afterwards: dead addresses, and people who do not want our e-mails."""

from __future__ import annotations

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db.models import Q
from django.utils import timezone

from recruitment.mail.outgoing import mark_bounced
from recruitment.models import OutgoingMail, Person

# After a complaint, or an unsubscription at the provider, nothing would arrive either.
ENDS = {EventType.BOUNCED, EventType.COMPLAINED, EventType.UNSUBSCRIBED}
# Refused by the provider itself because of the address, not because of what the mail says.
DEAD = {RejectReason.BOUNCED, RejectReason.INVALID, RejectReason.SPAM, RejectReason.UNSUBSCRIBED}

log = logging.getLogger(__name__)


def hear(*, event: AnymailTrackingEvent, **_: Any) -> None:
    """Write no more to an address that is dead or complained; what may pass changes nothing."""
    if not _is_final(event):
        return
    if event.message_id:
        left = OutgoingMail.objects.filter(provider_id=event.message_id, state__in=["sent", "sending", "unknown"])
        left.update(state=OutgoingMail.State.FAILED, failed_at=timezone.now(), failure=event.event_type)
    # By address and not by e-mail: a person who has a new address is reached there.
    people = Person.objects.with_email(event.recipient or "").filter(bounced_at=None)
    if event.timestamp is not None:
        # Providers tell late, and twice; anyone who has confirmed the address since has it.
        people = people.filter(Q(email_confirmed_at=None) | Q(email_confirmed_at__lt=event.timestamp))
    for person in people:
        mark_bounced(person_id=person.pk)
        log.warning("a provider told of an address: %s", event.event_type)


def _is_final(event: AnymailTrackingEvent) -> bool:
    if event.event_type == EventType.REJECTED:
        return event.reject_reason in DEAD
    return event.event_type in ENDS and not _may_pass(event)


def _may_pass(event: AnymailTrackingEvent) -> bool:
    """Return whether the provider calls this a bounce for now; anymail calls it a bounce like any other."""
    reported = event.esp_event
    # Postmark says Type, Brevo and Mandrill event, MailerSend type; Amazon SES is repeated in the description.
    kinds = [reported.get(name) for name in ("Type", "event", "type")] if hasattr(reported, "get") else []
    words = [str(kind).lower() for kind in kinds]
    is_soft = any(word.endswith(("softbounce", "soft_bounce", "soft_bounced")) for word in words)
    return is_soft or (event.description or "").startswith(("Transient:", "Undetermined:"))
