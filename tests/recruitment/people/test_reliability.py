"""The score: counted once, explained in the same breath."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.models import SignUp
from recruitment.people.reliability import WINDOW, reliability, with_a_score_below

pytestmark = pytest.mark.django_db


@pytest.fixture
def came(person, session):
    rosa = person()

    def came(*states, ago=timedelta(days=30)):
        for state in states:
            lab = session(starts_at=timezone.now() - ago)
            SignUp.objects.create(session=lab, person=rosa, state=state, position=1 if state == "waiting" else None)
        return rosa

    return came


@pytest.mark.parametrize(
    ("states", "score"),
    [
        (["present"], 100),
        (["no_show"], 0),
        (["late"], 50),
        (["turned_away"], 100),
        # (1 + 1 + 1/2 + 0) / 4 = 0.625, rounded up.
        (["present", "turned_away", "late", "no_show"], 63),
        # 2 / 3
        (["present", "present", "no_show"], 67),
        (["present", "cancelled", "waiting", "signed_up"], 100),
    ],
)
def test_the_score_is_the_share_of_appointments_kept_and_the_filter_uses_it(came, states, score):
    rosa = came(*states)

    assert reliability(rosa).score == score
    assert not with_a_score_below(score).filter(person=rosa).exists()
    assert with_a_score_below(score + 1).filter(person=rosa).exists()


def test_without_an_appointment_there_is_no_score_and_it_says_so(came):
    result = reliability(came("cancelled"))

    assert result.score is None
    assert "no score yet" in result.explanation[0]


def test_what_is_long_ago_is_forgotten(came):
    came("no_show", ago=WINDOW + timedelta(days=1))

    assert reliability(came("present", ago=WINDOW - timedelta(days=1))).score == 100


def test_nobody_is_judged_by_what_somebody_else_did(came, person):
    came("no_show")

    assert reliability(person("omar")).score is None


def test_the_explanation_counts_what_the_score_counts(came):
    said = reliability(came("present", "turned_away", "late", "no_show", "no_show", "no_show")).explanation

    assert said[:3] == ("You came in time 2 times.", "You came late once.", "You did not come 3 times.")
    assert "Coming late counts as half." in said
