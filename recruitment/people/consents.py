"""Agreeing to be in the pool."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.models import Person, PoolConsent, PoolConsentText
from recruitment.refused import Refused


def current_text(language: str) -> PoolConsentText:
    """Return the newest published text in this language, in English where there is none."""
    published = PoolConsentText.objects.filter(published_at__lte=timezone.now()).order_by("-published_at")
    text = published.filter(language=language).first() or published.filter(language="en").first()
    if text is None:
        raise Refused(_("This office has not published its consent text yet. Please come back later."))
    return text


def text_hash(text: PoolConsentText) -> str:
    return hashlib.sha256(text.text.encode()).hexdigest()


@transaction.atomic
def give_pool_consent(*, person: Person, text: PoolConsentText) -> PoolConsent:
    """Record that the person agreed to this text now; an earlier consent ends."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.status == Person.Status.ERASED:
        raise Refused(_("These data were erased. Please register again."))
    end_consents(locked)
    if locked.status == Person.Status.WITHDRAWN:
        locked.status = Person.Status.ACTIVE if locked.email_confirmed_at else Person.Status.INVITED
    # Anyone who wants to stay withdraws the request to be erased.
    locked.erasure_wished_at = None
    locked.save(update_fields=["status", "erasure_wished_at"])
    return PoolConsent.objects.create(
        person=locked, version=text.version, text_hash=text_hash(text), given_at=timezone.now()
    )


def end_consents(person: Person) -> None:
    """Record that what the person has agreed to holds no more."""
    for consent in person.consents.filter(withdrawn_at=None):  # saved, so that it is logged
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
