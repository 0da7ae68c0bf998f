"""Erasing a person: nothing personal is left in any table, and the books still balance."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from djmoney.money import Money

from recruitment.channels.sona.course_credits import grant_credits
from recruitment.data_rights.erasure import erase, purge_accounts
from recruitment.models import (
    ChannelOffer,
    Entitlement,
    KeptForAccounts,
    Payment,
    PaymentBatch,
    Person,
    ProfileAnswer,
    ProfileField,
    ServerRun,
    ServerSeat,
    SessionServer,
    SignUp,
    Study,
    StudyLabel,
    User,
)
from recruitment.money.batches import discard
from recruitment.money.corrections import cancel_entitlement
from recruitment.money.paying_by_calls import pay_by_calls
from recruitment.refused import Refused
from recruitment.seats.sign_ups import sign_up
from recruitment.studies.labels import labels_of
from tests.harness.channels.fake_sona import FakeSona

pytestmark = pytest.mark.django_db

CANARIES = ("canary", "Zwitscher", "DE00CANARY", "peep")
ENCRYPTED = "gAAAAA"  # how every Fernet token begins


def everything() -> str:
    """Return all that stands in the database, but for what is kept for the accounts."""
    words = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model is not KeptForAccounts:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
                words += [str(row) for row in cursor.fetchall()]
    return "\n".join(words)


@pytest.fixture
def canary(invited, study, session) -> Person:
    """A person of whom there are traces everywhere: account, answers, label, sign-up, mails, log."""
    someone = invited("canary", given_name="Zwitscher", family_name="Canary", iban="DE00CANARY")
    someone.user = User.objects.create_user(someone.public_id)
    someone.paypal_address = "canary@pay.example.org"
    someone.save()
    field = ProfileField.objects.create(key="pet", label="Pet", kind="text")
    ProfileAnswer.objects.create(person=someone, field=field, value="peep")
    sign_up(person=someone, session=session())
    labels_of(study=study, people=[someone])
    return someone


def pay(person: Person, *, paid: bool) -> Payment:
    place = person.sign_ups.get()
    place.state = SignUp.State.PRESENT
    place.save()
    owed = Entitlement.objects.create(
        sign_up=place, kind="session", source="session_server", amount=Money("12.34", "EUR"), exit_reason="completed"
    )
    maker = place.session.study.owner
    batch = PaymentBatch.objects.create(way="sepa", study=place.session.study, created_by=maker)
    return Payment.objects.create(entitlement=owed, batch=batch, paid_at=timezone.now() if paid else None)


def test_nothing_leads_from_a_payee_to_the_data_any_more(canary):
    """The payee of a payment is kept for years; label and code would tell which decisions were theirs."""
    place = pay(canary, paid=True).entitlement.sign_up
    label = canary.labels.get().label
    server = SessionServer.objects.create(name="tests", url="http://nowhere")
    run = ServerRun.objects.create(session=place.session, server=server, people_per_block=1)
    ServerSeat.objects.create(run=run, sign_up=place, number=1, label=label, participant_code="kq3x9fzz")
    place.participant_code, place.channel_submission = "kq3x9fzz", "64b0bb77"
    place.save()
    before = everything()
    assert [word for word in (label, "kq3x9fzz", "64b0bb77") if word not in before] == []

    erase(person=canary)

    left = everything()
    assert [word for word in (label, "kq3x9fzz", "64b0bb77") if word in left] == []
    assert KeptForAccounts.objects.exists()


def test_no_trace_is_left_in_any_table(canary):
    pay(canary, paid=True)
    before = everything()
    # The account is there, and nobody can read it.
    assert [word for word in CANARIES if word not in before] == ["DE00CANARY"]
    assert ENCRYPTED in before

    erase(person=canary)

    left = everything()
    assert [word for word in CANARIES if word.lower() in left.lower()] == []
    assert ENCRYPTED not in left
    assert not StudyLabel.objects.exists()


def test_the_books_still_balance_and_the_payee_is_kept_apart(canary):
    payment = pay(canary, paid=True)

    erase(person=canary)

    kept = KeptForAccounts.objects.get()
    assert Entitlement.objects.paid().get().amount == Money("12.34", "EUR")
    assert (kept.payment, kept.payee_name, kept.payee_account) == (payment, "Zwitscher Canary", "DE00CANARY")
    with connection.cursor() as cursor:
        cursor.execute("SELECT payee_name, payee_account FROM recruitment_keptforaccounts")
        assert all(column.startswith(ENCRYPTED) for column in cursor.fetchone())
    assert kept.keep_until == date(timezone.localdate().year + 10, 12, 31)


def test_nobody_is_erased_who_is_still_owed_money(canary):
    pay(canary, paid=False)

    with pytest.raises(Refused, match="still owed"):
        erase(person=canary)
    canary.refresh_from_db()
    assert canary.family_name == "Canary"


def test_nobody_is_erased_whose_earnings_are_not_known_yet(canary):
    canary.sign_ups.update(state=SignUp.State.PRESENT)

    with pytest.raises(Refused, match="not known yet"):
        erase(person=canary)


def test_erasing_gives_future_seats_to_others(canary, invited):
    lab = canary.sign_ups.get().session
    for name in ("rosa", "omar"):
        sign_up(person=invited(name), session=lab)

    erase(person=canary)

    assert sorted(lab.sign_ups.values_list("state", flat=True)) == ["cancelled", "signed_up", "signed_up"]


def test_erasing_twice_changes_nothing(canary):
    erased_at = erase(person=canary).erased_at

    assert erase(person=canary).erased_at == erased_at


@pytest.mark.parametrize("column", Person.PERSONAL_FIELDS)
def test_the_database_itself_refuses_personal_data_of_the_erased(canary, column):
    erase(person=canary)

    with pytest.raises(IntegrityError, match="erased_people"), transaction.atomic():
        Person.objects.filter(pk=canary.pk).update(**{column: "back@example.org"})


def test_payees_are_deleted_after_their_day(canary):
    pay(canary, paid=True)
    erase(person=canary)
    last_day = KeptForAccounts.objects.get().keep_until

    assert purge_accounts(today=last_day) == 0
    assert purge_accounts(today=last_day + timedelta(days=1)) == 1
    assert not KeptForAccounts.objects.exists()
    assert Payment.objects.count() == 1


@pytest.mark.parametrize("is_known", [True, False], ids=["granted", "refused"])
def test_no_trace_of_who_was_to_be_credited_on_sona_is_left(study, owed, alice, is_known):
    code = "qz7781"
    with FakeSona(sign_ups=[code] if is_known else []) as sona:
        offer = ChannelOffer.objects.create(
            study=study, site=sona.url, external_id=sona.experiment_id, credit_token=sona.token
        )
        Study.objects.update(channel="sona")
        offer.refresh_from_db()
        row = owed("0.00", channel="sona", channel_id=code, email=None)
        with nullcontext() if is_known else pytest.raises(Refused):
            grant_credits(offer=offer, made_by=alice)
    assert offer.calls.count() == 1
    assert code in everything()

    erase(person=row.sign_up.person)

    assert code not in everything()


def test_what_a_channel_said_of_a_payee_is_forgotten_in_table_and_log(bonuses, prolific, alice):
    batch = bonuses("10.00")
    prolific.took_part.clear()
    with pytest.raises(Refused, match="pid0"):
        pay_by_calls(batch=batch, made_by=alice)
    assert "pid0" in batch.calls.get().failure
    discard(batch=batch, discarded_by=alice, reason="was not there")
    row = Entitlement.objects.get()
    cancel_entitlement(entitlement=row, cancelled_by=alice, reason="was not there")

    erase(person=row.sign_up.person)

    assert "pid0" not in everything()
