"""What a person may sign up for, as the calendar shows it: never more than the service would allow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.models import Invitation, LabSession, Person, SignUp
from recruitment.seats.open_sessions import open_sessions_for
from recruitment.seats.sign_ups import cancel, sign_up

pytestmark = pytest.mark.django_db


def test_an_invited_person_is_offered_the_open_sessions_of_the_study(session, invited):
    later, sooner = session(starts_at=timezone.now() + timedelta(days=9)), session()
    session(status=LabSession.Status.PLANNED)

    assert list(open_sessions_for(invited())) == [sooner, later]


def test_an_invitation_to_one_session_is_to_that_one_only(session, person, study):
    lab, _ = session(), session()
    rosa = person()
    Invitation.objects.create(study=study, session=lab, person=rosa)

    assert list(open_sessions_for(rosa)) == [lab]


def test_who_is_not_invited_is_offered_nothing(session, person, invited):
    session()
    invited("omar")

    assert list(open_sessions_for(person("rosa"))) == []


@pytest.mark.parametrize("status", [Person.Status.PAUSED, Person.Status.WITHDRAWN, Person.Status.INVITED])
def test_who_is_not_in_the_pool_is_offered_nothing(session, invited, status):
    session()

    assert list(open_sessions_for(invited(status=status))) == []


def test_a_study_is_offered_again_only_to_who_cancelled(session, invited):
    lab, other = session(), session(starts_at=timezone.now() + timedelta(days=9))
    rosa = invited()

    sign_up(person=rosa, session=lab)
    with_seat = list(open_sessions_for(rosa))
    cancel(person=rosa, session=lab)
    cancelled = list(open_sessions_for(rosa))
    SignUp.objects.update(state=SignUp.State.PRESENT)

    assert (with_seat, cancelled, list(open_sessions_for(rosa))) == ([], [lab, other], [])


def test_offers_say_how_many_wait(session, invited):
    lab = session(seats=1)
    for name in ("omar", "lin", "mei"):
        sign_up(person=invited(name), session=lab)

    offer = open_sessions_for(invited("rosa")).get()
    assert (offer.n_waiting, offer.n_free) == (2, 0)
