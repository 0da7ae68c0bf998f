"""Who is left after each step, and that nobody can ask around the permanent rules."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.models import Audience, Invitation, Person, Study
from recruitment.refused import Refused
from recruitment.seats.sign_ups import sign_up
from recruitment.studies.audiences import Preview, eligible, preview, save_audience
from recruitment.studies.conditions import InvalidConditions
from tests.recruitment.history import past_session, sat_in

pytestmark = pytest.mark.django_db

NEW = {"is": "sessions_played", "to": 0}
EVERYBODY = {}


def names(**asked) -> set[str]:
    return {each.given_name for each in eligible(**{"session": None, "conditions": EVERYBODY, **asked})}


@pytest.fixture
def other_study(alice) -> Study:
    return Study.objects.create(title="Other", public_title="Other", owner=alice)


def test_only_people_who_agreed_and_can_be_reached_are_counted(person, study):
    person("rosa")
    person("omar", status=Person.Status.PAUSED)
    person("lin", bounced_at=timezone.now())
    person("ben", email_confirmed_at=None)
    person("eve").consents.update(withdrawn_at=timezone.now())

    assert names(study=study) == {"Rosa"}
    assert preview(conditions={}, study=study).n_in_pool == 1


def test_each_step_counts_those_whom_the_steps_before_have_left(person, study, other_study, ada, settings):
    settings.OFFICE_INVITATIONS_A_MONTH = 1
    past = past_session(other_study, status="planned")
    people = {name: person(name) for name in ("rosa", "omar", "lin", "ben", "eve", "new", "german")}
    people["german"].language = "de"
    people["german"].save()
    for name in ("omar", "lin", "ben", "eve"):
        sat_in(people[name], past)
    sat_in(people["omar"], past_session(other_study, days_ago=3, status="planned"), "no_show")
    save_audience(
        by=ada,
        name="No no-shows",
        conditions={"is": "no_shows", "days": 90, "to": 0},
        study=None,
        is_permanent_rule=True,
    )
    Invitation.objects.create(study=study, person=people["lin"])
    Invitation.objects.create(study=other_study, person=people["ben"])

    counts = preview(conditions={"is": "language", "values": ["en"]}, study=study)

    # All seven; without German; without Omar; without Lin; without Ben; and without Eve, who has played.
    assert counts == Preview(7, 6, 5, 4, 3, 2)
    assert names(study=study, conditions={"is": "language", "values": ["en"]}) == {"Rosa", "Eve", "New"}


def test_nobody_is_invited_twice_to_a_study_or_after_signing_up(invited, person, study, session):
    rosa, _omar = invited("rosa"), person("omar")
    lab = session()
    sign_up(person=rosa, session=lab)

    assert names(study=study) == {"Omar"}
    assert names(study=study, session=lab) == {"Omar"}


def test_who_was_invited_to_one_session_may_be_invited_to_another(person, study, session):
    first, second = session(), session(starts_at=timezone.now() + timedelta(days=8))
    Invitation.objects.create(study=study, session=first, person=person("rosa"))

    assert names(study=study, session=first) == set()
    assert names(study=study, session=second) == {"Rosa"}


@pytest.mark.parametrize(("limit", "expected"), [(1, set()), (2, {"Rosa"}), (0, {"Rosa"})])
def test_nobody_is_invited_more_often_than_the_month_allows(person, study, other_study, settings, limit, expected):
    settings.OFFICE_INVITATIONS_A_MONTH = limit
    rosa = person("rosa")
    Invitation.objects.create(study=other_study, person=rosa)
    old = Study.objects.create(title="Old", public_title="Old", owner=study.owner)
    Invitation.objects.create(study=old, person=rosa, queued_at=timezone.now() - timedelta(days=31))

    assert names(study=study) == expected


def test_permanent_rules_hold_whatever_is_asked_for(person, study, ada):
    sat_in(person("rosa"), past_session(study))
    person("omar")
    save_audience(by=ada, name="New people only", conditions=NEW, study=None, is_permanent_rule=True)

    assert names(study=study) == {"Omar"}


def test_a_permanent_rule_that_cannot_be_read_stops_inviting(person, study, ada):
    person("rosa")
    Audience.objects.create(name="Broken", conditions={"is": "gone"}, is_permanent_rule=True, created_by=ada)

    with pytest.raises(InvalidConditions, match="Broken"):
        names(study=study)


def test_an_experimenter_makes_no_permanent_rule_and_changes_none(alice, ada):
    rule = save_audience(by=ada, name="Rule", conditions=NEW, study=None, is_permanent_rule=True)

    with pytest.raises(Refused):
        save_audience(by=alice, name="Rule", conditions=NEW, study=None, is_permanent_rule=True)
    with pytest.raises(Refused):
        save_audience(by=alice, name="Rule", conditions={}, study=None, audience=rule)


def test_conditions_that_cannot_be_read_are_not_saved(alice, study):
    with pytest.raises(Refused):
        save_audience(by=alice, name="Wrong", conditions={"is": "magic"}, study=study)
