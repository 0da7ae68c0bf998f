"""Links that log a person in: mailed, short-lived, spent by the first use. They also confirm the address."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from recruitment.mail.outgoing import queue_for_nobody, queue_mail
from recruitment.models import OutgoingMail, Person, User
from recruitment.people import erased_addresses
from recruitment.people.link_tokens import LIFETIMES, user_of

# Stands for anyone who is not known; there is no row 0.
NOBODY = Person(pk=0)


@transaction.atomic
def request_log_in(*, address: str) -> None:
    """Mail a link if the address is known. The caller learns nothing, nor does a clock.

    So every address makes the same queries: an unknown one, one that has just asked, one that never logged in.
    """
    person = Person.objects.with_email(address).first()
    is_new = has_only_registered(person or NOBODY)
    template = "confirm_email" if is_new else "log_in"
    waiting = _waiting(person or NOBODY, template)
    if person is None or waiting is not None:
        queue_for_nobody(template=template)
    else:
        _queue(person, template)


@transaction.atomic
def send_link(*, person: Person, template: str) -> OutgoingMail:
    """Queue an e-mail with a link; the link, and an account where there is none, are made when it is sent."""
    if template not in LIFETIMES:
        raise ValueError(f"template must be one of {', '.join(LIFETIMES)}, not {template!r}")
    return _waiting(person, template) or _queue(person, template)


def _waiting(person: Person, template: str) -> OutgoingMail | None:
    # Its link is made when it is sent, so it serves a second click, too.
    mails = OutgoingMail.objects.filter(person_id=person.pk, template=template)
    return mails.filter(state=OutgoingMail.State.QUEUED, attempts=0).first()


def _queue(person: Person, template: str) -> OutgoingMail:
    return queue_mail(template=template, person=person, key=f"link:{person.pk}:{secrets.token_hex(8)}")


def has_only_registered(person: Person) -> bool:
    """Return whether the person came by the form and has not confirmed the address; staff import people, too."""
    was_asked = OutgoingMail.objects.filter(person_id=person.pk, template="confirm_email").exists()
    return was_asked and person.status == Person.Status.INVITED and person.email_confirmed_at is None


@transaction.atomic
def spend_link(*, token: str) -> Person | None:
    """Return the person whom the link lets in and confirm the address; None if it is spent, old or not ours."""
    user = user_of(token)
    if user is None:
        return None
    # Of two clicks at once only one finds the account as it was when the link was checked.
    is_first = User.objects.filter(pk=user.pk, last_login=user.last_login).update(last_login=timezone.now())
    if not is_first:
        return None
    person = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(user=user)
    _confirm_address(person)
    return person


def _confirm_address(person: Person) -> None:
    if person.email_confirmed_at is None or person.bounced_at is not None:
        person.email_confirmed_at = timezone.now()
    person.bounced_at = None  # an e-mail has just arrived
    if person.status == Person.Status.INVITED:
        person.status = Person.Status.ACTIVE
    person.save(update_fields=["email_confirmed_at", "bounced_at", "status"])
    if person.email:
        erased_addresses.forget(person.email)
