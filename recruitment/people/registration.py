"""Coming into the pool: from the form to the confirmed address."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from recruitment.models import OutgoingMail, Person, PoolConsentText, ProfileField
from recruitment.people.consents import give_pool_consent
from recruitment.people.link_tokens import end_links
from recruitment.people.log_in_links import has_only_registered, send_link
from recruitment.people.models import normalised_email
from recruitment.people.profiles import Answer, save_profile

# Long enough for an e-mail that is read after the holidays; then a stranger's typing error is forgotten.
UNCONFIRMED_ARE_KEPT = timedelta(days=30)


@transaction.atomic
def register(
    *,
    email: str,
    names: Mapping[str, str],
    language: str,
    answers: Mapping[ProfileField, Answer],
    text: PoolConsentText,
) -> None:
    """Record who registers and send a link; people who are known already get a link and keep everything."""
    typed = {"columns": {**names, "language": language}, "answers": answers, "text": text}
    known = Person.objects.with_email(email).first()
    if known is not None and not has_only_registered(known):
        # As much work as for a new address, for nothing: anyone who asks about others must not read the clock.
        with transaction.atomic():
            _write_down(email=f"{secrets.token_hex(16)}@example.invalid", **typed)
            transaction.set_rollback(True)
        send_link(person=known, template="already_registered")
        return
    person = _write_down(email=email, **typed)
    send_link(person=person, template="confirm_email")


def _write_down(
    *, email: str, columns: Mapping[str, str], answers: Mapping[ProfileField, Answer], text: PoolConsentText
) -> Person:
    person, _is_new = Person.objects.get_or_create(email=normalised_email(email))
    # What the first mail confirms must not be what somebody else has typed since.
    end_links(person)
    save_profile(person=person, columns=columns, answers=answers)
    give_pool_consent(person=person, text=text)
    return person


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete those who registered and never confirmed their address; return how many there were."""
    long_ago = timezone.now() - UNCONFIRMED_ARE_KEPT
    # Anyone who asks again gets a link that is valid for days, and must find what it confirms.
    asked_lately = OutgoingMail.objects.filter(person=OuterRef("pk"), template="confirm_email", queued_at__gte=long_ago)
    waiting = Person.objects.filter(~Exists(asked_lately), status=Person.Status.INVITED, created_at__lt=long_ago)
    people = [person for person in waiting.select_related("user") if has_only_registered(person)]
    for person in people:  # one by one, so that each deletion is logged
        user = person.user
        person.delete()
        if user is not None:
            user.delete()
    return len(people)
