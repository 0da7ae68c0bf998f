"""The page on which people are invited, and the one that tells how it was done."""

from __future__ import annotations

import pytest

from recruitment.models import Audience, Invitation, InvitationRound, Study
from recruitment.studies.invitations import invite

pytestmark = pytest.mark.django_db

ASKED = {"n_wanted": 2, "mails_per_hour": 100}


def test_counting_first_invites_nobody(alice, study, session, person, logged_in):
    session()
    person()
    page = logged_in(alice).post(f"/staff/studies/{study.pk}/invite/", {**ASKED, "do": "count"})

    assert page.context["counts"].n_eligible == 1
    assert not Invitation.objects.exists()


def test_inviting_those_who_may_come(alice, study, session, person, logged_in):
    session()
    person("rosa", language="de")
    person("omar")
    audience = Audience.objects.create(
        name="German", study=study, created_by=alice, conditions={"is": "language", "values": ["de"]}
    )

    response = logged_in(alice).post(
        f"/staff/studies/{study.pk}/invite/", {**ASKED, "audience": audience.pk, "do": "invite"}, follow=True
    )

    made = InvitationRound.objects.get()
    assert [each.person.given_name for each in made.invitations.all()] == ["Rosa"]
    assert made.seed in response.content.decode()
    assert "1 person is invited." in response.content.decode()
    assert "1 waiting to be sent" in response.content.decode()


def test_a_refusal_is_shown(alice, study, person, logged_in):
    person()
    page = logged_in(alice).post(f"/staff/studies/{study.pk}/invite/", {**ASKED, "do": "invite"})

    assert "no session of this study is open for it" in page.content.decode()


def test_sessions_and_conditions_of_others_cannot_be_chosen(alice, charlie, study, session, person, logged_in):
    lab = session()
    other = Study.objects.create(title="Other", public_title="Other", owner=charlie)
    audience = Audience.objects.create(name="x", study=other, created_by=charlie)
    Study.objects.create(title="Mine", public_title="Mine", owner=alice)
    mine = Study.objects.get(title="Mine")

    for forged in ({"session": lab.pk}, {"audience": audience.pk}):
        page = logged_in(alice).post(f"/staff/studies/{mine.pk}/invite/", {**ASKED, **forged, "do": "invite"})
        assert page.context["form"].errors
    assert not Invitation.objects.exists()


def test_the_page_of_a_round_names_nobody(alice, study, session, person, logged_in):
    session()
    rosa = person()
    made = invite(study=study, conditions={}, n_wanted=1, mails_per_hour=1, by=alice)

    page = logged_in(alice).get(f"/staff/invitations/{made.pk}/").content.decode()

    assert rosa.given_name not in page
    assert rosa.email not in page
