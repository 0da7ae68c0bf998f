"""The page of one list, from its making to the receipts."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from djmoney.money import Money

from recruitment.models import Payment
from recruitment.money.batches import make_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(owed, study, alice):
    owed("12.34")
    owed("0.66")
    return make_batch(study=study, way="cash", currency="EUR", made_by=alice)


def address(batch, step: str = "") -> str:
    return f"/staff/payments/lists/{batch.public_id}/{step}"


def test_two_people_take_a_list_from_made_to_paid(batch, alice, ada, logged_in):
    second, first = logged_in(ada), logged_in(alice)
    seen = second.get(address(batch)).content.decode()
    assert "€13.00" in seen

    second.post(address(batch, "approve/"), {"seen": batch.contents_hash})
    printed = first.post(address(batch, "file/"), {"print": "1"}).content.decode()
    first.post(address(batch, "paid/"))

    assert "Payee0 Demo" in printed
    assert "Total" in printed
    assert "€13.00" in printed
    assert Payment.objects.paid().count() == 2


def test_who_approves_is_told_that_the_budget_does_not_cover_what_is_owed(batch, study, ada, logged_in):
    before = logged_in(ada).get(address(batch)).content.decode()
    study.budget = Money("10.00", "EUR")
    study.save()

    page = logged_in(ada).get(address(batch)).content.decode()

    assert "budget" not in before
    assert "Of a budget of €10.00, -€3.00 is left." in page


def test_who_made_the_list_is_not_offered_to_approve_it(batch, alice, ada, logged_in):
    assert "approve/" not in logged_in(alice).get(address(batch)).content.decode()
    assert "approve/" in logged_in(ada).get(address(batch)).content.decode()


def test_a_forged_approval_by_its_maker_is_refused(batch, alice, logged_in):
    page = logged_in(alice).post(address(batch, "approve/"), {"seen": batch.contents_hash}, follow=True)

    batch.refresh_from_db()
    assert batch.approved_at is None
    assert "somebody else must approve" in page.content.decode()


STEPS = ["approve/", "discard/", "file/", "paid/", "void/1/", "channel/pay/"]


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["aud", "doris", "charlie"])
def test_who_may_not_move_money_moves_none(request, batch, logged_in, name, step):
    response = logged_in(request.getfixturevalue(name)).post(
        address(batch, step), {"seen": batch.contents_hash, "reason": "r"}
    )

    batch.refresh_from_db()
    assert response.status_code in {403, 404}
    assert batch.step == "made"
    assert Payment.objects.valid().count() == 2


@pytest.mark.parametrize("step", STEPS)
def test_a_link_moves_no_money(batch, ada, logged_in, step):
    assert logged_in(ada).get(address(batch, step)).status_code == 405


def test_a_form_from_elsewhere_moves_no_money(batch, ada):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)

    assert client.post(address(batch, "approve/"), {"seen": batch.contents_hash}).status_code == 403


@pytest.mark.parametrize(("name", "status"), [("aud", 200), ("doris", 403), ("charlie", 404)])
def test_who_may_look(request, batch, logged_in, name, status):
    page = logged_in(request.getfixturevalue(name)).get(address(batch))

    assert page.status_code == status
    assert b"<button>" not in page.content.split(b"<main")[-1].split(b"</main>")[0]


def test_a_payment_is_voided_with_its_reason_and_stays_visible(batch, ada, logged_in):
    payment = batch.payments.first()

    page = logged_in(ada).post(address(batch, f"void/{payment.pk}/"), {"reason": "<b>twice</b>"}, follow=True)

    payment.refresh_from_db()
    assert payment.void_reason == "<b>twice</b>"
    assert "&lt;b&gt;twice&lt;/b&gt;" in page.content.decode()


def test_a_payment_of_another_list_is_not_reached_through_this_one(batch, owed, study, alice, ada, logged_in):
    owed("5.00")
    other = make_batch(study=study, way="cash", currency="EUR", made_by=alice).payments.get()

    response = logged_in(ada).post(address(batch, f"void/{other.pk}/"), {"reason": "r"})

    assert response.status_code == 404


def test_the_file_is_taken_as_a_file(batch, alice, ada, logged_in):
    logged_in(ada).post(address(batch, "approve/"), {"seen": batch.contents_hash})

    response = logged_in(alice).post(address(batch, "file/"))

    assert response.headers["Content-Disposition"] == f'attachment; filename="cash-{batch.public_id}.csv"'
    assert response.content.count(b"\n") == 3


def test_the_list_to_sign_names_study_and_session_as_people_know_them(batch, study, alice, ada, logged_in):
    logged_in(ada).post(address(batch, "approve/"), {"seen": batch.contents_hash})

    page = logged_in(alice).post(address(batch, "file/"), {"print": "1"}).content.decode()

    session = batch.payments.first().entitlement.sign_up.session
    assert f"<h2>{study.public_title}</h2>" in page
    assert study.title not in page  # it may tell the treatment
    assert date_format(timezone.localtime(session.starts_at), "DATETIME_FORMAT") in page
    assert session.room.name in page


def test_discarding_says_that_everything_is_open_again(batch, alice, logged_in):
    page = logged_in(alice).post(address(batch, "discard/"), {"reason": "wrong way"}, follow=True)

    assert "open again" in page.content.decode()
    assert Payment.objects.valid().count() == 0


@pytest.mark.parametrize(("amounts", "is_said"), [(["6.00"], True), (["6.00", "7.00"], False)], ids=["none", "one"])
def test_the_page_says_that_nobody_gets_a_bonus_and_marks_the_list(bonuses, alice, logged_in, amounts, is_said):
    batch, client = bonuses(*amounts), logged_in(alice)
    page = client.get(f"/staff/payments/lists/{batch.public_id}/").content.decode()

    assert ("Nobody in this list gets a bonus" in page) == is_said
    assert ("Download the file" in page) != is_said
    client.post(f"/staff/payments/lists/{batch.public_id}/paid/")
    batch.refresh_from_db()
    assert (batch.step == "paid") == is_said
