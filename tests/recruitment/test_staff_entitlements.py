"""Corrections of what one person is owed."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry

from recruitment.models import Entitlement

pytestmark = pytest.mark.django_db


def form(**changes) -> dict[str, str]:
    return {"amount_0": "2.50", "amount_1": "EUR", "reason": "the server stopped", "request_key": "k1", **changes}


def test_sending_the_form_twice_corrects_once(owed, alice, logged_in):
    row = owed()
    client = logged_in(alice)

    for _ in range(2):
        client.post(f"/staff/payments/sign-ups/{row.sign_up_id}/", form())

    [correction] = Entitlement.objects.filter(kind="correction")
    assert (correction.amount.amount, correction.created_by) == (2.5, alice)


def test_each_form_has_a_key_of_its_own(owed, alice, logged_in):
    row = owed()
    pages = [logged_in(alice).get(f"/staff/payments/sign-ups/{row.sign_up_id}/").content for _ in range(2)]

    assert pages[0].split(b'name="request_key"')[1][:60] != pages[1].split(b'name="request_key"')[1][:60]


def test_looking_at_a_name_is_logged(owed, alice, logged_in):
    row = owed(family_name="Canary")

    page = logged_in(alice).get(f"/staff/payments/sign-ups/{row.sign_up_id}/").content.decode()

    assert "Canary" in page
    assert LogEntry.objects.get(action=LogEntry.Action.ACCESS).actor == alice


def test_an_amount_is_cancelled_with_its_reason(owed, alice, logged_in):
    row = owed()

    logged_in(alice).post(f"/staff/payments/owed/{row.pk}/cancel/", {"reason": "took part twice"})

    row.refresh_from_db()
    assert (row.cancelled_by, row.cancel_reason) == (alice, "took part twice")


@pytest.mark.parametrize(("name", "status"), [("aud", 200), ("doris", 403), ("charlie", 404)])
def test_others_change_nothing(request, owed, logged_in, name, status):
    row = owed()
    client = logged_in(request.getfixturevalue(name))

    seen = client.get(f"/staff/payments/sign-ups/{row.sign_up_id}/").status_code
    client.post(f"/staff/payments/sign-ups/{row.sign_up_id}/", form())
    client.post(f"/staff/payments/owed/{row.pk}/cancel/", {"reason": "r"})

    row.refresh_from_db()
    assert seen == status
    assert row.cancelled_at is None
    assert Entitlement.objects.count() == 1
