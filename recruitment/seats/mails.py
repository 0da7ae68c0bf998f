"""Mails about sessions and seats."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from recruitment.mail.kinds import MailKind
from recruitment.models import LabSession, OutgoingMail, SignUp
from recruitment.people import link_tokens
from recruitment.seats import calendar_files
from recruitment.seats.models import SignUpQuerySet


def _session(mail: OutgoingMail) -> dict[str, Any]:
    session = LabSession.objects.select_related("study", "room").get(pk=mail.context["session"])
    return {"session": session}


def _own_session(mail: OutgoingMail) -> dict[str, Any]:
    return {**_session(mail), "calendar_url": link_tokens.calendar_address(mail.person)}


def _called_off(mail: OutgoingMail) -> dict[str, Any]:
    found = _session(mail)
    came = found["session"].sign_ups.filter(person=mail.person, state=SignUp.State.TURNED_AWAY)
    return {**found, "has_come": came.exists()}


def _session_file(mail: OutgoingMail) -> list[tuple[str, bytes, str]]:
    session = _session(mail)["session"]
    return [(calendar_files.FILE_NAME, calendar_files.calendar_file(session), calendar_files.CONTENT_TYPE)]


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
    sign_up = _places(mail).waiting().select_related("session__study").first()
    return sign_up is not None and sign_up.session.takes_sign_ups and sign_up.may_take_a_seat


def _is_given_up(mail: OutgoingMail) -> bool:
    # People who have come back since have an e-mail that says so.
    return _places(mail).filter(state=SignUp.State.CANCELLED).exists()


KINDS = {
    "signed_up": MailKind(context=_own_session, files=_session_file, still_holds=_has_a_seat_to_come_to),
    "waiting": MailKind(context=_own_session, still_holds=_waits),
    "moved_up": MailKind(context=_own_session, files=_session_file, still_holds=_has_a_seat_to_come_to),
    "seat_free": MailKind(needs_consent=True, context=_own_session, still_holds=_may_take_a_seat),
    "cancelled": MailKind(context=_session, reaches_the_withdrawn=True, still_holds=_is_given_up),
    "called_off": MailKind(context=_called_off),
    "too_few": MailKind(context=_session),
    "reminder": MailKind(context=_own_session, files=_session_file, still_holds=_has_a_seat_to_come_to),
}
