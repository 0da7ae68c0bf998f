"""Drawing people: repeatable, once each, never too often, spread over time."""

from __future__ import annotations

import math
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.mail.outgoing import deliver
from recruitment.models import Invitation, OutgoingMail, Study
from recruitment.refused import Refused
from recruitment.seats.sign_ups import sign_up
from recruitment.studies.invitations import invite, rank
from tests.recruitment.history import past_session, sat_in

pytestmark = pytest.mark.django_db

TWO_ROUNDS = Path(__file__).parents[1] / "scenarios" / "two_rounds.py"


@pytest.fixture
def ask(study, session, alice):
    """Return ``ask(n_wanted=2)``, which invites to the study, for which a session is open."""
    session()

    def ask(**asked):
        return invite(**{"study": study, "conditions": {}, "n_wanted": 10, "mails_per_hour": 100, "by": alice, **asked})

    return ask


def invited_names(made) -> list[str]:
    return [each.person.given_name for each in made.invitations.order_by("pk")]


def test_as_many_as_wanted_are_drawn_by_their_rank(ask, person):
    people = [person(f"p{n}") for n in range(6)]

    made = ask(n_wanted=2, seed="of the test")

    by_rank = sorted(people, key=lambda each: rank("of the test", each.public_id))
    assert invited_names(made) == [each.given_name for each in by_rank[:2]]
    assert (made.n_eligible, made.n_drawn, made.seed) == (6, 2, "of the test")


def test_the_rank_hangs_on_the_seed():
    people = [f"person-{n}" for n in range(10)]

    assert sorted(people, key=lambda each: rank("a", each)) != sorted(people, key=lambda each: rank("b", each))


def test_every_person_is_drawn_about_equally_often():
    """Of 2,000 drawings of one among four each person gets 500, give or take five standard deviations."""
    people = [f"person-{n}" for n in range(4)]
    drawn = [min(people, key=lambda each: rank(f"seed-{n}", each)) for n in range(2000)]

    assert all(abs(drawn.count(each) - 500) < 5 * math.sqrt(2000 * 0.25 * 0.75) for each in people)


def test_people_who_never_played_come_first_if_asked(ask, person, alice):
    other = Study.objects.create(title="Other", public_title="Other", owner=alice)
    for n in range(5):
        sat_in(person(f"old{n}"), past_session(other, days_ago=n + 1, status="planned"))
    person("new")

    assert invited_names(ask(n_wanted=1, new_people_first=True)) == ["New"]


def test_a_second_round_invites_others(ask, person):
    for n in range(3):
        person(f"p{n}")
    first, second = ask(n_wanted=2), ask(n_wanted=2)

    assert (first.n_drawn, second.n_drawn) == (2, 1)
    assert Invitation.objects.values("person").distinct().count() == 3
    with pytest.raises(Refused, match="Nobody is left"):
        ask()


@pytest.mark.parametrize("state", ["failed", "withheld"])
@pytest.mark.parametrize("for_one_session", [True, False])
def test_who_was_never_written_to_is_invited_by_the_next_round(ask, person, study, settings, state, for_one_session):
    settings.OFFICE_INVITATIONS_A_MONTH = 1
    person("rosa")
    session = study.sessions.get() if for_one_session else None
    lost = ask(session=session).invitations.get().mail
    OutgoingMail.objects.update(state=state)

    again = ask(session=session).invitations.get()

    assert again.mail != lost
    assert Invitation.objects.count() == 1
    OutgoingMail.objects.filter(pk=lost.pk).update(state="queued")
    deliver.call([lost.pk, again.mail_id])
    assert len(outbox.outbox) == 1
    assert OutgoingMail.objects.get(pk=lost.pk).state == "withheld"


@pytest.mark.parametrize("state", ["queued", "sending", "sent", "unknown"])
def test_a_mail_that_may_have_left_counts(ask, person, state):
    person("rosa")
    ask()
    OutgoingMail.objects.update(state=state, claimed_at=timezone.now())

    with pytest.raises(Refused, match="Nobody is left"):
        ask()


def test_mails_leave_in_handfuls_that_keep_the_rate(ask, person):
    for n in range(5):
        person(f"p{n}")
    made = ask(mails_per_hour=2)

    moments = [each.mail.not_before for each in made.invitations.select_related("mail").order_by("pk")]
    began = made.invitations.first().queued_at
    assert moments == [None, None, *[began + timedelta(hours=1)] * 2, began + timedelta(hours=2)]
    # Tasks that may run at once are kept with a day in the far future.
    later = (began + timedelta(minutes=59), began + timedelta(days=1))
    assert DBTaskResult.objects.filter(run_after__range=later).count() == 2


def test_the_mail_names_study_session_and_office(ask, person, settings):
    person("rosa", language="en")
    made = ask()

    deliver.call([made.invitations.get().mail_id])

    [mail] = outbox.outbox
    assert mail.to == ["rosa@example.org"]
    assert mail.subject == "Invitation: Decisions in pairs"
    assert "Laboratory 1" in mail.body
    assert f"{settings.OFFICE_URL}/my/" in mail.body
    assert "trust" not in mail.body  # the title for staff


@pytest.mark.parametrize("change", ["consent", "session", "signed_up"])
def test_an_invitation_that_lost_its_sense_while_it_waited_stays_here(ask, person, study, change):
    rosa = person()
    mail = ask().invitations.get().mail
    if change == "consent":
        withdraw_pool_consent(person=rosa)
    elif change == "session":
        study.sessions.update(status="closed")
    else:
        sign_up(person=rosa, session=study.sessions.get())

    deliver.call([mail.pk])

    assert [each.subject for each in outbox.outbox if "Invitation" in each.subject] == []
    assert OutgoingMail.objects.get(pk=mail.pk).state == OutgoingMail.State.WITHHELD


def test_nobody_is_invited_to_a_study_that_is_not_open(ask, person, study):
    person()
    Study.objects.update(status=Study.Status.DRAFT)

    with pytest.raises(Refused, match="once the study is open"):
        ask()


def test_nobody_is_invited_after_the_permission(ask, person, study):
    person()
    Study.objects.update(ethics_expires_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refused, match="expired"):
        ask()


def test_nobody_is_invited_where_nobody_could_sign_up(ask, person, study):
    person()
    study.sessions.update(status="closed")

    with pytest.raises(Refused, match="open for it"):
        ask()


def test_conditions_that_cannot_be_read_invite_nobody(ask, person):
    person()

    with pytest.raises(Refused):
        ask(conditions={"is": "gone"})
    assert not Invitation.objects.exists()


@pytest.mark.process
def test_two_rounds_at_once_keep_the_month(office):
    """Two studies invite everybody at the same moment; each person may be invited once a month."""
    happened = office.python(TWO_ROUNDS, OFFICE_INVITATIONS_A_MONTH="1")

    assert happened["failures"] in ([], ["Refused('Nobody is left who could be invited.')"])
    assert happened["invitations"] == happened["people"] == 200
    assert happened["most_of_one_person"] == 1
