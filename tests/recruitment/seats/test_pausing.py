"""A rest from invitations."""

from __future__ import annotations

import pytest

from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import Person
from recruitment.people.pausing import pause, resume
from recruitment.refused import Refused
from recruitment.seats.sign_ups import sign_up

pytestmark = pytest.mark.django_db


def test_who_pauses_is_not_invited_and_keeps_seats(session, invited):
    rosa = invited()
    place = sign_up(person=rosa, session=session())

    pause(person=rosa)

    place.refresh_from_db()
    assert not Person.objects.may_be_invited().exists()
    assert place.state == "signed_up"


def test_pausing_and_coming_back_may_be_clicked_twice(person):
    rosa = person()

    assert [pause(person=rosa).status, pause(person=rosa).status] == ["paused", "paused"]
    assert [resume(person=rosa).status, resume(person=rosa).status] == ["active", "active"]


@pytest.mark.parametrize("move", [pause, resume])
def test_who_has_left_the_pool_does_not_come_back_by_the_side_door(person, move):
    rosa = person()
    withdraw_pool_consent(person=rosa)

    with pytest.raises(Refused, match="not in the pool"):
        move(person=rosa)
