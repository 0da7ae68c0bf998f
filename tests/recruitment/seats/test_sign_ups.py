"""Signing up, cancelling and the waiting list, one person at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.mail import texts
from recruitment.models import Invitation, LabSession, OutgoingMail, Person, SignUp, Study
from recruitment.refused import Refused
from recruitment.seats.open_sessions import open_sessions_for
from recruitment.seats.sign_ups import cancel, move_up_waiting, sign_up
from recruitment.studies.audiences import eligible

pytestmark = pytest.mark.django_db


def states(session) -> dict[str, str]:
    return dict(session.sign_ups.values_list("person__given_name", "state"))


def taken(session) -> int:
    session.refresh_from_db()
    assert session.seats_taken == session.sign_ups.holding_a_seat().count()
    return session.seats_taken


def test_reserve_is_signed_up_before_anybody_waits(session, invited):
    lab = session(seats=1, reserve=1)

    places = [sign_up(person=invited(name), session=lab) for name in ("rosa", "omar", "lin")]

    assert [place.state for place in places] == ["signed_up", "signed_up", "waiting"]
    assert taken(lab) == 2


def test_a_second_click_changes_nothing(session, invited):
    lab, rosa = session(), invited()

    first = sign_up(person=rosa, session=lab)
    second = sign_up(person=rosa, session=lab)

    assert first.pk == second.pk
    assert taken(lab) == 1
    assert OutgoingMail.objects.count() == 1


def test_who_cancels_makes_room_for_the_first_who_waits(session, invited):
    lab = session(seats=1)
    rosa, omar, lin = (invited(name) for name in ("rosa", "omar", "lin"))
    for person in (rosa, omar, lin):
        sign_up(person=person, session=lab)

    cancel(person=rosa, session=lab)

    assert states(lab) == {"Rosa": "cancelled", "Omar": "signed_up", "Lin": "waiting"}
    assert taken(lab) == 1
    assert list(omar.mails.order_by("pk").values_list("template", flat=True)) == ["waiting", "moved_up"]


def test_who_comes_back_after_cancelling_waits_behind_the_others(session, invited):
    lab = session(seats=1)
    rosa, omar, lin = (invited(name) for name in ("rosa", "omar", "lin"))
    for person in (rosa, omar, lin):
        sign_up(person=person, session=lab)
    cancel(person=rosa, session=lab)

    again = sign_up(person=rosa, session=lab)

    assert list(lab.sign_ups.waiting().values_list("person", flat=True)) == [lin.pk, rosa.pk]
    assert again.state == "waiting"


def test_leaving_the_waiting_list_moves_nobody_up(session, invited):
    lab = session(seats=1)
    rosa, omar, lin = (invited(name) for name in ("rosa", "omar", "lin"))
    for person in (rosa, omar, lin):
        sign_up(person=person, session=lab)

    cancel(person=omar, session=lab)

    assert states(lab) == {"Rosa": "signed_up", "Omar": "cancelled", "Lin": "waiting"}
    assert taken(lab) == 1


def test_added_seats_go_to_those_who_wait(session, invited):
    lab = session(seats=1)
    for name in ("rosa", "omar", "lin"):
        sign_up(person=invited(name), session=lab)
    lab.refresh_from_db()
    lab.seats = 2
    lab.save()

    moved = move_up_waiting(session=lab)

    assert [place.person.given_name for place in moved] == ["Omar"]
    assert taken(lab) == 2


def test_a_newcomer_does_not_overtake_those_who_wait(session, invited):
    lab = session(seats=1)
    for name in ("rosa", "omar"):
        sign_up(person=invited(name), session=lab)
    LabSession.objects.update(seats=2)

    newcomer = sign_up(person=invited("lin"), session=lab)

    assert newcomer.state == "waiting"
    assert states(lab) == {"Rosa": "signed_up", "Omar": "signed_up", "Lin": "waiting"}


def test_nobody_is_moved_up_when_it_is_too_late_to_refuse(session, invited):
    lab = session(seats=1)
    for name in ("rosa", "omar"):
        sign_up(person=invited(name), session=lab)
    LabSession.objects.update(cancel_until=timezone.now() - timedelta(minutes=1), seats=2)

    assert move_up_waiting(session=lab) == []
    assert states(lab) == {"Rosa": "signed_up", "Omar": "waiting"}


def test_a_seat_cannot_be_given_back_after_the_deadline_but_a_place_in_the_queue_can(session, invited):
    lab = session(seats=1)
    rosa, omar = invited("rosa"), invited("omar")
    sign_up(person=rosa, session=lab)
    sign_up(person=omar, session=lab)
    LabSession.objects.update(cancel_until=timezone.now() - timedelta(minutes=1))

    with pytest.raises(Refused, match="deadline"):
        cancel(person=rosa, session=lab)
    assert cancel(person=omar, session=lab).state == "cancelled"


def _uninvited(lab, rosa):
    Invitation.objects.all().delete()


def _withdrawn(lab, rosa):
    rosa.consents.update(withdrawn_at=timezone.now())


def _paused(lab, rosa):
    Person.objects.update(status=Person.Status.PAUSED)


def _closed(lab, rosa):
    LabSession.objects.update(status=LabSession.Status.CLOSED)


def _past_the_deadline(lab, rosa):
    LabSession.objects.update(sign_up_closes_at=timezone.now() - timedelta(seconds=1))


def _study_closed(lab, rosa):
    Study.objects.update(status=Study.Status.CLOSED)


def _came_already(lab, rosa):
    SignUp.objects.create(session=lab, person=rosa, state=SignUp.State.NO_SHOW)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_uninvited, "not invited"),
        (_withdrawn, "agreed to be in the pool"),
        (_paused, "agreed to be in the pool"),
        (_closed, "closed"),
        (_past_the_deadline, "closed"),
        (_study_closed, "closed"),
        (_came_already, "over for you"),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_sign_up_is_refused(session, invited, change, message):
    lab, rosa = session(), invited()
    change(lab, rosa)

    with pytest.raises(Refused, match=message):
        sign_up(person=rosa, session=lab)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("n_seats", [1, 0], ids=["with a seat", "while waiting"])
def test_one_session_of_a_study_is_enough(session, invited, n_seats):
    first, second = session(seats=1), session(starts_at=timezone.now() + timedelta(days=9))
    if not n_seats:
        sign_up(person=invited("omar"), session=first)
    rosa = invited("rosa")
    sign_up(person=rosa, session=first)

    with pytest.raises(Refused, match="another session of this study"):
        sign_up(person=rosa, session=second)


def over(lab: LabSession) -> None:
    """Let the session be over without anybody having been marked."""
    ago = timezone.now() - timedelta(hours=3)
    LabSession.objects.filter(pk=lab.pk).update(
        starts_at=ago, ends_at=ago + timedelta(hours=2), sign_up_closes_at=ago, cancel_until=ago
    )


@pytest.mark.parametrize(
    ("state", "position", "is_kept_out"),
    [("waiting", 1, False), ("signed_up", None, False), ("no_show", None, False), ("present", None, True)],
)
def test_only_who_came_is_kept_from_the_study_once_a_session_is_over(session, invited, state, position, is_kept_out):
    first, second, rosa = session(), session(starts_at=timezone.now() + timedelta(days=9)), invited()
    SignUp.objects.create(session=first, person=rosa, state=state, position=position)
    over(first)

    seen = (
        [lab.pk for lab in open_sessions_for(rosa)],
        not eligible(conditions={}, study=first.study, session=None).exists(),
    )
    Invitation.objects.update(study=second.study, session=second)
    might_be_invited = eligible(conditions={}, study=first.study, session=session()).exists()

    assert seen == ([] if is_kept_out else [second.pk], True)
    assert might_be_invited is not is_kept_out
    if is_kept_out:
        with pytest.raises(Refused, match="another session of this study"):
            sign_up(person=rosa, session=second)
    else:
        assert sign_up(person=rosa, session=second).state == "signed_up"


@pytest.mark.parametrize(
    "columns",
    [{"status": LabSession.Status.RUNNING}, {"status": LabSession.Status.FINISHED}, {"starts_at": timezone.now()}],
    ids=["made", "finished", "begun"],
)
def test_waiting_ends_when_the_session_begins(session, invited, columns):
    first, second, omar = session(seats=1), session(starts_at=timezone.now() + timedelta(days=9)), invited("omar")
    sign_up(person=invited("rosa"), session=first)
    place = sign_up(person=omar, session=first)
    mail = OutgoingMail.objects.get(template="waiting")
    before = [lab.pk for lab in open_sessions_for(omar)], texts.may_be_sent(mail)
    LabSession.objects.filter(pk=first.pk).update(
        **columns, sign_up_closes_at=timezone.now() - timedelta(days=1), cancel_until=timezone.now() - timedelta(days=2)
    )

    after = [lab.pk for lab in open_sessions_for(omar)], texts.may_be_sent(mail)

    assert before == ([], True)
    assert after == ([second.pk], False)
    assert sign_up(person=omar, session=second).state == "signed_up"
    assert SignUp.objects.get(pk=place.pk).can_be_cancelled is False


@pytest.fixture
def after_the_deadline(session, invited):
    """Return ``after_the_deadline("omar", "lin", free=1)``: these wait, then the deadline passes and seats are free."""

    def make(*names: str, free: int = 1) -> LabSession:
        lab = session(seats=1)
        sign_up(person=invited("rosa"), session=lab)
        for name in names:
            sign_up(person=invited(name), session=lab)
        LabSession.objects.update(cancel_until=timezone.now(), seats=1 + free)
        lab.refresh_from_db()
        return lab

    return make


def of(name: str) -> Person:
    return Person.objects.get(given_name=name.title())


def test_after_the_deadline_whoever_waits_takes_a_free_seat_by_asking(after_the_deadline):
    lab = after_the_deadline("omar", "lin")

    assert sign_up(person=of("lin"), session=lab).state == "signed_up"
    assert sign_up(person=of("omar"), session=lab).state == "waiting"
    assert taken(lab) == 2


def test_after_the_deadline_newcomers_get_what_those_who_wait_leave_over(after_the_deadline, invited):
    lab = after_the_deadline("omar", free=2)
    offers = {name: open_sessions_for(invited(name)).get() for name in ("mei", "ben")}

    first, second = (sign_up(person=of(name), session=lab) for name in ("mei", "ben"))
    # Asking again does not turn a newcomer into one who has waited.
    again = sign_up(person=of("ben"), session=lab)

    assert offers["mei"].n_free == 1
    assert (first.state, second.state, again.state) == ("signed_up", "waiting", "waiting")
    assert open_sessions_for(invited("eve")).get().n_free == 0
    assert sign_up(person=of("omar"), session=lab).state == "signed_up"


def test_whoever_waits_is_told_of_a_seat_that_is_free_too_late_to_be_given(after_the_deadline):
    lab = after_the_deadline("omar", "lin", free=0)
    withdraw_pool_consent(person=of("rosa"))
    move_up_waiting(session=lab)  # as after any change of the session

    told = OutgoingMail.objects.filter(template="seat_free")
    assert sorted(mail.person.given_name for mail in told) == ["Lin", "Omar"]
    sign_up(person=of("lin"), session=lab)
    assert {mail.person.given_name: texts.may_be_sent(mail) for mail in told} == {"Omar": False, "Lin": False}


def test_who_cannot_be_told_is_passed_over_and_keeps_the_place(session, invited):
    lab = session(seats=1)
    for name in ("rosa", "omar", "lin"):
        sign_up(person=invited(name), session=lab)
    Person.objects.filter(given_name="Omar").update(bounced_at=timezone.now())

    cancel(person=of("rosa"), session=lab)
    passed_over = states(lab)
    cancel(person=of("lin"), session=lab)

    assert passed_over == {"Rosa": "cancelled", "Omar": "waiting", "Lin": "signed_up"}
    assert sign_up(person=of("omar"), session=lab).state == "signed_up"
    assert taken(lab) == 1


def test_nobody_has_two_sessions_at_the_same_time(session, invited, study):
    other_study = Study.objects.create(
        title="other",
        public_title="other",
        owner=study.owner,
        status="open",
        ethics_number="1",
        ethics_expires_on=study.ethics_expires_on,
    )
    lab = session()
    overlapping = session(study=other_study, starts_at=lab.starts_at + timedelta(minutes=119))
    touching = session(study=other_study, starts_at=lab.ends_at)
    rosa = invited("rosa")
    Invitation.objects.create(study=other_study, person=rosa)
    sign_up(person=rosa, session=lab)

    with pytest.raises(Refused, match="at this time"):
        sign_up(person=rosa, session=overlapping)
    assert sign_up(person=rosa, session=touching).state == "signed_up"


@pytest.mark.parametrize(
    ("minutes_later", "overlaps"), [(-120, False), (-119, True), (0, True), (119, True), (120, False)]
)
def test_sessions_that_touch_do_not_overlap(session, minutes_later, overlaps):
    lab = session()
    other = session(starts_at=lab.starts_at + timedelta(minutes=minutes_later))

    assert LabSession.objects.overlapping(lab).filter(pk=other.pk).exists() == overlaps


def test_the_database_itself_refuses_to_oversell(session):
    lab = session(seats=2, reserve=1)

    with pytest.raises(IntegrityError, match="seats_are_never_oversold"), transaction.atomic():
        LabSession.objects.filter(pk=lab.pk).update(seats_taken=4)
    assert LabSession.objects.filter(pk=lab.pk).update(seats_taken=3) == 1


def test_the_database_itself_refuses_a_second_sign_up(session, person):
    lab, rosa = session(), person()
    SignUp.objects.create(session=lab, person=rosa, state="cancelled")

    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.create(session=lab, person=rosa, state="signed_up")
