"""A browser that translates a page leaves people's names alone: Frau Koch is no cook."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_the_list_of_people_and_their_pages_keep_names(ada, person, logged_in):
    koch = person("koch", given_name="Rosa", family_name="Koch")
    client = logged_in(ada)
    pages = [
        client.get(address).content.decode()
        for address in (
            "/staff/people/?q=koch",
            f"/staff/people/{koch.public_id}/",
            f"/staff/people/{koch.public_id}/erase/",
        )
    ]

    assert [page.count("Rosa Koch") > 0 for page in pages] == [True] * 3
    assert all('translate="no"' in page.split("Rosa Koch")[0].rsplit("<h1", 1)[-1] for page in pages)


def test_payments_keep_the_name_of_whom_they_are_for(owed, alice, logged_in):
    row = owed()
    page = logged_in(alice).get(f"/staff/payments/sign-ups/{row.sign_up_id}/").content.decode()

    assert '<h1 translate="no">' in page
