"""An administrator does for a person what the person cannot do alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from recruitment.models import OutgoingMail, Person, SignUp
from recruitment.seats.sign_ups import sign_up
from tests.recruitment.history import past_session, sat_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin(person) -> Person:
    """Somebody of Prolific, who has no page to log in to."""
    return person("lin", email=None, channel="prolific", channel_id="5f0c")


def address_of(person: Person, what: str = "") -> str:
    return f"/staff/people/{person.public_id}/{what}"


def test_who_is_known_by_a_channel_is_found_by_the_id_there(ada, lin, logged_in):
    client = logged_in(ada)

    assert address_of(lin) in client.get("/staff/people/?q=5f0c").content.decode()
    assert "5f0c" in client.get(address_of(lin)).content.decode()


def test_a_consent_is_taken_back(ada, lin, logged_in):
    logged_in(ada).post(address_of(lin, "withdraw/"))

    lin.refresh_from_db()
    assert (lin.status, lin.consents.filter(withdrawn_at=None).count()) == ("withdrawn", 0)


def test_a_person_is_erased_after_having_been_shown_what_that_means(ada, lin, logged_in):
    client = logged_in(ada)
    page = client.get(address_of(lin, "erase/")).content.decode()
    assert "What is kept" in page

    answer = client.post(address_of(lin, "erase/"), follow=True)

    lin.refresh_from_db()
    assert lin.status == Person.Status.ERASED
    # Nothing more can be done for whom nobody knows any more.
    assert address_of(lin, "erase/") not in answer.content.decode()


def test_nobody_is_erased_who_is_owed_money_and_staff_read_what(ada, owed, logged_in):
    someone = owed("12.34").sign_up.person

    page = logged_in(ada).post(address_of(someone, "erase/"), follow=True).content.decode()

    assert "EUR 12.34 is owed" in page
    assert Person.objects.get(pk=someone.pk).status == Person.Status.ACTIVE


def test_a_place_is_cancelled_after_the_deadline_and_counts_as_no_absence(ada, invited, session, logged_in):
    rosa, lab = invited("rosa"), session(starts_at=timezone.now() + timedelta(hours=2))
    place = sign_up(person=rosa, session=lab)
    assert not place.can_be_cancelled

    page = logged_in(ada).get(address_of(rosa)).content.decode()
    assert address_of(rosa, f"places/{place.pk}/") in page
    logged_in(ada).post(address_of(rosa, f"places/{place.pk}/"))

    place.refresh_from_db()
    lab.refresh_from_db()
    assert (place.state, lab.seats_taken) == (SignUp.State.CANCELLED, 0)
    assert OutgoingMail.objects.filter(person=rosa, template="cancelled").count() == 1


@pytest.mark.parametrize("state", ["present", "no_show"])
def test_what_has_happened_is_not_cancelled(ada, invited, session, logged_in, state):
    place = SignUp.objects.create(person=invited("rosa"), session=session(), state=state)

    page = logged_in(ada).post(address_of(place.person, f"places/{place.pk}/"), follow=True).content.decode()

    assert "There is nothing to cancel" in page
    place.refresh_from_db()
    assert place.state == state


def test_a_place_in_a_session_that_is_over_is_not_cancelled(ada, invited, study, logged_in):
    place = sat_in(invited("rosa"), past_session(study, status="open"), "signed_up")

    page = logged_in(ada).post(address_of(place.person, f"places/{place.pk}/"), follow=True).content.decode()

    assert "There is nothing to cancel" in page
    assert address_of(place.person, f"places/{place.pk}/") not in page


def test_the_place_of_somebody_else_is_not_found(ada, invited, session, lin, logged_in):
    place = sign_up(person=invited("rosa"), session=session())

    assert logged_in(ada).post(address_of(lin, f"places/{place.pk}/")).status_code == 404


def test_the_data_are_downloaded_and_the_log_says_so(ada, lin, logged_in):
    answer = logged_in(ada).get(address_of(lin, "data.json"))

    assert answer.json()["person"]["channel_id"] == "5f0c"
    readings = LogEntry.objects.get_for_object(lin).filter(action=LogEntry.Action.ACCESS)
    assert [(each.actor, each.additional_data["purpose"]) for each in readings] == [(ada, "download for the person")]


def test_an_auditor_reads_and_is_offered_nothing(aud, lin, logged_in):
    page = logged_in(aud).get(address_of(lin)).content.decode()

    assert address_of(lin, "erase/") not in page
