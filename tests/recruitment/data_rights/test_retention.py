"""How long things are kept, and that the office looks after it by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from djmoney.money import Money

from recruitment.data_rights import retention
from recruitment.data_rights.erasure import erase, wish_to_be_erased
from recruitment.data_rights.models import TIME_TO_OBJECT
from recruitment.duties import housekeeping
from recruitment.models import (
    Duty,
    Entitlement,
    ErasedAddress,
    Invitation,
    KeptForAccounts,
    OutgoingMail,
    Payment,
    PaymentBatch,
    Person,
    PoolConsent,
    SignUp,
)
from recruitment.people import registration
from recruitment.people.link_tokens import account_of
from recruitment.people.log_in_links import request_log_in, spend_link
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LIMIT = 3 * retention.YEAR


def long_ago(days: int = 0):
    return timezone.now() - LIMIT - timedelta(days=days)


@pytest.fixture
def silent(person) -> Person:
    """A person of whom nothing was heard for a day more than three years."""
    rosa = person("rosa")
    Person.objects.filter(pk=rosa.pk).update(created_at=long_ago(1))
    PoolConsent.objects.update(given_at=long_ago(1))
    rosa.refresh_from_db()
    return rosa


def let_pass(person: Person, time: timedelta) -> None:
    """Move what was said to the person into the past."""
    person.refresh_from_db()
    Person.objects.filter(pk=person.pk).update(erasure_announced_at=person.erasure_announced_at - time)


def state(person: Person) -> str:
    return Person.objects.get(pk=person.pk).status


def test_the_silent_are_told_and_erased_a_month_later(silent):
    assert retention.announce_erasures() == 1
    assert retention.announce_erasures() == 0
    [mail] = delivered()
    assert "3 years" in mail.body
    assert "30 days" in mail.body
    let_pass(silent, TIME_TO_OBJECT - DAY)
    assert retention.erase_inactive() == 0
    let_pass(silent, DAY)

    assert retention.erase_inactive() == 1
    assert state(silent) == "erased"


def test_a_wish_to_be_erased_is_carried_out_once_nothing_is_owed(owed):
    row = owed()
    rosa = row.sign_up.person
    wish_to_be_erased(person=rosa)
    while_owed = retention.erase_who_wished(), state(rosa)
    Entitlement.objects.all().delete()
    while_unknown = retention.erase_who_wished(), state(rosa)
    SignUp.objects.update(state=SignUp.State.NO_SHOW)

    assert while_owed == while_unknown == (0, "withdrawn")
    assert retention.erase_who_wished() == 1
    rosa.refresh_from_db()
    assert (rosa.status, rosa.email, rosa.erasure_wished_at) == ("erased", None, None)
    assert retention.erase_who_wished() == 0


def test_nobody_is_erased_who_was_not_told(silent):
    assert retention.erase_inactive() == 0


def test_one_log_in_is_enough_to_stay(silent):
    retention.announce_erasures()
    let_pass(silent, TIME_TO_OBJECT + DAY)
    request_log_in(address=silent.email)
    assert spend_link(token=newest_token())

    assert retention.erase_inactive() == 0


def test_whoever_came_back_is_told_again_before_being_erased_years_later(silent):
    Person.objects.update(erasure_announced_at=long_ago(400))

    assert retention.erase_inactive() == 0
    assert retention.announce_erasures() == 1


@pytest.mark.parametrize("sign", ["registered", "logged in", "agreed", "came"])
def test_whoever_gave_a_sign_of_life_is_not_told(silent, session, sign):
    now = timezone.now()
    if sign == "registered":
        Person.objects.update(created_at=now)
    elif sign == "logged in":
        user = account_of(silent)
        user.last_login = now
        user.save()
    elif sign == "agreed":
        PoolConsent.objects.update(given_at=now)
    else:
        SignUp.objects.create(session=session(), person=silent, state="present", moved_at=long_ago(9))

    assert retention.announce_erasures() == 0


def test_people_of_a_channel_have_no_address_and_are_erased_all_the_same():
    visitor = Person.objects.create(channel="prolific", channel_id="pid1", status="active")
    Person.objects.update(created_at=long_ago(1))
    retention.announce_erasures()
    let_pass(visitor, TIME_TO_OBJECT)

    assert retention.erase_inactive() == 1
    assert not OutgoingMail.objects.exists()


def test_money_that_is_owed_is_waited_for(silent, session):
    past = session(starts_at=long_ago(9))
    place = SignUp.objects.create(session=past, person=silent, state="present", moved_at=long_ago(9))
    Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money(5, "EUR"), exit_reason="completed"
    )
    retention.announce_erasures()
    let_pass(silent, TIME_TO_OBJECT)

    assert retention.erase_inactive() == 0
    assert state(silent) == "active"


def test_payees_are_forgotten_after_their_day(silent, session, study, ada):
    place = SignUp.objects.create(session=session(), person=silent, state="present")
    owed = Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money(5, "EUR"), exit_reason="completed"
    )
    batch = PaymentBatch.objects.create(way="cash", study=study, created_by=ada)
    Payment.objects.create(entitlement=owed, batch=batch, paid_at=timezone.now())
    erase(person=silent)
    assert retention.forget_payees() == 0
    KeptForAccounts.objects.update(keep_until=timezone.localdate() - DAY)

    assert retention.forget_payees() == 1


def test_mails_the_log_log_ins_and_wishes_are_forgotten_in_their_time(person, client, ada, as_person):
    rosa, now = person("rosa", new_email="new@example.org", new_email_asked_at=timezone.now() - 3 * DAY), timezone.now()
    as_person(rosa)
    for days in (364, 366):
        OutgoingMail.objects.create(
            person=rosa, template="log_in", idempotency_key=str(days), state="failed", queued_at=now - days * DAY
        )
        AccessAttempt.objects.create(username="ada", ip_address=f"192.0.2.{days % 9}", failures_since_start=1)
    AccessAttempt.objects.filter(ip_address="192.0.2.6").update(attempt_time=now - 31 * DAY)
    Session.objects.update(expire_date=now - DAY)
    # Giving a wish up is a change that is logged itself.
    retention.forget_unconfirmed_addresses()
    n_entries = LogEntry.objects.count()
    LogEntry.objects.filter(pk=LogEntry.objects.first().pk).update(timestamp=now - 3 * retention.YEAR - DAY)
    ErasedAddress.objects.create(digest="old", erased_on=now - 10 * retention.YEAR - DAY)
    ErasedAddress.objects.create(digest="new", erased_on=now)

    retention.forget_mails()
    retention.forget_log()
    retention.forget_log_ins()
    retention.forget_erased_addresses()

    rosa.refresh_from_db()
    assert [mail.idempotency_key for mail in OutgoingMail.objects.all()] == ["364"]
    assert LogEntry.objects.count() == n_entries - 1
    assert (Session.objects.count(), AccessAttempt.objects.count()) == (0, 1)
    assert [each.digest for each in ErasedAddress.objects.all()] == ["new"]
    assert rosa.new_email == ""


@pytest.mark.parametrize(("state", "counts"), [("withheld", False), ("sent", True)])
def test_an_invitation_that_never_left_does_not_count_once_its_mail_is_forgotten(person, study, state, counts):
    long_ago = timezone.now() - 366 * DAY
    mail = OutgoingMail.objects.create(
        person=person(),
        template="invitation",
        idempotency_key="x",
        state=state,
        queued_at=long_ago,
        claimed_at=long_ago,
    )
    Invitation.objects.create(study=study, person=mail.person, mail=mail, queued_at=long_ago)
    retention.forget_mails()

    assert not OutgoingMail.objects.exists()
    assert Invitation.objects.that_left().exists() is counts


def test_a_mail_that_still_waits_is_not_forgotten(person):
    OutgoingMail.objects.create(
        person=person(), template="log_in", idempotency_key="x", queued_at=timezone.now() - 999 * DAY
    )
    retention.forget_mails()

    assert OutgoingMail.objects.exists()


def test_the_office_does_all_of_it_by_itself(silent):
    every = set(housekeeping.DUTIES)
    of_retention = {
        each for name, each in vars(retention).items() if name.startswith(("forget_", "announce_", "erase_"))
    }
    assert of_retention | {registration.forget_unconfirmed} <= every

    housekeeping.do_all()

    silent.refresh_from_db()
    assert silent.erasure_announced_at is not None


def test_daily_duties_run_once_a_day_and_the_others_at_every_turn(monkeypatch):
    done = []
    often, daily = (lambda: done.append("often")), (lambda: done.append("daily"))
    often.__name__, daily.__name__ = "often", "daily"
    monkeypatch.setattr(housekeeping, "DUTIES", {often: housekeeping.EVERY_TURN, daily: housekeeping.DAILY})
    housekeeping.do_all()
    housekeeping.do_all()
    Duty.objects.filter(name__endswith="daily").update(done_at=timezone.now() - DAY)
    housekeeping.do_all()

    assert done == ["often", "daily", "often", "often", "daily"]


def test_a_duty_that_fails_keeps_no_other_and_staff_see_it_until_it_succeeds(monkeypatch, ada, logged_in):
    done, fails = [], [True]

    def sick():
        if fails[0]:
            raise ValueError("canary@example.org")

    def well():
        done.append(1)

    monkeypatch.setattr(housekeeping, "DUTIES", {sick: housekeeping.DAILY, well: housekeeping.DAILY})
    housekeeping.do_all()

    page = logged_in(ada).get("/staff/").content.decode()
    assert done == [1]
    assert "sick" in page
    assert "ValueError" in page
    assert "canary" not in str(Duty.objects.values())

    fails[0] = False
    Duty.objects.filter(name__endswith="sick").update(failed_at=timezone.now() - housekeeping.PAUSE_AFTER_FAILURE)
    housekeeping.do_all()

    assert "sick" not in logged_in(ada).get("/staff/").content.decode()


def test_a_duty_that_is_none_any_more_is_not_shown_as_failing(monkeypatch, ada, logged_in):
    Duty.objects.create(name="an_old.name", failed_at=timezone.now(), failure="ValueError")
    assert "an_old.name" in logged_in(ada).get("/staff/").content.decode()

    monkeypatch.setattr(housekeeping, "DUTIES", {})
    housekeeping.do_all()

    assert "an_old.name" not in logged_in(ada).get("/staff/").content.decode()


def test_staff_see_that_nothing_is_looked_after(ada, logged_in):
    Duty.objects.create(name="x", done_at=timezone.now() - housekeeping.SILENCE - DAY)

    assert "mail worker" in logged_in(ada).get("/staff/").content.decode()


def test_those_who_are_refused_do_not_stand_in_front_of_the_others(silent, person, session, monkeypatch):
    monkeypatch.setattr(retention, "MOST_AT_ONCE", 1)
    place = SignUp.objects.create(
        session=session(starts_at=long_ago(9)), person=silent, state="present", moved_at=long_ago(9)
    )
    Entitlement.objects.create(sign_up=place, kind="show_up", source="door", amount=Money(1, "EUR"))
    later = [person("omar"), person("lin")]
    Person.objects.update(created_at=long_ago(1), erasure_announced_at=timezone.now() - TIME_TO_OBJECT - DAY)
    PoolConsent.objects.update(given_at=long_ago(1))

    assert [retention.erase_inactive() for _ in range(3)] == [1, 1, 0]
    assert [state(each) for each in later] == ["erased", "erased"]
