"""From the door to a session on a real session server: nothing lost and nothing doubled, whatever breaks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from djmoney.money import Money

from recruitment.laboratory import server_client as bridge
from recruitment.models import Entitlement, LabSession, Room, ServerRun, SessionServer, SignUp
from recruitment.refused import Refused
from recruitment.session_day import check_in, creation
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import REST_KEY
from tests.harness.servers.session_server import SessionServer as ServerProcess
from tests.harness.servers.slow_way import SlowWay
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rest_key")]
SCENARIO = Path(__file__).parents[1] / "scenarios" / "two_tablets.py"


@pytest.fixture
def lab(session, study, session_server) -> LabSession:
    study.treatment, study.show_up_fee = "lab_ch_uh", Money(5, "EUR")
    study.save()
    return session_now(session, session_server=server_at(session_server.url))


def create(lab: LabSession) -> ServerRun:
    return creation.create(session=lab, by=None)


def sessions_with(session_server, key: str) -> list[str]:
    return [each["code"] for each in session_server.rest.get("/api/sessions").json() if each["label"] == key]


@pytest.mark.process
def test_exactly_those_present_play_in_full_blocks_and_the_others_are_paid_for_coming(lab, person, session_server):
    present = at_check_in(lab, person, 6)
    expected = at_check_in(lab, person, 1, "signed_up")
    run = create(lab)
    lab.refresh_from_db()
    told = session_server.rest.session(lab.session_code)["participants"]

    assert lab.status == LabSession.Status.RUNNING
    assert {each["label"] for each in told} == set(run.seats.values_list("label", flat=True))
    assert {each["code"] for each in told} == set(run.seats.values_list("participant_code", flat=True))
    assert {seat.sign_up for seat in run.seats.all()} < set(present)
    left = SignUp.objects.filter(session=lab, state="turned_away")
    assert len(left) == 2
    assert sorted(Entitlement.objects.values_list("sign_up", "amount")) == sorted((place.pk, 5) for place in left)
    assert Entitlement.objects.first().reason == "the last block was not full"
    expected[0].refresh_from_db()
    assert expected[0].state == "signed_up"


@pytest.mark.process
def test_what_was_looked_at_before_is_what_is_made(lab, person):
    at_check_in(lab, person, 7)
    seen = creation.preview(lab, people_per_block=4)
    run = create(lab)

    assert [seat.sign_up for seat in run.seats.all()] == seen.playing


@pytest.mark.process
def test_pressing_again_gives_the_same_session(lab, person, session_server):
    at_check_in(lab, person, 4)
    first, again = create(lab), create(lab)

    assert first == again
    assert len(sessions_with(session_server, first.key)) == 1


@pytest.mark.process
def test_labels_are_those_of_the_study_and_no_names(lab, person, session_server):
    at_check_in(lab, person, 4)
    run = create(lab)

    assert {seat.label for seat in run.seats.all()} == set(
        lab.study.labels.filter(person__sign_ups__session=lab).values_list("label", flat=True)
    )


@pytest.mark.process
def test_the_session_takes_the_room_of_the_session_server(lab, person, session_server):
    lab.room = Room.objects.create(name="Laboratory 2", seats=12, otree_room="online")
    lab.save()
    at_check_in(lab, person, 4)
    create(lab)
    lab.refresh_from_db()
    rooms = {room["name"]: room["session_code"] for room in session_server.rest.get("/api/rooms").json()}

    assert rooms["online"] == lab.session_code


@pytest.mark.process
def test_too_few_for_one_block_make_no_session(lab, person):
    at_check_in(lab, person, 3)

    with pytest.raises(Refused, match="block needs 4"):
        create(lab)
    assert not ServerRun.objects.exists()


@pytest.mark.process
def test_nothing_is_created_beyond_the_ethics_approval(lab, person):
    lab.study.ethics_expires_on = timezone.localdate() - timedelta(days=1)
    lab.study.save()
    at_check_in(lab, person, 4)

    with pytest.raises(Refused, match="expired"):
        create(lab)


@pytest.mark.process
def test_a_treatment_the_server_does_not_have_is_named(lab, person):
    lab.study.treatment = "no_such_treatment"
    lab.study.save()
    at_check_in(lab, person, 4)

    with pytest.raises(Refused, match="no_such_treatment"):
        create(lab)


@pytest.mark.process
def test_without_a_server_there_is_no_session(lab, person):
    lab.session_server = None
    lab.save()

    with pytest.raises(Refused, match="No session server"):
        create(lab)


@pytest.mark.process
def test_when_the_answer_is_lost_staff_are_told_and_pressing_again_finds_the_session(lab, person, session_server):
    present = at_check_in(lab, person, 5)
    with SlowWay(session_server.url, loses_answer=lambda _, path: path == "/api/sessions") as way:
        lab.session_server = server_at(way.url)
        lab.save()
        with pytest.raises(bridge.InDoubt):
            create(lab)
        run = ServerRun.objects.get()
        assert (run.made_at, run.attempts) == (None, 1)
        assert "did not answer" in run.last_failure
        assert set(SignUp.objects.filter(session=lab).values_list("state", flat=True)) == {"present"}
        planned = [seat.label for seat in run.seats.all()]
        way.loses_answer = lambda *_: False
        made = create(lab)
    lab.refresh_from_db()

    assert sessions_with(session_server, run.key) == [lab.session_code]
    assert [seat.label for seat in made.seats.all()] == planned
    assert made.last_failure == ""
    assert sum(place.state == "turned_away" for place in SignUp.objects.filter(session=lab)) == len(present) - 4


@pytest.mark.process
def test_an_office_that_is_killed_while_it_waits_for_the_answer_finds_the_session(
    lab, person, session_server, monkeypatch
):
    at_check_in(lab, person, 4)
    ask = bridge.create_session

    def ask_and_die(*arguments, **named):
        ask(*arguments, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(bridge, "create_session", ask_and_die)
    with pytest.raises(KeyboardInterrupt):
        create(lab)
    monkeypatch.setattr(bridge, "create_session", ask)
    run = create(lab)
    lab.refresh_from_db()

    assert sessions_with(session_server, run.key) == [lab.session_code]


@pytest.mark.process
def test_a_server_that_is_away_keeps_nothing_and_the_door_stays_open(lab, person, tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    with ServerProcess(project) as server:
        lab.session_server = server_at(server.url)
        lab.save()
        at_check_in(lab, person, 4)
        server.kill()
        with pytest.raises(bridge.NothingArrived):
            create(lab)
        assert not ServerRun.objects.exists()
        known = SessionServer.objects.get(pk=lab.session_server.pk)
        assert "cannot be reached" in known.last_failure
        assert known.last_seen_at is None
        late = at_check_in(lab, person, 4, "late")
        server.start()
        run = create(lab)
        lab.refresh_from_db()

        assert set(late) < {seat.sign_up for seat in run.seats.all()}
        assert sessions_with(server, run.key) == [lab.session_code]
        assert SessionServer.objects.get(pk=known.pk).last_seen_at > known.last_failed_at


@pytest.mark.process
def test_a_server_killed_and_restarted_after_it_was_asked_has_the_session_once(lab, person, tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    with ServerProcess(project) as server:
        at_check_in(lab, person, 4)

        def kill(_: int, path: str) -> bool:
            if path == "/api/sessions":
                server.kill()
                return True
            return False

        with SlowWay(server.url, loses_answer=kill) as way:
            lab.session_server = server_at(way.url)
            lab.save()
            with pytest.raises(bridge.SessionServerFailure):
                create(lab)
            assert ServerRun.objects.get().made_at is None
            way.loses_answer = lambda *_: False
            server.start()
            run = create(lab)
        lab.refresh_from_db()

        assert sessions_with(server, run.key) == [lab.session_code]
        assert len(server.rest.get("/api/sessions").json()) == 1


@pytest.mark.process
def test_a_doubt_is_settled_by_asking(lab, person, session_server):
    at_check_in(lab, person, 4)
    with SlowWay(session_server.url, loses_answer=lambda _, path: path == "/api/sessions") as way:
        lab.session_server = server_at(way.url)
        lab.save()
        with pytest.raises(bridge.InDoubt):
            create(lab)
        way.loses_answer = lambda *_: False
        run = creation.settle_doubt(session=lab)

    assert run.made_at


@pytest.mark.process
def test_a_plan_is_given_up_only_when_no_request_can_still_arrive(lab, person, session_server):
    at_check_in(lab, person, 4)
    run = creation._planned(lab, bridge.SessionConfig("lab_ch_uh", "", 4, 4), None)
    ServerRun.objects.filter(pk=run.pk).update(attempts=1, asked_at=timezone.now())

    with pytest.raises(Refused, match="may still arrive"):
        creation.settle_doubt(session=lab)
    ServerRun.objects.update(asked_at=timezone.now() - creation.LATEST_ARRIVAL)
    assert creation.settle_doubt(session=lab) is None
    assert not ServerRun.objects.exists()


@pytest.mark.process
def test_two_tablets_that_press_at_once_make_one_session(office, session_server):
    happened = office.python(SCENARIO, session_server.url, OTREE_REST_KEY=REST_KEY)

    assert happened["failures"] == []
    assert happened["codes"] == 1
    assert happened["seats"] == 4
    assert len(sessions_with(session_server, happened["key"])) == 1


@pytest.fixture
def plan(session, person) -> ServerRun:
    """Return what is written down before a server is asked, of a session on a server that does not exist."""
    lab = session_now(session, session_server=server_at("http://nowhere"))
    at_check_in(lab, person, 4)
    return creation._planned(lab, bridge.SessionConfig("lab_ch_uh", "", 4, 4), None)


@pytest.mark.parametrize("failure", [bridge.NothingArrived, bridge.SaidNo])
def test_once_the_session_was_made_the_second_question_leaves_doubts_and_keeps_the_plan(plan, monkeypatch, failure):
    def answer(address, *_):
        if address.endswith("/api/sessions"):
            return {"code": "abcdefgh"}
        raise failure("cannot be reached")

    monkeypatch.setattr(bridge, "_ask_once", answer)
    with pytest.raises(bridge.InDoubt, match="who sits where"):
        create(plan.session)
    assert ServerRun.objects.get().key == plan.key


@pytest.mark.parametrize("answer", ["made", bridge.NothingArrived("away"), bridge.Unanswered("silent")], ids=str)
def test_a_plan_that_is_given_up_while_the_server_is_asked_is_said_in_words(plan, monkeypatch, answer):
    def give_up_meanwhile(*_, **__):
        ServerRun.objects.all().delete()
        if isinstance(answer, Exception):
            raise answer
        return bridge.CreatedSession("abcdefgh", {})

    monkeypatch.setattr(bridge, "create_session", give_up_meanwhile)
    with pytest.raises((Refused, bridge.SessionServerFailure)) as said:
        create(plan.session)
    assert ("Tap again" in str(said.value)) == (answer == "made")


def test_a_plan_that_is_gone_is_not_asked_for(plan, monkeypatch):
    ServerRun.objects.all().delete()
    monkeypatch.setattr(bridge, "create_session", lambda *_, **__: pytest.fail("the server was asked"))

    with pytest.raises(Refused, match="Tap again"):
        creation._carry_out(plan)


def gone(*_, **__):
    raise bridge.NothingArrived("cannot be reached")


def test_the_plan_of_a_server_that_is_gone_is_given_up_with_a_reason_and_people_can_be_turned_away(
    plan, alice, monkeypatch
):
    monkeypatch.setattr(bridge, "has_session", gone)
    ServerRun.objects.update(asked_at=timezone.now() - creation.LATEST_ARRIVAL)
    guest = plan.seats.first().sign_up

    with pytest.raises(Refused, match="reason"):
        creation.settle_without_answer(session=plan.session, by=alice, reason=" ")
    with pytest.raises(Refused, match="has a seat"):
        check_in.mark(sign_up=guest, state="turned_away")
    assert creation.settle_without_answer(session=plan.session, by=alice, reason="it burnt") is None

    [decision] = plan.session.decisions.all()
    assert (decision.kind, decision.reason, decision.made_by) == ("plan_given_up", "it burnt", alice)
    assert check_in.mark(sign_up=guest, state="turned_away").state == "turned_away"


def test_a_plan_is_not_given_up_while_its_request_may_still_arrive(plan, alice, monkeypatch):
    monkeypatch.setattr(bridge, "has_session", gone)
    ServerRun.objects.update(asked_at=timezone.now())

    with pytest.raises(Refused, match="may still arrive"):
        creation.settle_without_answer(session=plan.session, by=alice, reason="it burnt")
    assert ServerRun.objects.exists()
    assert not plan.session.decisions.exists()


def test_a_server_that_answers_after_all_keeps_its_session(plan, alice, monkeypatch):
    codes = {seat.label: f"code{seat.number}" for seat in plan.seats.all()}
    monkeypatch.setattr(bridge, "has_session", lambda *_, **__: True)
    monkeypatch.setattr(bridge, "create_session", lambda *_, **__: bridge.CreatedSession("abcdefgh", codes))

    run = creation.settle_without_answer(session=plan.session, by=alice, reason="it burnt")

    assert run.made_at
    assert not plan.session.decisions.exists()


def test_where_the_server_says_that_there_is_no_session_the_reason_is_not_needed(plan, alice, monkeypatch):
    monkeypatch.setattr(bridge, "has_session", lambda *_, **__: False)
    ServerRun.objects.update(asked_at=timezone.now() - creation.LATEST_ARRIVAL)

    assert creation.settle_without_answer(session=plan.session, by=alice, reason="it burnt") is None
    assert not ServerRun.objects.exists()
    assert not plan.session.decisions.exists()
