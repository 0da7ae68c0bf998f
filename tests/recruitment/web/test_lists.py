"""Lists for staff: sorted by their headings, narrowed down by what stands in the address, and never anybody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from recruitment.models import LabSession, PaymentBatch, Study
from recruitment.money.batches import discard, make_batch
from recruitment.web import lists

pytestmark = pytest.mark.django_db

ROW = re.compile(r'<th scope="row">(.*?)</th>', re.DOTALL)
STUDIES, SESSIONS, LISTS = "/staff/studies/", "/staff/sessions/", "/staff/payments/lists/"


def first_cells(client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return [re.sub(r"<.*?>", "", unescape(cell)).strip() for cell in ROW.findall(page)]


@pytest.fixture
def three(alice, charlie) -> None:
    for title, status, owner in (("B", "draft", alice), ("A", "closed", alice), ("C", "draft", charlie)):
        Study.objects.create(title=title, public_title=title, owner=owner, status=status)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("?sort=title", "ABC"),
        ("?sort=-title", "CBA"),
        ("?sort=-title&status=draft", "CB"),
        ("?title=a", "A"),
        ("?sort=title&sort=nonsense&page=99&status=nonsense&owner=999999999999999999999", "ABC"),
    ],
    ids=["up", "down", "narrowed down", "by words", "nonsense"],
)
def test_studies_are_sorted_and_narrowed_down(three, ada, logged_in, asked, shown):
    assert "".join(first_cells(logged_in(ada), STUDIES + asked)) == shown


@pytest.mark.parametrize("asked", ["?sort=title", "?sort=title&owner={charlie}", "?study={foreign}"])
def test_nobody_sees_what_is_others(three, alice, charlie, logged_in, asked):
    foreign = Study.objects.get(owner=charlie)
    asked = asked.format(charlie=charlie.pk, foreign=foreign.pk)
    page = logged_in(alice).get(STUDIES + asked).content.decode()

    assert set(first_cells(logged_in(alice), STUDIES + asked)) == {"A", "B"}
    assert "charlie" not in page


def test_each_row_leads_to_what_it_is_of(session, approved, owed, alice, logged_in):
    owed("1.00")
    batch = approved("cash")
    held = LabSession.objects.get()
    client = logged_in(alice)

    for address, leads_to in (
        (STUDIES, f"/staff/studies/{held.study_id}/"),
        (SESSIONS, f"/staff/door/{held.public_id}/"),
        (SESSIONS, f"/staff/studies/{held.study_id}/"),
        (LISTS, f"/staff/payments/lists/{batch.public_id}/"),
        (LISTS, f"/staff/payments/studies/{held.study_id}/"),
    ):
        assert f'<a href="{leads_to}">' in client.get(address).content.decode()


def test_headings_say_how_the_list_is_sorted_and_turn_it_round(three, ada, logged_in, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_PER_PAGE", 1)
    client = logged_in(ada)
    page = unescape(client.get(f"{STUDIES}?status=draft&sort=title&page=2").content.decode())

    assert re.search(r'<th scope="col" aria-sort="ascending">\s*<a href="\?status=draft&sort=-title">', page)
    assert page.count("aria-sort") == 1
    assert "Page 2 of 2" in page
    assert '<a href="?status=draft&sort=title&page=1">' in page
    assert first_cells(client, f"{STUDIES}?status=draft&sort=title&page=2") == ["C"]


def test_the_address_does_not_choose_how_long_a_page_is(three, ada, logged_in, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_PER_PAGE", 1)

    assert len(first_cells(logged_in(ada), f"{STUDIES}?per_page=0")) == 1
    assert len(first_cells(logged_in(ada), f"{STUDIES}?per_page=100")) == 1


def test_sessions_of_some_days(session, alice, logged_in):
    now = timezone.now()
    made = [session(starts_at=now + timedelta(days=n), seats=n + 1) for n in range(1, 5)]
    LabSession.objects.filter(pk=made[2].pk).update(status="called_off")
    day = timezone.localdate(made[1].starts_at)

    shown = logged_in(alice).get(f"{SESSIONS}?since={day}&status=open&sort=starts_at").content.decode()

    assert re.findall(r"0 / (\d)", shown) == ["3", "5"]
    assert len(first_cells(logged_in(alice), f"{SESSIONS}?until={day}")) == 2


def test_lists_of_payments_by_what_became_of_them(owed, approved, study, alice, charlie, logged_in):
    owed("1.00")
    discarded = make_batch(study=study, way="cash", currency="EUR", made_by=alice)
    discard(batch=discarded, discarded_by=alice, reason="wrong")
    left = approved("cash")
    owed("2.00")
    make_batch(study=study, way="cash", currency="EUR", made_by=alice)

    def shown(step: str) -> set[str]:
        page = logged_in(alice).get(f"{LISTS}?step={step}").content.decode()
        return {row.public_id for row in PaymentBatch.objects.all() if f"/{row.public_id}/" in page}

    everything = {row.public_id: row.step for row in PaymentBatch.objects.all()}
    for step in ("made", "approved", "exported", "paid", "discarded"):
        assert shown(step) == {name for name, at in everything.items() if at == step}
    assert everything[left.public_id] == "approved"
    assert shown("") == set(everything)
    assert first_cells(logged_in(charlie), LISTS) == []
