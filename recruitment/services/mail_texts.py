"""What the office writes: each kind of mail has a template whose first line is the subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from recruitment.models import LabSession, OutgoingMail, Payment, Person, SignUp, Study, User
from recruitment.models.people import TIME_TO_OBJECT
from recruitment.models.sessions import LabSessionQuerySet
from recruitment.services import calendar_files, link_tokens


def _session(mail: OutgoingMail) -> dict[str, Any]:
    session = LabSession.objects.select_related("study", "room").get(pk=mail.context["session"])
    return {"session": session}


def _invitation(mail: OutgoingMail) -> dict[str, Any]:
    study = Study.objects.get(pk=mail.context["study"])
    return {"study": study, "sessions": _open_sessions(mail).select_related("room")}


def _open_sessions(mail: OutgoingMail) -> LabSessionQuerySet:
    sessions = LabSession.objects.open_for_sign_up().filter(study=mail.context["study"])
    return sessions.filter(pk=mail.context["session"]) if mail.context["session"] else sessions


def _is_worth_inviting(mail: OutgoingMail) -> bool:
    # A round is spread over hours: sign-up may have closed meanwhile, or the person may have signed up already.
    taken = SignUp.objects.filter(person=mail.person_id, session__study=mail.context["study"])
    return _open_sessions(mail).exists() and not taken.holding_a_seat().exists()


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
    # A later wish has a mail of its own, or none where its address belongs to somebody.
    asked_at = mail.person.new_email_asked_at
    return asked_at is not None and mail.context["asked_at"] == asked_at.isoformat()


def _erasure(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "n_years": settings.OFFICE_RETENTION_YEARS,
        "n_days": TIME_TO_OBJECT.days,
        "log_in_url": settings.OFFICE_URL + reverse("log_in"),
    }


def _staff_account(mail: OutgoingMail) -> dict[str, Any]:
    user = User.objects.get(pk=mail.context["user"])
    n_days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    return {"username": user.username, "link": link_tokens.password_link(user), "n_days": n_days}


def _called_off(mail: OutgoingMail) -> dict[str, Any]:
    found = _session(mail)
    came = found["session"].sign_ups.filter(person=mail.person, state=SignUp.State.TURNED_AWAY)
    return {**found, "has_come": came.exists()}


def _session_file(mail: OutgoingMail) -> list[tuple[str, bytes, str]]:
    session = _session(mail)["session"]
    return [(calendar_files.FILE_NAME, calendar_files.calendar_file(session), calendar_files.CONTENT_TYPE)]


def _nothing(_: OutgoingMail) -> list[tuple[str, bytes, str]]:
    return []


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
    # Where it goes, if not to the address of its person.
    to: Callable[[Person], str | None] = lambda person: person.email
    # Whether what it says still holds; it may have waited.
    still_holds: Callable[[OutgoingMail], bool] = lambda _mail: True
    # Name, content and type of each file that comes with it.
    files: Callable[[OutgoingMail], list[tuple[str, bytes, str]]] = _nothing


KINDS: dict[str, MailKind] = {
    "signed_up": MailKind(context=_session, files=_session_file),
    "waiting": MailKind(context=_session),
    "moved_up": MailKind(context=_session, files=_session_file),
    "cancelled": MailKind(context=_session),
    "receipt": MailKind(context=_payment),
    "called_off": MailKind(context=_called_off),
    "invitation": MailKind(needs_consent=True, context=_invitation, still_holds=_is_worth_inviting),
    "erasure_announced": MailKind(
        context=_erasure, still_holds=lambda mail: mail.person.erasure_announced_at is not None
    ),
    "address_change_asked": MailKind(ignores_bounces=True),
    "confirm_new_address": MailKind(
        context=_new_address,
        ignores_bounces=True,
        to=lambda person: person.new_email,
        still_holds=_is_the_wish,
    ),
    "too_few": MailKind(context=_session),
    "reminder": MailKind(context=_session, files=_session_file),
    "staff_account": MailKind(context=_staff_account),
    "log_in": MailKind(context=_link, ignores_bounces=True),
    "already_registered": MailKind(context=_link, ignores_bounces=True),
    "confirm_email": MailKind(context=_link, ignores_bounces=True),
}


def may_be_sent(mail: OutgoingMail) -> bool:
    """Return whether the mail may still go to its person."""
    person = mail.person
    kind = KINDS[mail.template]
    if not kind.still_holds(mail):
        return False
    if person is None:
        return True
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
                "calendar_url": settings.OFFICE_URL + reverse("calendar"),
                "office_contact": settings.OFFICE_CONTACT,
                "office_time_zone": settings.TIME_ZONE,
                **KINDS[mail.template].context(mail),
            },
        )
        files = KINDS[mail.template].files(mail)
    subject, _, body = text.strip().partition("\n")
    return EmailMessage(
        subject=subject.removeprefix("Subject:").strip(),
        body=body.strip() + "\n",
        attachments=files,
        to=[mail.address or (KINDS[mail.template].to(person) if person else "")],
        # The same mail keeps its name, whatever way it takes.
        headers={"Message-ID": f"<{mail.pk}.{mail.queued_at:%Y%m%d%H%M%S%f}@{_domain()}>"},
    )


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
