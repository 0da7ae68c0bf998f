"""Earnings come back from a real session server: owed once, and never overwritten while they are being paid."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from djmoney.money import Money

from recruitment.laboratory import server_client as bridge
from recruitment.models import Entitlement, HeardOutcome, LabSession, Payment, PaymentBatch, ServerRun, SessionServer
from recruitment.money.batches import void_payment
from recruitment.money.corrections import cancel_entitlement
from recruitment.refused import Refused
from recruitment.session_day import creation, outcomes
from tests.harness.people.web_people import WebPerson
from tests.harness.servers.session_server import free_port
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rest_key")]


@pytest.fixture
def run(session, study, person, session_server) -> ServerRun:
    """Return a run of two people, both of whom have not opened their links."""
    study.treatment = "demo"
    study.save()
    lab = session_now(session, session_server=server_at(session_server.url))
    at_check_in(lab, person, 2)
    return creation.create(session=lab, by=None)


def decline(run: ServerRun, number: int) -> None:
    code = run.seats.get(number=number).participant_code
    WebPerson(bridge.personal_link(run.server, code)).arrive().send(consent="False")


def owed() -> list[tuple]:
    return sorted(Entitlement.objects.values_list("sign_up__server_seat__number", "amount", "amount_currency"))


def everything() -> list[list]:
    return [list(model.objects.order_by("pk").values()) for model in (Entitlement, LabSession)]


@pytest.mark.process
def test_who_is_still_playing_is_owed_nothing_yet(run):
    assert outcomes.fetch(session=run.session) == outcomes.Fetched(0, 0, 2, 0)
    assert owed() == []
    run.session.refresh_from_db()
    assert run.session.status == LabSession.Status.RUNNING


@pytest.mark.process
def test_who_has_left_is_owed_what_the_session_server_says_in_its_currency(run):
    decline(run, 1)
    fetched = outcomes.fetch(session=run.session)
    made = Entitlement.objects.get()

    assert fetched == outcomes.Fetched(1, 0, 1, 0)
    assert owed() == [(1, 5, "USD")]
    assert (made.kind, made.source, made.exit_reason) == ("session", "session_server", "consent_declined")


@pytest.mark.process
def test_fetching_again_changes_nothing(run):
    decline(run, 1)
    outcomes.fetch(session=run.session)
    before = everything()

    assert outcomes.fetch(session=run.session) == outcomes.Fetched(0, 0, 1, 0)
    assert everything() == before


@pytest.mark.process
def test_the_session_is_finished_when_everybody_has_left(run):
    decline(run, 1)
    decline(run, 2)
    outcomes.fetch(session=run.session)
    run.session.refresh_from_db()

    assert run.session.status == LabSession.Status.FINISHED
    assert len(owed()) == 2


@pytest.fixture
def says_more(monkeypatch):
    """Let the session server say a larger total from now on."""

    def more(*arguments):
        return [replace(each, total=each.total and each.total + Money(1, "USD")) for each in real(*arguments)]

    real = bridge.fetch_outcomes
    return lambda: monkeypatch.setattr(bridge, "fetch_outcomes", more)


@pytest.mark.process
def test_an_amount_nobody_is_paying_yet_is_corrected(run, says_more):
    decline(run, 1)
    outcomes.fetch(session=run.session)
    says_more()

    assert outcomes.fetch(session=run.session).n_changed == 1
    assert owed() == [(1, 6, "USD")]
    assert not outcomes.differing(run.session).exists()


@pytest.mark.process
def test_an_amount_that_is_being_paid_is_shown_and_not_overwritten(run, says_more, alice):
    decline(run, 1)
    outcomes.fetch(session=run.session)
    batch = PaymentBatch.objects.create(way="cash", study=run.session.study, created_by=alice)
    Payment.objects.create(entitlement=Entitlement.objects.get(), batch=batch)
    assert not outcomes.differing(run.session).exists()
    says_more()
    outcomes.fetch(session=run.session)

    assert owed() == [(1, 5, "USD")]
    [different] = outcomes.differing(run.session)
    assert different.sign_up.heard_outcome.total == Money(6, "USD")


@pytest.mark.process
def test_after_a_payment_was_voided_the_amount_is_corrected(run, says_more, alice):
    decline(run, 1)
    outcomes.fetch(session=run.session)
    batch = PaymentBatch.objects.create(way="cash", study=run.session.study, created_by=alice)
    payment = Payment.objects.create(entitlement=Entitlement.objects.get(), batch=batch)
    void_payment(payment=payment, voided_by=alice, reason="wrong")
    says_more()

    assert outcomes.fetch(session=run.session).n_changed == 1
    assert owed() == [(1, 6, "USD")]


@pytest.mark.process
def test_what_staff_have_cancelled_is_neither_changed_nor_owed_anew(run, says_more, alice):
    decline(run, 1)
    outcomes.fetch(session=run.session)
    cancel_entitlement(entitlement=Entitlement.objects.get(), cancelled_by=alice, reason="a test of our own")
    before = everything()
    says_more()

    assert outcomes.fetch(session=run.session) == outcomes.Fetched(0, 0, 1, 0)
    assert everything() == before
    assert not outcomes.differing(run.session).exists()


@pytest.mark.process
def test_a_participant_who_takes_anothers_label_is_paid_as_themselves(run):
    own, other = run.seats.all()
    link = bridge.personal_link(run.server, own.participant_code)
    WebPerson(f"{link}?participant_label={other.label}").arrive().send(consent="False")
    outcomes.fetch(session=run.session)

    assert owed() == [(own.number, 5, "USD")]


@pytest.mark.process
def test_earnings_go_by_the_participants_code_whatever_label_is_told(run, monkeypatch):
    """Also where a session server had let a label be taken."""

    def exchanged(*arguments):
        return [replace(each, label=labels[each.label]) for each in real(*arguments)]

    real, (own, other) = bridge.fetch_outcomes, run.seats.all()
    labels = {own.label: other.label, other.label: own.label}
    monkeypatch.setattr(bridge, "fetch_outcomes", exchanged)
    decline(run, own.number)
    outcomes.fetch(session=run.session)

    assert owed() == [(own.number, 5, "USD")]


@pytest.mark.process
def test_a_server_that_is_away_leaves_what_was_known(run):
    decline(run, 1)
    outcomes.fetch(session=run.session)
    before = everything()
    SessionServer.objects.filter(pk=run.server_id).update(url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(bridge.NothingArrived):
        outcomes.fetch(session=run.session)
    assert everything() == before
    assert "cannot be reached" in SessionServer.objects.get(pk=run.server_id).last_failure
    assert HeardOutcome.objects.get(exit_reason="consent_declined").total == Money(5, "USD")


@pytest.mark.process
def test_a_session_the_server_has_lost_is_said_and_owes_nothing_new(run):
    LabSession.objects.filter(pk=run.session_id).update(session_code="nothere1")

    with pytest.raises(bridge.SaidNo, match="404"):
        outcomes.fetch(session=run.session)
    assert owed() == []


@pytest.mark.process
def test_people_the_server_does_not_know_are_counted(run):
    run.seats.filter(number=2).update(participant_code="somebody")

    assert outcomes.fetch(session=run.session).n_unknown == 1


def test_before_the_session_is_created_there_is_nothing_to_fetch(session):
    with pytest.raises(Refused, match="not been created"):
        outcomes.fetch(session=session_now(session))


@pytest.mark.process
def test_the_command_fetches_all_that_run(run, capsys):
    decline(run, 1)
    call_command("fetch_outcomes")

    assert "1 new, 0 changed, 1 still playing, 0 unknown" in capsys.readouterr().out
    assert len(owed()) == 1


@pytest.mark.process
def test_the_command_says_what_could_not_be_asked(run, capsys):
    SessionServer.objects.update(url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(CommandError, match="1 sessions could not be asked"):
        call_command("fetch_outcomes", session=run.session.public_id)
    assert "cannot be reached" in capsys.readouterr().err


@pytest.mark.process
def test_money_that_comes_to_nothing_is_settled(run, monkeypatch):
    decline(run, 1)
    real = bridge.fetch_outcomes
    nothing = Money(0, "USD")
    monkeypatch.setattr(
        bridge,
        "fetch_outcomes",
        lambda *some: [replace(each, total=None if each.total is None else nothing) for each in real(*some)],
    )
    outcomes.fetch(session=run.session)

    assert owed() == [(1, 0, "USD")]
    assert not Entitlement.objects.open().exists()


@pytest.mark.process
def test_the_seat_of_somebody_who_is_erased_does_not_keep_a_session_running(run):
    decline(run, 1)
    run.seats.filter(number=2).update(participant_code="")
    outcomes.fetch(session=run.session)
    run.session.refresh_from_db()

    assert run.session.status == LabSession.Status.FINISHED


def test_only_a_running_session_is_declared_over(session, alice):
    with pytest.raises(Refused, match="running"):
        outcomes.declare_over(session=session(), by=alice, reason="burnt")
