"""What the office writes: each kind of mail has a template whose first line is the subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from recruitment.data_rights.models import TIME_TO_OBJECT
from recruitment.models import Invitation, LabSession, OutgoingMail, Payment, Person, SignUp, Study, User
from recruitment.people import link_tokens
from recruitment.seats import calendar_files
from recruitment.seats.models import LabSessionQuerySet, SignUpQuerySet


def _session(mail: OutgoingMail) -> dict[str, Any]:
    session = LabSession.objects.select_related("study", "room").get(pk=mail.context["session"])
    return {"session": session}


def _invitation(mail: OutgoingMail) -> dict[str, Any]:
    study = Study.objects.get(pk=mail.context["study"])
    return {"study": study, "sessions": _open_sessions(mail).select_related("room")}


def _open_sessions(mail: OutgoingMail) -> LabSessionQuerySet:
    sessions = LabSession.objects.open_for_sign_up().filter(study=mail.context["study"])
    return sessions.filter(pk=mail.context["session"]) if mail.context["session"] else sessions


def _places(mail: OutgoingMail) -> SignUpQuerySet:
    return SignUp.objects.filter(person=mail.person_id, session=mail.context["session"])


def _has_a_seat_to_come_to(mail: OutgoingMail) -> bool:
    # It may have been given back, or the session called off, while the mail waited for another try.
    takes_place = [LabSession.Status.OPEN, LabSession.Status.CLOSED, LabSession.Status.RUNNING]
    return (
        _places(mail)
        .filter(state=SignUp.State.SIGNED_UP, session__status__in=takes_place, session__starts_at__gt=timezone.now())
        .exists()
    )


def _waits(mail: OutgoingMail) -> bool:
    return _places(mail).waiting().keeping_a_time_free().exists()


def _may_take_a_seat(mail: OutgoingMail) -> bool:
    place = _places(mail).waiting().select_related("session__study").first()
    return place is not None and place.session.takes_sign_ups and place.may_take_a_seat


def _is_given_up(mail: OutgoingMail) -> bool:
    # Who has come back since has a mail that says so.
    return _places(mail).filter(state=SignUp.State.CANCELLED).exists()


def _is_worth_inviting(mail: OutgoingMail) -> bool:
    # A round is spread over hours: sign-up may have closed meanwhile, or the person may have signed up already.
    taken = SignUp.objects.counting_for_a_study().filter(person=mail.person_id, session__study=mail.context["study"])
    # A later round may have invited the person anew, after this mail had failed.
    is_the_invitation = Invitation.objects.filter(mail=mail).exists()
    return is_the_invitation and _open_sessions(mail).exists() and not taken.exists()


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
    session = payment.entitlement.sign_up.session
    return {"payment": payment, "session": session, "history_url": settings.OFFICE_URL + reverse("history")}


def _counts(mail: OutgoingMail) -> bool:
    # It may have been voided while its receipt waited.
    return not Payment.objects.exclude(voided_at=None).filter(pk=mail.context.get("payment")).exists()


def _was_told_of(mail: OutgoingMail) -> bool:
    receipts = OutgoingMail.objects.filter(template="receipt", context__payment=mail.context["payment"])
    return receipts.exclude(state=OutgoingMail.State.WITHHELD).exists()


LINK_PRIORITY, SEAT_PRIORITY, ROUND_PRIORITY = 50, 20, 0


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail; `context` makes what its template needs from the plain values in the queue."""

    # Mails that ask for something go only to people who are in the pool now.
    needs_consent: bool = False
    # After taking the consent back a person gets only what answers an own act, and what the accounts and the law want.
    reaches_the_withdrawn: bool = False
    # Mails that a person has just asked for go to an address that once bounced, too.
    ignores_bounces: bool = False
    context: Callable[[OutgoingMail], Mapping[str, Any]] = _plain
    # Where it goes, if not to the address of its person.
    to: Callable[[Person], str | None] = lambda person: person.email
    # Among mails that may leave now the highest goes first: somebody sits before the screen and waits for a link.
    priority: int = SEAT_PRIORITY
    # Whether what it says still holds; it may have waited.
    still_holds: Callable[[OutgoingMail], bool] = lambda _mail: True
    # Name, content and type of each file that comes with it.
    files: Callable[[OutgoingMail], list[tuple[str, bytes, str]]] = _nothing


# A mail with a link that logs its person in.
AS_A_LINK: dict[str, Any] = {
    "context": _link,
    "priority": LINK_PRIORITY,
    "ignores_bounces": True,
    "reaches_the_withdrawn": True,
}
KINDS: dict[str, MailKind] = {
    "signed_up": MailKind(context=_session, files=_session_file, still_holds=_has_a_seat_to_come_to),
    "waiting": MailKind(context=_session, still_holds=_waits),
    "moved_up": MailKind(context=_session, files=_session_file, still_holds=_has_a_seat_to_come_to),
    "seat_free": MailKind(needs_consent=True, context=_session, still_holds=_may_take_a_seat),
    "cancelled": MailKind(context=_session, reaches_the_withdrawn=True, still_holds=_is_given_up),
    "receipt": MailKind(context=_payment, reaches_the_withdrawn=True, still_holds=_counts),
    "payment_void": MailKind(context=_payment, reaches_the_withdrawn=True, still_holds=_was_told_of),
    "called_off": MailKind(context=_called_off),
    "invitation": MailKind(
        needs_consent=True, priority=ROUND_PRIORITY, context=_invitation, still_holds=_is_worth_inviting
    ),
    "erasure_announced": MailKind(
        context=_erasure,
        priority=ROUND_PRIORITY,
        reaches_the_withdrawn=True,
        still_holds=lambda mail: mail.person.erasure_announced_at is not None,
    ),
    "address_change_asked": MailKind(ignores_bounces=True, reaches_the_withdrawn=True),
    "confirm_new_address": MailKind(
        context=_new_address,
        priority=LINK_PRIORITY,
        ignores_bounces=True,
        reaches_the_withdrawn=True,
        to=lambda person: person.new_email,
        still_holds=_is_the_wish,
    ),
    "too_few": MailKind(context=_session),
    "reminder": MailKind(context=_session, files=_session_file, still_holds=_has_a_seat_to_come_to),
    "staff_account": MailKind(context=_staff_account, priority=LINK_PRIORITY),
    "log_in": MailKind(**AS_A_LINK),
    "already_registered": MailKind(**AS_A_LINK),
    "confirm_email": MailKind(**AS_A_LINK),
}


def may_be_sent(mail: OutgoingMail) -> bool:
    """Return whether the mail may still go to its person."""
    person = mail.person
    kind = KINDS[mail.template]
    # First, since erasing a person empties what their mails would say, too.
    if person is not None and person.email is None:
        return False
    if not kind.still_holds(mail):
        return False
    if person is None:
        return True
    if person.bounced_at is not None and not kind.ignores_bounces:
        return False
    if person.status == Person.Status.WITHDRAWN and not kind.reaches_the_withdrawn:
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
                "calendar_url": _calendar_url(person),
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


def _calendar_url(person: Person | None) -> str:
    # At a computer that several share, the page tells whether it shows the reader's own sessions.
    address = settings.OFFICE_URL + reverse("calendar")
    return f"{address}?for={link_tokens.mark_of(person)}" if person else address


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
