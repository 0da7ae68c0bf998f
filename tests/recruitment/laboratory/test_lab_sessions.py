"""Planning: no room and nobody in two places at once; staff hear in time of too few people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.utils import timezone
from djmoney.money import Money

from recruitment.mail.outgoing import deliver
from recruitment.models import Entitlement, Invitation, LabSession, OutgoingMail, Room, ServerRun, SignUp, Study
from recruitment.refused import Refused
from recruitment.seats.planning import call_off, open_session, remind_staff, save_session
from recruitment.seats.sign_ups import sign_up
from tests.recruitment.check_in_people import server_at

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def planned(study):
    """Return ``planned(room=...)``, an unsaved session a week from now."""

    def make(*, after: timedelta = timedelta(0), **columns) -> LabSession:
        start = timezone.now() + timedelta(days=7) + after
        return LabSession(
            **{
                "study": study,
                "starts_at": start,
                "ends_at": start + HOUR,
                "sign_up_closes_at": start - HOUR,
                "cancel_until": start - HOUR,
                "seats": 2,
                "minimum": 1,
                **columns,
            }
        )

    return make


def test_a_room_is_used_once_at_a_time(planned):
    room = Room.objects.create(name="Small", seats=4)
    first = save_session(session=planned(room=room), run_by=[])

    with pytest.raises(Refused, match="The room is taken"):
        save_session(session=planned(room=room, after=HOUR / 2), run_by=[])

    save_session(session=planned(room=room, after=HOUR + timedelta(minutes=1)), run_by=[])
    save_session(session=planned(room=Room.objects.create(name="Other", seats=4)), run_by=[])
    call_off(session=first)
    save_session(session=planned(room=room), run_by=[])


def test_nobody_runs_two_sessions_at_once(planned, alice, doris):
    save_session(session=planned(), run_by=[alice, doris])

    with pytest.raises(Refused, match="doris runs another session"):
        save_session(session=planned(after=HOUR / 2), run_by=[doris])
    save_session(session=planned(after=HOUR * 2), run_by=[doris])


def test_people_who_signed_up_are_not_moved_into_a_clash(planned, alice, person, study):
    other_study = Study.objects.create(
        title="Other", public_title="Other", owner=alice, status=Study.Status.OPEN, ethics_number="1",
        ethics_expires_on=study.ethics_expires_on,
    )  # fmt: skip
    first = open_session(session=save_session(session=planned(), run_by=[]))
    second = open_session(session=save_session(session=planned(study=other_study, after=HOUR * 2), run_by=[]))
    rosa = person()
    for lab in (first, second):
        Invitation.objects.create(study=lab.study, person=rosa)
        sign_up(person=rosa, session=lab)
    first.ends_at += HOUR * 2

    with pytest.raises(Refused, match="1 person who signed up"):
        save_session(session=first, run_by=[])


def test_a_session_beyond_the_permission_is_refused_in_words(planned):
    with pytest.raises(Refused, match="The ethics permission of this study ends on"):
        save_session(session=planned(after=timedelta(days=400)), run_by=[])


def test_time_and_place_stay_once_somebody_has_signed_up(session, invited):
    lab = session()
    sign_up(person=invited(), session=lab)
    lab = LabSession.objects.get(pk=lab.pk)
    lab.starts_at += HOUR / 2

    with pytest.raises(Refused, match="People have signed up"):
        save_session(session=lab, run_by=[])


def test_seats_are_not_taken_away_from_people(session, invited):
    lab = session(seats=2)
    stale = LabSession.objects.get(pk=lab.pk)
    for name in ("rosa", "omar"):
        sign_up(person=invited(name), session=lab)
    stale.seats = 1

    with pytest.raises(Refused, match="2 people have signed up"):
        save_session(session=stale, run_by=[])


def test_changing_a_session_keeps_what_sign_ups_have_counted(session, invited):
    lab = session(seats=2)
    stale = LabSession.objects.get(pk=lab.pk)
    sign_up(person=invited(), session=lab)
    stale.reserve = 1

    assert save_session(session=stale, run_by=[]).seats_taken == 1


def test_who_waits_gets_a_seat_that_is_added(session, invited):
    lab = session(seats=1)
    for name in ("rosa", "omar"):
        sign_up(person=invited(name), session=lab)
    lab = LabSession.objects.get(pk=lab.pk)
    lab.seats = 2

    assert save_session(session=lab, run_by=[]).seats_taken == 2


def test_calling_off_tells_everybody_and_frees_them(session, invited):
    lab = session(seats=1)
    for name in ("rosa", "omar"):
        sign_up(person=invited(name), session=lab)

    call_off(session=lab)
    call_off(session=lab)

    lab.refresh_from_db()
    assert (lab.status, lab.seats_taken) == ("called_off", 0)
    assert set(lab.sign_ups.values_list("state", "position")) == {("cancelled", None)}
    assert OutgoingMail.objects.filter(template="called_off").count() == 2


@pytest.mark.parametrize("status", ["running", "finished"])
def test_a_session_that_has_begun_is_not_called_off(session, status):
    with pytest.raises(Refused, match="has begun"):
        call_off(session=session(status=status))


def test_a_session_opens_in_time_only(session):
    lab = session(status="planned")
    LabSession.objects.update(sign_up_closes_at=timezone.now() - HOUR)

    with pytest.raises(Refused, match="has passed"):
        open_session(session=lab)


def test_staff_who_can_act_are_told_once_when_too_few_have_signed_up(session, invited, ada, charlie, doris):
    lab = session(minimum=2, remind_staff_at=timezone.now() - HOUR)
    lab.run_by.add(ada, charlie, doris)  # an administrator, another experimenter, an assistant
    sign_up(person=invited(), session=lab)

    remind_staff()
    remind_staff()

    mails = OutgoingMail.objects.filter(template="too_few")
    assert {each.address for each in mails} == {"alice@example.org", "ada@example.org"}
    assert mails.count() == 2
    deliver.call([mails[0].pk])
    assert "Signed up so far: 1. Needed: 2." in outbox.outbox[-1].body


@pytest.mark.parametrize(
    "columns",
    [
        {"remind_staff_at": None},
        {"remind_staff_at": timezone.now() + timedelta(days=1)},
        {"minimum": 1},
        {"status": "called_off"},
        {"starts_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["not asked for", "not yet", "enough", "called off", "over"],
)
def test_staff_are_not_told_without_need(session, invited, columns):
    lab = session()
    sign_up(person=invited(), session=lab)
    columns = {"minimum": 2, "remind_staff_at": timezone.now() - timedelta(days=3), **columns}
    if "starts_at" in columns:
        columns |= {"sign_up_closes_at": columns["starts_at"], "cancel_until": columns["starts_at"]}
    LabSession.objects.filter(pk=lab.pk).update(**columns)

    assert remind_staff() == 0


def test_who_is_there_already_when_a_session_is_called_off_is_paid_for_coming_and_told(session, study, person):
    study.show_up_fee = Money(5, "EUR")
    study.save()
    lab = session(seats=3, seats_taken=3)
    for name, state in (("rosa", "present"), ("omar", "late"), ("lin", "signed_up")):
        SignUp.objects.create(session=lab, person=person(name), state=state)

    call_off(session=lab)

    lab.refresh_from_db()
    assert (lab.status, lab.seats_taken) == ("called_off", 2)
    states = dict(lab.sign_ups.values_list("person__given_name", "state"))
    assert states == {"Rosa": "turned_away", "Omar": "turned_away", "Lin": "cancelled"}
    owed = set(Entitlement.objects.values_list("sign_up__person__given_name", "kind", "amount"))
    assert owed == {("Rosa", "show_up", 5), ("Omar", "show_up", 5)}
    deliver.call(list(OutgoingMail.objects.filter(template="called_off").values_list("pk", flat=True)))
    told = {mail.to[0].partition("@")[0]: mail.body for mail in outbox.outbox}
    assert ["5.00" in told[name] for name in ("rosa", "omar", "lin")] == [True, True, False]
    assert ["Please do not come" in told[name] for name in ("rosa", "omar", "lin")] == [False, False, True]


def test_a_session_that_a_server_was_asked_for_is_not_called_off(session, person):
    lab = session()
    guest = SignUp.objects.create(session=lab, person=person(), state="present")
    ServerRun.objects.create(
        session=lab, server=server_at("http://nowhere"), config_name="x", people_per_block=1, attempts=1
    )

    with pytest.raises(Refused, match="Settle on the check-in page"):
        call_off(session=lab)
    guest.refresh_from_db()
    assert guest.state == "present"
