"""What the office writes: each kind of mail has a template whose first line is the subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from recruitment.models import LabSession, OutgoingMail, Payment, Person


def _session(mail: OutgoingMail) -> dict[str, Any]:
    session = LabSession.objects.select_related("study", "room").get(pk=mail.context["session"])
    return {"session": session}


def _plain(mail: OutgoingMail) -> dict[str, Any]:
    return mail.context


def _payment(mail: OutgoingMail) -> dict[str, Any]:
    payment = Payment.objects.select_related("entitlement__sign_up__session__study", "batch").get(
        pk=mail.context["payment"]
    )
    return {"payment": payment, "session": payment.entitlement.sign_up.session}


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail; `context` makes what its template needs from the plain values in the queue."""

    # Mails that ask for something go only to people who are in the pool now.
    needs_consent: bool = False
    # Mails that a person has just asked for go to an address that once bounced, too.
    ignores_bounces: bool = False
    context: Callable[[OutgoingMail], Mapping[str, Any]] = _plain


KINDS: dict[str, MailKind] = {
    "signed_up": MailKind(context=_session),
    "waiting": MailKind(context=_session),
    "moved_up": MailKind(context=_session),
    "cancelled": MailKind(context=_session),
    "receipt": MailKind(context=_payment),
}


def may_be_sent(mail: OutgoingMail) -> bool:
    """Return whether the mail may still go to its person."""
    person = mail.person
    if person is None:
        return True
    kind = KINDS[mail.template]
    if person.email is None or (person.bounced_at is not None and not kind.ignores_bounces):
        return False
    return not kind.needs_consent or Person.objects.may_be_invited().filter(pk=person.pk).exists()


def composed(mail: OutgoingMail) -> EmailMessage:
    """Return the mail as it is sent now, in the language of its reader."""
    person = mail.person
    language = mail.language or (person.language if person else settings.LANGUAGE_CODE)
    with translation.override(language):
        text = render_to_string(
            f"recruitment/mail/{mail.template}.txt",
            {
                "person": person,
                "office_name": settings.OFFICE_NAME,
                "office_url": settings.OFFICE_URL,
                "office_time_zone": settings.TIME_ZONE,
                **KINDS[mail.template].context(mail),
            },
        )
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.removeprefix("Subject:").strip(),
        body=body.strip() + "\n",
        to=[mail.address or (person.email if person else "")],
        # The same mail keeps its name, whatever way it takes.
        headers={"Message-ID": f"<{mail.pk}.{mail.queued_at:%Y%m%d%H%M%S%f}@{_domain()}>"},
    )


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
