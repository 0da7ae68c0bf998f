"""The mail that lets a member of staff choose a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from recruitment.mail.kinds import LINK_PRIORITY, MailKind
from recruitment.models import OutgoingMail, User
from recruitment.staff.password_links import password_link


def _staff_account(mail: OutgoingMail) -> dict[str, Any]:
    user = User.objects.get(pk=mail.context["user"])
    n_days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    return {"username": user.username, "link": password_link(user), "n_days": n_days}


KINDS = {"staff_account": MailKind(context=_staff_account, priority=LINK_PRIORITY)}
