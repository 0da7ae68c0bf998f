"""Mails that invite to a study."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from recruitment.mail.kinds import ROUND_PRIORITY, MailKind
from recruitment.models import Invitation, LabSession, OutgoingMail, SignUp, Study
from recruitment.people import link_tokens
from recruitment.studies.audiences import not_invited_too_often


def _invitation(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "study": Study.objects.get(pk=mail.context["study"]),
        "sessions": _open_sessions(mail).select_related("room"),
        "calendar_url": link_tokens.calendar_address(mail.person),
    }


def _open_sessions(mail: OutgoingMail) -> QuerySet[LabSession]:
    sessions = LabSession.objects.open_for_sign_up().filter(study=mail.context["study"])
    return sessions.filter(pk=mail.context["session"]) if mail.context["session"] else sessions


def _is_worth_inviting(mail: OutgoingMail) -> bool:
    # A round is spread over hours: sign-up may have closed meanwhile, or the person may have signed up already.
    taken = SignUp.objects.counting_for_a_study().filter(person=mail.person_id, session__study=mail.context["study"])
    # A later round may have invited the person anew, after this e-mail had failed.
    is_the_invitation = Invitation.objects.filter(mail=mail).exists()
    return is_the_invitation and _open_sessions(mail).exists() and not taken.exists()


KINDS = {
    "invitation": MailKind(
        needs_consent=True,
        priority=ROUND_PRIORITY,
        context=_invitation,
        still_holds=_is_worth_inviting,
        again_to=not_invited_too_often,
    ),
}
