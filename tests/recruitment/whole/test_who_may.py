"""Every address, asked by everybody: who gets in, who is refused in which way, and that a refusal changes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from recruitment.models import SessionServer
from tests.recruitment.one_of_everything import WholeOffice
from tests.recruitment.whole_office import (
    FOR_ALL,
    FOR_PEOPLE,
    FOR_STAFF,
    OF_AN_ACCOUNT,
    PAGES,
    PEOPLE,
    STAFF,
    WITHOUT_A_PAGE,
    names_of_all_addresses,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HALF = tuple(f"{name} without second factor" for name in STAFF)
VISITORS = ("nobody", *PEOPLE, *STAFF, *HALF)
REFUSED = ("403", "404", "405", "log-in", "second factor")
WITH_A_FORM = [name for name, page in PAGES.items() if page.post]
# Who is logged in where, and what tables there are.
WRITTEN_BY_DJANGO = {"sessions", "contenttypes", "auth"}
# Asking what a session server offers is no change that anybody made.
LAST_HEARD = ("session_configs", "last_seen_at", "last_failure", "last_failed_at")


@pytest.fixture
def office(whole_office) -> WholeOffice:
    return whole_office()


@cache
def statements(*, without_readings: bool) -> dict[str, tuple[str, tuple[Any, ...]]]:
    """Return what to ask the database for all rows of all tables that hold anything of the office."""
    rows = {
        model._meta.label: model._default_manager.order_by("pk").values_list()
        for model in apps.get_models()
        if model._meta.app_label not in WRITTEN_BY_DJANGO
    }
    unheard = [field.name for field in SessionServer._meta.fields if field.name not in LAST_HEARD]
    if without_readings:
        rows["auditlog.LogEntry"] = rows["auditlog.LogEntry"].exclude(action=3)
        rows["recruitment.SessionServer"] = SessionServer.objects.order_by("pk").values_list(*unheard)
    return {label: asked.query.sql_with_params() for label, asked in rows.items()}


def everything(*, without_readings: bool = False) -> dict[str, list[Any]]:
    """Return all rows of all tables that hold anything of the office, as they lie there."""
    rows = {}
    with connection.cursor() as cursor:
        for label, (statement, values) in statements(without_readings=without_readings).items():
            cursor.execute(statement, values)
            rows[label] = cursor.fetchall()
    return rows


def what_changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    return [label for label, rows in after.items() if rows != before[label]]


def what(response) -> str:
    """Return in one word how somebody was answered."""
    address = response.headers.get("Location", "").partition("?")[0]
    if address in {reverse("two_factor:login"), reverse("log_in")}:
        return "log-in"
    if address == reverse("two_factor:setup"):
        return "second factor"
    return "in" if response.status_code in {200, 302} else str(response.status_code)


def expected(name: str, method: str, visitor: str) -> str:
    """Return what the table says; a page without a form may answer one in any way that changes nothing."""
    row = getattr(PAGES[name], method)
    if name in FOR_ALL:
        return row
    if name in FOR_PEOPLE:
        if visitor == "nobody":
            return "log-in"
        return row.split()[PEOPLE.index(visitor)] if visitor in PEOPLE else "403"
    if visitor == "nobody" or visitor in PEOPLE:
        return "log-in" if visitor == "nobody" else "403"
    n = STAFF.index(visitor.partition(" ")[0])
    # Whose role has no business there learns that first.
    is_known_there = {each.split()[n] for each in (PAGES[name].get, PAGES[name].post) if each} != {"403"}
    return "second factor" if visitor in HALF and is_known_there else row.split()[n]


def wrong_answers(
    office: WholeOffice, client: Client, visitor: str, method: str, wanted: tuple[str, ...], pages: dict = PAGES
) -> list[str]:
    """Ask for every page of which the table gives the visitor such an answer; return where it was another."""
    wrong = []
    for name, page in pages.items():
        if not getattr(page, method) or (answer := expected(name, method, visitor)) not in wanted:
            continue
        given = what(getattr(client, method)(page.address(name, office), page.data(office) if method == "post" else {}))
        # Some pages say that they take no forms, or only forms, before they say who may.
        if given != answer and not (given == "405" and answer in REFUSED):
            wrong.append(f"{method} {name}: {given} and not {answer}")
    return wrong


def test_the_table_has_every_address_there_is():
    assert sorted(names_of_all_addresses()) == sorted([*PAGES, *OF_AN_ACCOUNT, *WITHOUT_A_PAGE])


@pytest.mark.parametrize("name", FOR_STAFF)
def test_the_table_says_something_of_every_member_of_staff(name):
    page = FOR_STAFF[name]

    assert {len(row.split()) for row in (page.get, page.post) if row} == {len(STAFF)}


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_is_refused_is_refused_everywhere_and_changes_nothing(office, as_visitor, visitor):
    client, before = as_visitor(office, visitor), everything()

    wrong = [wrong_answers(office, client, visitor, method, REFUSED) for method in ("get", "post")]

    assert wrong == [[], []]
    assert what_changed(before, everything()) == []


@pytest.mark.parametrize("visitor", ["nobody", *PEOPLE, *STAFF])
def test_who_may_open_a_page_opens_it_and_changes_nothing_by_looking(office, as_visitor, visitor):
    client, before = as_visitor(office, visitor), everything(without_readings=True)

    assert wrong_answers(office, client, visitor, "get", ("in",)) == []
    assert what_changed(before, everything(without_readings=True)) == []


def test_an_auditor_is_offered_no_form(office, as_visitor):
    client = as_visitor(office, "aud")
    read = [name for name, page in FOR_STAFF.items() if page.get and expected(name, "get", "aud") == "in"]
    pages = {name: client.get(PAGES[name].address(name, office)).content.decode() for name in read}
    # Without the log-out and the languages.
    shown = {name: page.partition('<main id="content">')[2].partition("</main>")[0] for name, page in pages.items()}

    assert "study" in shown
    assert [name for name, page in shown.items() if 'method="post"' in page] == []


@pytest.mark.parametrize("visitor", ["nobody", *PEOPLE, *STAFF])
def test_a_page_that_takes_no_form_is_changed_by_none(office, as_visitor, visitor):
    client, before = as_visitor(office, visitor), everything(without_readings=True)
    takes_none = [name for name, page in PAGES.items() if not page.post]

    answers = [client.post(PAGES[name].address(name, office), {"do": "delete", "reason": "x"}) for name in takes_none]

    assert max(answer.status_code for answer in answers) < 500
    assert what_changed(before, everything(without_readings=True)) == []


@pytest.mark.parametrize("visitor", ["nobody", *PEOPLE, *STAFF])
def test_a_page_that_only_takes_forms_is_not_opened_by_a_link(office, as_visitor, visitor):
    client, before = as_visitor(office, visitor), everything()
    only_forms = [name for name, page in PAGES.items() if not page.get]

    answers = {name: what(client.get(PAGES[name].address(name, office))) for name in only_forms}

    assert {name: answer for name, answer in answers.items() if answer not in REFUSED} == {}
    assert what_changed(before, everything()) == []


@pytest.mark.parametrize("name", WITH_A_FORM)
def test_a_form_changes_something_and_a_forged_one_nothing(office, as_visitor, name):
    """The forms of the table are real: what the refused could not do happens when somebody sends it who may."""
    page, sender = PAGES[name], as_visitor(office, PAGES[name].sender)
    address, before = page.address(name, office), everything()

    sender.handler.enforce_csrf_checks = True
    forged = sender.post(address, page.data(office))
    unchanged = what_changed(before, everything())
    sender.handler.enforce_csrf_checks = False
    answer = sender.post(address, page.data(office))

    assert (forged.status_code, unchanged) == (403, [])
    assert what(answer) == "in"
    assert what_changed(before, everything()) != []


@pytest.mark.parametrize("visitor", STAFF)
def test_who_may_send_a_form_is_let_in(office, as_visitor, visitor):
    assert wrong_answers(office, as_visitor(office, visitor), visitor, "post", ("in",), FOR_STAFF) == []


@pytest.mark.parametrize("name", sorted(OF_AN_ACCOUNT))
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_is_shown_to_nobody_who_is_not_logged_in(name, method):
    answer = getattr(Client(), method)(reverse(name), follow=True)

    assert answer.redirect_chain[-1][0].partition("?")[0] == reverse("two_factor:login")


@pytest.mark.parametrize("name", ["two_factor:backup_tokens", "two_factor:disable"])
def test_a_password_alone_does_not_get_around_the_second_factor(office, as_visitor, name):
    client, before = as_visitor(office, "ada without second factor"), everything()

    answers = [client.get(reverse(name)), client.post(reverse(name), {"understand": "on"})]

    assert [(answer.status_code, answer.content) for answer in answers] == [(302, b"")] * 2
    assert what_changed(before, everything()) == []
