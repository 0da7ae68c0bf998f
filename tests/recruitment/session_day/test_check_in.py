"""Marking people at the door, and what being turned away is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment.models import Entitlement, LabSession, Payment, PaymentBatch, ServerRun, ServerSeat, SignUp
from recruitment.money.batches import void_payment
from recruitment.money.corrections import cancel_entitlement
from recruitment.refused import Refused
from recruitment.seats.planning import call_off
from recruitment.session_day import check_in
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab(session, study) -> LabSession:
    study.show_up_fee = Money(5, "EUR")
    study.save()
    return session_now(session)


@pytest.fixture
def guest(lab, person):
    return at_check_in(lab, person, 1, "signed_up")[0]


def run_of(lab: LabSession) -> ServerRun:
    return ServerRun.objects.create(
        session=lab, server=server_at("http://nowhere"), config_name="x", people_per_block=2, attempts=1
    )


@pytest.mark.parametrize("state", ["present", "late", "no_show", "turned_away"])
def test_what_happened_at_the_door_is_kept(guest, state):
    check_in.mark(sign_up=guest, state=state)
    guest.refresh_from_db()

    assert guest.state == state


def test_who_is_turned_away_is_owed_the_show_up_fee_once(guest):
    check_in.mark(sign_up=guest, state="turned_away")
    check_in.mark(sign_up=guest, state="turned_away")
    owed = Entitlement.objects.get()

    assert (owed.amount, owed.kind, owed.source) == (Money(5, "EUR"), "show_up", "door")


def test_who_came_after_the_session_was_made_is_turned_away_with_the_fee_or_without(lab, guest):
    run_of(lab)
    owed = []
    for with_fee in (False, True, False):
        check_in.mark(sign_up=guest, state="turned_away", with_fee=with_fee)
        guest.refresh_from_db()
        owed.append((guest.state, Entitlement.objects.owed().count()))

    assert owed == [("turned_away", 0), ("turned_away", 1), ("turned_away", 0)]


def test_a_mistake_is_mended_and_the_fee_taken_back(guest):
    check_in.mark(sign_up=guest, state="turned_away")
    check_in.mark(sign_up=guest, state="present")

    assert not Entitlement.objects.exists()


def test_a_fee_that_is_being_paid_is_not_taken_back(guest, alice):
    check_in.mark(sign_up=guest, state="turned_away")
    batch = PaymentBatch.objects.create(way="cash", study=guest.session.study, created_by=alice)
    Payment.objects.create(entitlement=Entitlement.objects.get(), batch=batch)

    with pytest.raises(Refused, match="being paid"):
        check_in.mark(sign_up=guest, state="present")
    guest.refresh_from_db()
    assert guest.state == "turned_away"
    assert Entitlement.objects.count() == 1


def test_a_fee_that_was_in_a_list_is_cancelled_there_and_not_forgotten(guest, alice):
    check_in.mark(sign_up=guest, state="turned_away")
    fee = Entitlement.objects.get()
    batch = PaymentBatch.objects.create(way="cash", study=guest.session.study, created_by=alice)
    void_payment(payment=Payment.objects.create(entitlement=fee, batch=batch), voided_by=alice, reason="wrong")

    with pytest.raises(Refused, match="Cancel it among the payments"):
        check_in.mark(sign_up=guest, state="present")
    cancel_entitlement(entitlement=fee, cancelled_by=alice, reason="has come after all")
    assert check_in.mark(sign_up=guest, state="present").state == "present"
    assert Entitlement.objects.get().cancelled_at is not None


@pytest.mark.parametrize("state", ["waiting", "cancelled", "signed_in", ""])
def test_nobody_is_marked_as_anything_else(guest, state):
    with pytest.raises(Refused, match="not on the list"):
        check_in.mark(sign_up=guest, state=state)


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_who_has_no_seat_is_not_on_the_list(lab, person, state):
    place = at_check_in(lab, person, 1, "signed_up")[0]
    place.state, place.position = state, 1 if state == "waiting" else None
    place.save()

    with pytest.raises(Refused, match="not on the list"):
        check_in.mark(sign_up=place, state="present")


def test_once_the_session_is_asked_for_who_comes_can_only_be_turned_away(lab, guest):
    run_of(lab)

    with pytest.raises(Refused, match="only be turned away"):
        check_in.mark(sign_up=guest, state="present")
    assert check_in.mark(sign_up=guest, state="turned_away").state == "turned_away"


def test_who_has_a_seat_in_the_session_stays_in_it(lab, guest):
    ServerSeat.objects.create(run=run_of(lab), sign_up=guest, number=1, label="abc")

    with pytest.raises(Refused, match="has a seat"):
        check_in.mark(sign_up=guest, state="turned_away")


@pytest.mark.parametrize(
    "changed",
    [{"starts_at": timedelta(days=2)}, {"starts_at": timedelta(days=-2)}, {"status": LabSession.Status.CALLED_OFF}],
    ids=["days before", "days after", "called off"],
)
def test_the_door_is_open_on_the_day_only(session, person, changed):
    if "starts_at" in changed:
        changed = {"starts_at": timezone.now() + changed["starts_at"]}
    guest = at_check_in(session_now(session, **changed), person, 1, "signed_up")[0]

    with pytest.raises(Refused, match="not open now"):
        check_in.mark(sign_up=guest, state="present")


def test_the_others_did_not_come_once_the_session_has_begun(session, person):
    lab = session_now(session, starts_at=timezone.now() - timedelta(minutes=20))
    at_check_in(lab, person, 2, "present")
    at_check_in(lab, person, 3, "signed_up")

    assert check_in.mark_the_rest_absent(session=lab) == 3
    assert sorted(lab.sign_ups.values_list("state", flat=True)) == ["no_show"] * 3 + ["present"] * 2


def test_before_the_start_nobody_is_absent(lab, guest):
    with pytest.raises(Refused, match="not begun"):
        check_in.mark_the_rest_absent(session=lab)


def waiting(lab: LabSession, person, name: str = "wanda", position: int = 1) -> SignUp:
    return SignUp.objects.create(session=lab, person=person(name), state="waiting", position=position)


def full(lab: LabSession, person, n: int = 2) -> list[SignUp]:
    LabSession.objects.filter(pk=lab.pk).update(seats=n, minimum=1, seats_taken=n)
    lab.refresh_from_db()
    return at_check_in(lab, person, n, "signed_up")


def test_who_waits_is_let_in_for_somebody_who_did_not_come(lab, person):
    guests, wanda = full(lab, person), waiting(lab, person)
    with pytest.raises(Refused, match="No seat is free"):
        check_in.let_in(sign_up=wanda)
    check_in.mark(sign_up=guests[0], state="no_show")

    check_in.let_in(sign_up=wanda)

    wanda.refresh_from_db()
    lab.refresh_from_db()
    assert (wanda.state, wanda.position, wanda.is_let_in, lab.seats_taken) == ("present", None, True, 2)
    with pytest.raises(Refused, match="given to somebody who waited"):
        check_in.mark(sign_up=guests[0], state="present")
    assert check_in.mark(sign_up=guests[0], state="turned_away").state == "turned_away"
    call_off(session=lab)  # counts the seats anew


def test_a_seat_that_nobody_had_taken_is_counted_when_somebody_is_let_in(lab, person):
    full(lab, person)
    LabSession.objects.update(seats=3)

    check_in.let_in(sign_up=waiting(lab, person))

    lab.refresh_from_db()
    assert lab.seats_taken == 3


def test_the_reserve_is_no_seat_to_give_away(lab, person):
    """Else the guest who is let in could play in the place of one who holds a seat."""
    LabSession.objects.filter(pk=lab.pk).update(seats=2, reserve=1)
    lab.refresh_from_db()
    at_check_in(lab, person, 2)

    with pytest.raises(Refused, match="No seat is free"):
        check_in.let_in(sign_up=waiting(lab, person))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda place: run_of(place.session), "can only be turned away"),
        (lambda place: SignUp.objects.filter(pk=place.pk).update(state="cancelled", position=None), "not on the wait"),
        (lambda _place: LabSession.objects.update(status=LabSession.Status.CALLED_OFF), "not open now"),
    ],
    ids=["made", "left", "called off"],
)
def test_nobody_is_let_in_who_cannot_play(lab, person, change, words):
    place = waiting(lab, person)
    change(place)

    with pytest.raises(Refused, match=words):
        check_in.let_in(sign_up=place)


def test_who_has_chosen_another_session_of_the_study_is_not_let_in(lab, person, session):
    place = waiting(lab, person)
    SignUp.objects.create(session=session(), person=place.person, state="signed_up")

    with pytest.raises(Refused, match="another session of this study"):
        check_in.let_in(sign_up=place)


@pytest.fixture
def long_over(session, study) -> LabSession:
    study.show_up_fee = Money(5, "EUR")
    study.save()
    return session_now(session, starts_at=timezone.now() - timedelta(days=3))


@pytest.mark.parametrize("was", ["signed_up", "present", "late"])
@pytest.mark.parametrize("state", ["no_show", "turned_away"])
def test_days_later_who_went_in_vain_or_never_came_is_still_said(long_over, person, was, state):
    [place] = at_check_in(long_over, person, 1, was)
    check_in.mark(sign_up=place, state=state)
    place.refresh_from_db()

    assert place.state == state
    assert Entitlement.objects.count() == (state == "turned_away")


@pytest.mark.parametrize("state", ["present", "late"])
def test_days_later_nobody_becomes_present(long_over, person, state):
    [place] = at_check_in(long_over, person, 1, "no_show")

    with pytest.raises(Refused, match="not open now"):
        check_in.mark(sign_up=place, state=state)
