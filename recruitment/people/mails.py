"""Mails with links that log people in, and about their addresses."""

from __future__ import annotations

from typing import Any

from recruitment.mail.kinds import LINK_PRIORITY, MailKind
from recruitment.models import OutgoingMail
from recruitment.people import link_tokens


def _link(mail: OutgoingMail) -> dict[str, Any]:
    lifetime = link_tokens.LIFETIMES[mail.template]
    return {
        "link": link_tokens.link_address(mail.person, mail.template),
        "n_minutes": int(lifetime.total_seconds() / 60),
        "n_days": lifetime.days,
    }


def _new_address(mail: OutgoingMail) -> dict[str, Any]:
    return {"link": link_tokens.new_address_link(mail.person), "n_days": link_tokens.NEW_ADDRESS_LIFETIME.days}


def _is_the_wish(mail: OutgoingMail) -> bool:
    # A later request has an e-mail of its own, or none where its address belongs to somebody.
    asked_at = mail.person.new_email_asked_at
    return asked_at is not None and mail.context["asked_at"] == asked_at.isoformat()


# An e-mail with a link that logs its person in.
AS_A_LINK = MailKind(context=_link, priority=LINK_PRIORITY, ignores_bounces=True, reaches_the_withdrawn=True)

KINDS = {
    "log_in": AS_A_LINK,
    "already_registered": AS_A_LINK,
    "confirm_email": AS_A_LINK,
    "address_change_asked": MailKind(ignores_bounces=True, reaches_the_withdrawn=True),
    "confirm_new_address": MailKind(
        context=_new_address,
        priority=LINK_PRIORITY,
        ignores_bounces=True,
        reaches_the_withdrawn=True,
        to=lambda person: person.new_email,
        still_holds=_is_the_wish,
    ),
}
