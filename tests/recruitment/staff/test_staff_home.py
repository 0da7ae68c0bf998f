"""The overview: what an empty office needs first, and what waits for whom."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from recruitment.models import PoolConsentText, Room, SessionServer
from recruitment.money.batches import make_batch

pytestmark = pytest.mark.django_db

STEPS = {
    "room": reverse("new_part", args=["rooms"]),
    "server": reverse("new_part", args=["servers"]),
    "consent": reverse("new_part", args=["consents"]),
    "study": reverse("new_study"),
}


@pytest.fixture
def overview(logged_in):
    """Return ``overview(ada)``, the page as she sees it."""
    return lambda user: logged_in(user).get("/staff/").content.decode()


def offered(page: str) -> list[str]:
    """Return the first steps that the page offers, in its order."""
    found = {name: page.find(f'<li><a href="{address}"') for name, address in STEPS.items()}
    return sorted((name for name, place in found.items() if place >= 0), key=found.get)


def test_an_empty_office_says_what_comes_first(overview, ada, alice, aud, doris):
    assert offered(overview(ada)) == ["room", "server", "consent", "study"]
    assert offered(overview(alice)) == ["study"]
    assert offered(overview(aud)) == offered(overview(doris)) == []


def test_what_is_done_is_not_asked_for_again(overview, ada, study):
    Room.objects.create(name="Laboratory 1", seats=4)
    assert offered(overview(ada)) == ["server", "consent"]

    SessionServer.objects.create(name="A", url="http://localhost:1")
    PoolConsentText.objects.create(version="1", language="en", text="x", published_at=timezone.now())
    assert "First steps" not in overview(ada)


def test_who_plays_online_is_not_asked_for_a_room(overview, ada, session):
    session(room=None)
    Room.objects.all().delete()

    assert "room" not in offered(overview(ada))


def test_a_list_waits_for_a_second_person_who_may_approve_it(overview, ada, alice, charlie, aud, owed):
    study = owed().sign_up.session.study
    made = make_batch(study=study, way="cash", currency="EUR", made_by=alice)
    link = reverse("payment_batch", args=[made.public_id])

    assert [link in overview(user) for user in (ada, alice, charlie, aud)] == [True, False, False, False]
    made.discarded_at, made.discarded_by, made.discard_reason = timezone.now(), alice, "wrong"
    made.save()
    assert link not in overview(ada)


def test_the_label_of_a_box_to_tick_ends_without_a_colon(ada, logged_in, alice):
    page = logged_in(ada).get(reverse("edit_account", args=[alice.pk])).content.decode()

    assert "May log in</label>" in page
    assert "Role:</label>" in page


def test_staff_see_that_people_were_turned_away_and_what_to_set(client, overview, settings, ada, doris):
    settings.OFFICE_TRIES_AN_HOUR = 2
    assert "turned away" not in overview(ada)
    for _ in range(5):
        client.post("/log-in/", {})
    page = overview(ada)

    assert "people were turned away 3 times (logging in, last at" in page
    assert "raise OFFICE_TRIES_AN_HOUR" in page
    assert "127.0.0.1" not in page
    assert "turned away" not in overview(doris)
