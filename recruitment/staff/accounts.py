"""Accounts of staff: made by an administrator; the password is chosen by the holder of the link."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user

from recruitment.data_rights.access_log import record_password
from recruitment.mail.outgoing import queue_mail
from recruitment.models import User


@transaction.atomic
def save_account(*, user: User, role: str) -> User:
    """Save an account with this one role; a new one has no password yet."""
    if user.pk is None:
        user.set_unusable_password()
    user.is_staff, user.is_superuser = True, False
    user.save()
    user.groups.set([Group.objects.get(name=role)])
    return user


@transaction.atomic
def begin_anew(*, user: User) -> None:
    """Forget password and second factor. The holder of the next link chooses both, also after a phone was lost."""
    for device in list(devices_for_user(user, confirmed=None)):
        device.delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record_password(user=user, what="password and second factor forgotten")


def send_link(*, user: User) -> None:
    """Mail the link with which the password is chosen."""
    key = f"staff-account:{user.pk}:{timezone.now().isoformat()}"
    queue_mail(template="staff_account", address=user.email, key=key, context={"user": user.pk})
