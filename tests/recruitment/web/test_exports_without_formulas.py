"""Every table that leaves the office, with a formula in every field that anybody can type."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from django.http import HttpResponse

from recruitment.models import Person, Study
from recruitment.money.batches import approve, make_batch
from recruitment.spreadsheets import looks_like_a_formula
from tests.recruitment.one_of_everything import WholeOffice
from tests.recruitment.whole_office import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORMULA = '=HYPERLINK("http://evil.example","a")'


def cells(answer) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(answer.content.decode())) for cell in row]


def is_file(answer) -> bool:
    # No spreadsheet opens JSON, in which a person's own data leave.
    if answer.headers["Content-Type"] == "application/json":
        return False
    return "attachment" in answer.headers.get("Content-Disposition", "") or "csv" in answer.headers["Content-Type"]


TABLES = {"balances_table", "credits_table", "export_batch", "export_pool"}


def answers_to_ada(office: WholeOffice, as_visitor, names: Iterable[str]) -> dict[str, HttpResponse]:
    """Open these pages, and send the forms that are answered with a table."""
    ada = as_visitor(office, "ada")
    answers = {name: ada.get(PAGES[name].address(name, office)) for name in names if PAGES[name].get}
    for name in ("export_batch", "export_pool"):
        answers[name] = as_visitor(office, "ada").post(PAGES[name].address(name, office))
    return answers


def tables_among(answers: dict[str, HttpResponse]) -> dict[str, HttpResponse]:
    return {name: answer for name, answer in answers.items() if answer.status_code == 200 and is_file(answer)}


def test_no_other_page_gives_a_table_away(whole_office, as_visitor):
    assert set(tables_among(answers_to_ada(whole_office(FORMULA), as_visitor, PAGES))) == TABLES


@pytest.mark.parametrize("text", [FORMULA, "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1", " =1"])
def test_no_table_has_a_formula_in_it(whole_office, as_visitor, text):
    answers = tables_among(answers_to_ada(whole_office(text), as_visitor, TABLES))
    files = {name: cells(answer) for name, answer in answers.items()}

    assert set(files) == TABLES
    assert {name: [cell for cell in file if looks_like_a_formula(cell)] for name, file in files.items()} == {
        name: [] for name in files
    }
    # The text is there, only not as a formula.
    assert any(text.strip() in cell for cell in files["balances_table"])
    assert any(text.strip() in cell for cell in files["export_batch"])
    assert any(text.strip() in cell for cell in files["export_pool"])


@pytest.mark.parametrize("way", ["cash", "sepa", "paypal", "prolific", "connect"])
def test_no_way_of_paying_gives_one_away(whole_office, as_visitor, settings, way):
    settings.OFFICE_BANK_NAME, settings.OFFICE_BANK_IBAN = "Laboratory", "DE89370400440532013000"
    settings.OFFICE_BANK_BIC = "COBADEFFXXX"
    office = whole_office(FORMULA)
    of_a_channel = way in {"prolific", "connect"}
    study = office.online.study if of_a_channel else office.study
    Study.objects.filter(pk=study.pk).update(channel=way if of_a_channel else "pool")
    currency = "GBP" if of_a_channel else "EUR"
    session = office.finished if not of_a_channel else office.waiting.session
    office.owe(
        session, "9.00", currency=currency, iban="DE89370400440532013000", paypal_address="rosa@example.org",
        **({"channel": way, "channel_id": "pid7", "email": None} if of_a_channel else {}),
    )  # fmt: skip
    made = make_batch(study=study, way=way, currency=currency, made_by=office.alice)
    approve(batch=made, approved_by=office.staff["ada"], seen=made.contents_hash)

    answer = as_visitor(office, "ada").post(f"/staff/payments/lists/{made.public_id}/file/")

    assert is_file(answer)
    if way == "sepa":
        assert b"=" not in answer.content.partition(b"<CdtTrfTxInf>")[2].replace(b'Ccy="EUR"', b"")
    else:
        assert [cell for cell in cells(answer) if looks_like_a_formula(cell)] == []


@pytest.mark.parametrize("paypal_address", ["=1+1@example.org", "+1@example.org", "@example.org"])
def test_an_account_that_is_a_formula_is_not_taken(whole_office, as_visitor, settings, paypal_address):
    settings.OFFICE_ASKS_FOR_PAYPAL = True
    office = whole_office()

    as_visitor(office, "rosa").post("/my/account-number/", {"iban": "", "paypal_address": paypal_address})

    assert Person.objects.get(pk=office.people["rosa"].pk).paypal_address == ""
