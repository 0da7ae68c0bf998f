"""Whether a mail may still leave, however long it has waited."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from recruitment.apps import WRITING
from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.mail.kinds import KINDS, register
from recruitment.mail.texts import composed, may_be_sent
from recruitment.models import LabSession, OutgoingMail, SignUp
from recruitment.seats.planning import call_off
from recruitment.seats.sign_ups import cancel, sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(session, invited) -> SignUp:
    return sign_up(person=invited(), session=session())


def may_still_leave(place: SignUp, template: str) -> bool:
    place.person.refresh_from_db()
    mail = OutgoingMail(template=template, person=place.person, context={"session": place.session_id})
    return may_be_sent(mail)


def _called_off(place: SignUp) -> None:
    call_off(session=place.session)


def _cancelled(place: SignUp) -> None:
    cancel(person=place.person, session=place.session)


def _withdrawn(place: SignUp) -> None:
    withdraw_pool_consent(person=place.person)


def _begun(place: SignUp) -> None:
    now = timezone.now()
    LabSession.objects.update(starts_at=now, ends_at=now + timedelta(hours=2), sign_up_closes_at=now, cancel_until=now)


@pytest.mark.parametrize("template", ["signed_up", "moved_up", "reminder"])
@pytest.mark.parametrize("change", [_called_off, _cancelled, _withdrawn, _begun])
def test_what_a_mail_says_of_a_seat_must_still_hold(place, template, change):
    before = may_still_leave(place, template)
    change(place)

    assert (before, may_still_leave(place, template)) == (True, False)


@pytest.mark.parametrize("template", ["signed_up", "invitation"])
def test_mails_say_that_a_session_is_online(place, template):
    LabSession.objects.update(room=None)
    context = {"session": place.session_id, "study": place.session.study_id}
    mail = OutgoingMail(template=template, person=place.person, context=context, pk=1, queued_at=timezone.now())

    assert "online" in composed(mail).body


def test_who_has_withdrawn_hears_no_more_of_sessions_and_still_gets_a_link(place):
    _withdrawn(place)

    assert {name: may_still_leave(place, name) for name in ("called_off", "log_in", "receipt")} == {
        "called_off": False,
        "log_in": True,
        "receipt": True,
    }


def test_who_was_told_to_have_cancelled_and_came_back_is_not_told_late(place):
    _cancelled(place)
    before = may_still_leave(place, "cancelled")
    SignUp.objects.update(state="signed_up")

    assert (before, may_still_leave(place, "cancelled")) == (True, False)


def test_each_mail_has_a_template_and_one_subject_that_writes_it():
    office = Path(__file__).resolve().parents[3] / "recruitment"
    templates = {file.stem for file in office.glob("templates/recruitment/mail/[a-z]*.txt")}

    assert set(KINDS) == templates
    assert set(WRITING) == {file.parent.name for file in office.glob("*/mails.py")}


def test_two_subjects_cannot_write_the_same_mail():
    with pytest.raises(ValueError, match="two subjects have an e-mail reminder"):
        register({"reminder": KINDS["reminder"]})
