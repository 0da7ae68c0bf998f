"""What is in a link that logs a person in, and whose it is."""

from __future__ import annotations

from datetime import timedelta

import sesame.utils
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import salted_hmac
from sesame.backends import ModelBackend

from recruitment.models import Person, User

# Which mail brings the link, and for how long it is valid. Anyone who registers may read mail tomorrow.
LIFETIMES = {
    "log_in": timedelta(minutes=30),
    "already_registered": timedelta(minutes=30),
    "confirm_email": timedelta(days=7),
}
MARK_LENGTH = 16
NEW_ADDRESS_LIFETIME = timedelta(days=2)


def account_of(person: Person) -> User:
    """Return the person's account, made at the first call; it says nothing about who that is."""
    if person.user is None:
        person.user, is_new = User.objects.get_or_create(username=person.public_id)
        if is_new:
            person.user.set_unusable_password()
            person.user.save(update_fields=["password"])
        person.save(update_fields=["user"])
    return person.user


def link_address(person: Person, template: str) -> str:
    """Return the link for an e-mail of this kind, valid from now."""
    token = sesame.utils.get_token(account_of(person), scope=template)
    return f"{settings.OFFICE_URL}{reverse('enter')}?link={token}"


def mark_of(person: Person) -> str:
    """Return what tells in a link whom it was mailed to. It lets nobody in, and tells nobody else who that is."""
    return salted_hmac("recruitment.mailed_to", person.public_id).hexdigest()[:MARK_LENGTH]


def calendar_address(person: Person) -> str:
    """Return the address of the calendar, for an e-mail to this person."""
    # At a computer that several share, the page tells whether it shows the reader's own sessions.
    return f"{settings.OFFICE_URL}{reverse('calendar')}?for={mark_of(person)}"


def user_of(token: str) -> User | None:
    """Return the account that an unspent link belongs to."""
    for template, lifetime in LIFETIMES.items():
        # Not by way of Django's authenticate(): a link of another kind must not count as a wrong password.
        user = ModelBackend().authenticate(None, token, scope=template, max_age=lifetime)
        # Staff come in by password and second factor only.
        if user is not None and not user.is_staff and Person.objects.filter(user=user).exists():
            return user
    return None


def end_links(person: Person) -> None:
    """Spend all links that were mailed to the person, and end the log-ins that came of them."""
    user = account_of(person)
    user.set_unusable_password()
    user.save(update_fields=["password"])


def new_address_link(person: Person) -> str:
    """Return the link for the mail to a new address, valid from now. It holds no address."""
    token = _new_address_signer(person.new_email).sign(person.public_id)
    return f"{settings.OFFICE_URL}{reverse('confirm_address')}?link={token}"


def owner_of_new_address(token: str) -> Person | None:
    """Return whose new address the link confirms; None if it is spent, old, replaced or made up."""
    person = Person.objects.filter(public_id=token.partition(":")[0]).exclude(new_email="").first()
    if person is None:
        return None
    try:
        _new_address_signer(person.new_email).unsign(token, max_age=NEW_ADDRESS_LIFETIME)
    except BadSignature:
        return None
    return person


def _new_address_signer(address: str) -> TimestampSigner:
    return TimestampSigner(salt=f"recruitment.new_address.{address}")
