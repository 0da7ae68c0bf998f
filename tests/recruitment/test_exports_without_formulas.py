"""Every table that leaves the office, with a formula in every field that anybody can type."""

from __future__ import annotations

import csv
import io

import pytest

from recruitment.models import Person, Study
from recruitment.services.payment_batches import approve, make_batch
from recruitment.spreadsheets import looks_like_a_formula
from tests.recruitment.whole_office import PAGES

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://evil.example","a")'


def cells(answer) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(answer.content.decode())) for cell in row]


def is_file(answer) -> bool:
    # No spreadsheet opens JSON, in which a person's own data leave.
    if answer.headers["Content-Type"] == "application/json":
        return False
    return "attachment" in answer.headers.get("Content-Disposition", "") or "csv" in answer.headers["Content-Type"]


@pytest.mark.parametrize("text", [FORMULA, "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1", " =1"])
def test_no_page_gives_a_table_away_in_which_a_formula_stands(whole_office, as_visitor, text):
    office = whole_office(text)
    ada = as_visitor(office, "ada")

    answers = {name: ada.get(page.address(name, office)) for name, page in PAGES.items() if page.get}
    address = PAGES["export_batch"].address("export_batch", office)
    answers["export_batch"] = as_visitor(office, "ada").post(address)
    answers["export_pool"] = as_visitor(office, "ada").post(PAGES["export_pool"].address("export_pool", office))
    files = {name: cells(answer) for name, answer in answers.items() if answer.status_code == 200 and is_file(answer)}

    assert set(files) == {"balances_table", "credits_table", "export_batch", "export_pool"}
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
