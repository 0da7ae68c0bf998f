"""What stands in a link that logs a person in, or lets staff choose a password, and whose it is."""

from __future__ import annotations

from datetime import timedelta

import sesame.utils
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from recruitment.models import Person, User

# Which mail brings the link, and for how long it is valid. Whoever registers may read mail tomorrow.
LIFETIMES = {
    "log_in": timedelta(minutes=30),
    "already_registered": timedelta(minutes=30),
    "confirm_email": timedelta(days=7),
}


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
    """Return the link for a mail of this kind, valid from now."""
    token = sesame.utils.get_token(account_of(person), scope=template)
    return f"{settings.OFFICE_URL}{reverse('enter')}?link={token}"


def user_of(token: str) -> User | None:
    """Return the account that an unspent link belongs to."""
    for template, lifetime in LIFETIMES.items():
        user = sesame.utils.get_user(token, scope=template, max_age=lifetime, update_last_login=False)
        # Staff come in by password and second factor only.
        if user is not None and not user.is_staff and Person.objects.filter(user=user).exists():
            return user
    return None


def password_link(staff: User) -> str:
    """Return a link that works until a password is chosen, at most for `PASSWORD_RESET_TIMEOUT`."""
    parts = [urlsafe_base64_encode(force_bytes(staff.pk)), default_token_generator.make_token(staff)]
    return settings.OFFICE_URL + reverse("staff_password", args=parts)
