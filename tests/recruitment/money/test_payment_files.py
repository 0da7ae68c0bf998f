"""The files themselves, as banks and channels read them."""

from __future__ import annotations

import csv
import io
import re

import pytest
import time_machine
from djmoney.money import Money

from recruitment.models import Entitlement, Person
from recruitment.money.bank_signs import taken_by_banks
from recruitment.money.batches import void_payment
from recruitment.money.corrections import add_correction
from recruitment.money.exports import export
from recruitment.money.files.sepa import bank_schema, identifier
from recruitment.refused import Refused
from recruitment.settings import SEPA_SCHEMAS

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"
FORMULA = '=HYPERLINK("http://x.example","y")'


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


@pytest.fixture
def bank(settings):
    settings.OFFICE_BANK_NAME, settings.OFFICE_BANK_IBAN = "Labor für Verhalten", IBAN


@pytest.mark.parametrize("schema", ["pain.001.001.09", "pain.001.001.03"])
def test_the_transfer_file_adds_up_to_the_cent_and_is_valid(owed, approved, alice, bank, settings, schema):
    settings.OFFICE_SEPA_SCHEMA = schema
    amounts = ["0.01", "10.10", "33.33"]
    for amount in amounts:
        owed(amount, iban=IBAN, given_name="Zoë & Co", family_name="Müßig")
    batch = approved("sepa")

    content = export(batch=batch, reader=alice).content

    bank_schema(schema).validate(content.decode())
    text = content.decode()
    assert re.findall(r'<InstdAmt Ccy="EUR">(.*?)</', text) == amounts
    assert set(re.findall(r"<CtrlSum>(.*?)</", text)) == {"43.44"}
    assert set(re.findall(r"<Cdtr><Nm>(.*?)</", text)) == {"Zoe   Co Mussig"}
    assert batch.study.title not in text


def test_every_transfer_has_a_reference_that_banks_take(owed, approved, alice, bank):
    for _ in range(8):
        owed(iban=IBAN)
    batch = approved("sepa")
    batch.payments.filter(pk=batch.payments.first().pk).update(reference="a_b-c")

    text = export(batch=batch, reader=alice).content.decode()

    references = re.findall(r"<EndToEndId>(.*?)</", text)
    assert len(set(references)) == 8
    assert "a.b-c" in references
    assert not any("_" in reference for reference in references)


@pytest.mark.parametrize(
    ("way", "columns"),
    [
        pytest.param("sepa", {"iban": "TR330006100519786457841326"}, id="an account outside SEPA"),
        pytest.param("sepa", {"iban": ""}, id="an account that was taken back"),
        pytest.param("sepa", {"given_name": "🙂", "family_name": ""}, id="a name of which nothing is left"),
        pytest.param("paypal", {"paypal_address": "=cmd|x@example.org"}, id="an address that is a formula"),
    ],
)
def test_who_cannot_be_paid_any_more_is_named_and_voided_and_the_others_leave(
    owed, approved, alice, bank, way, columns
):
    of_all = {"iban": IBAN, "paypal_address": "p@example.org"}
    first, second, third = (owed(amount, **of_all) for amount in ("11.11", "22.22", "33.33"))
    batch = approved(way)
    for row in (first, second):
        Person.objects.filter(pk=row.sign_up.person_id).update(**columns)

    with pytest.raises(Refused) as refusal:
        export(batch=batch, reader=alice)
    for row in (first, second):
        assert row.sign_up.person.public_id in str(refusal.value)
        void_payment(payment=row.payment, voided_by=alice, reason="cannot be paid this way")
    content = export(batch=batch, reader=alice).content.decode()

    assert third.sign_up.person.public_id not in str(refusal.value)
    assert [amount for amount in ("11.11", "22.22", "33.33") if amount in content] == ["33.33"]


def test_nothing_leaves_as_an_amount_of_zero(owed, approved, alice, bank):
    row = owed("1.00", iban=IBAN)
    batch = approved("sepa")
    Entitlement.objects.filter(pk=row.pk).update(amount=0)

    with pytest.raises(Refused, match="nothing to pay"):
        export(batch=batch, reader=alice)


@pytest.mark.slow
@pytest.mark.parametrize("schema", SEPA_SCHEMAS)
@pytest.mark.parametrize("bic", ["", "COBADEFFXXX"])
def test_a_bank_without_bic_is_said_to_be_without(owed, approved, alice, bank, settings, schema, bic):
    settings.OFFICE_SEPA_SCHEMA, settings.OFFICE_BANK_BIC = schema, bic
    owed(iban=IBAN)

    content = export(batch=approved("sepa"), reader=alice).content

    bank_schema(schema).validate(content.decode())
    agent = re.search(r"<DbtrAgt><FinInstnId>(.*?)</FinInstnId>", content.decode())[1]
    assert re.sub(r"<.*?>", "", agent) == (bic or "NOTPROVIDED")


def test_a_long_name_of_the_laboratory_cuts_no_reference_off(owed, approved, alice, bank, settings):
    settings.OFFICE_NAME = "Laboratory for Behaviour " * 10
    row = owed(iban=IBAN)

    text = export(batch=approved("sepa"), reader=alice).content.decode()

    [purpose] = re.findall(r"<Ustrd>(.*?)<", text)
    assert identifier(row.payment.reference) in purpose
    assert "Laboratory for Behaviour" in purpose


@pytest.mark.slow
@pytest.mark.parametrize("schema", SEPA_SCHEMAS)
def test_a_file_that_is_taken_again_later_is_to_be_carried_out_later(owed, approved, alice, bank, settings, schema):
    settings.OFFICE_SEPA_SCHEMA = schema
    owed(iban=IBAN)
    with time_machine.travel("2026-12-04T12:00:00Z", tick=False):
        batch = approved("sepa")
        first = export(batch=batch, reader=alice).content.decode()
    with time_machine.travel("2026-12-08T12:00:00Z", tick=False):
        second = export(batch=batch, reader=alice).content.decode()

    assert re.findall(r"<ReqdExctnDt>(?:<Dt>)?(.*?)<", first + second) == ["2026-12-04", "2026-12-08"]
    # The bank sees by all else that it is the same list.
    assert second.replace("2026-12-08", "2026-12-04") == first


def test_without_an_account_of_the_laboratory_nothing_leaves(owed, approved, alice):
    owed(iban=IBAN)

    with pytest.raises(Refused, match="OFFICE_BANK_IBAN"):
        export(batch=approved("sepa"), reader=alice)


def test_banks_get_plain_signs():
    assert taken_by_banks("Æsop Straße <b>;=1") == "AEsop Strasse  b   1"


def test_paypal_gets_address_amount_currency_and_reference(owed, approved, alice):
    row = owed("7.05", paypal_address="p@example.org")

    content = export(batch=approved("paypal"), reader=alice).content

    assert rows_of(content) == [["p@example.org", "7.05", "EUR", f"r{row.payment.reference}", "Thank you"]]


def test_names_in_the_cash_list_are_never_formulas(owed, approved, alice):
    owed("5.00", given_name=FORMULA, family_name="")

    [_, row] = rows_of(export(batch=approved(), reader=alice).content)

    assert row[1] == f"'{FORMULA}"
    assert row[2:4] == ["5.00", "EUR"]


def test_prolific_gets_ids_and_bonuses_without_a_heading(bonuses, alice):
    content = export(batch=bonuses("10.00", "6.00", "6.50"), reader=alice).content

    assert content == b"pid0,4.00\npid2,0.50\n"  # who earned just the reward has no bonus


def test_connect_gets_ids_and_bonuses(owed, approved, alice, offer, study):
    study.channel = "connect"
    study.save()
    owed("7.25", currency="GBP", channel="connect", channel_id="C1", email=None)

    content = export(batch=approved("connect", "GBP"), reader=alice).content

    assert rows_of(content) == [["ParticipantId", "Bonus"], ["C1", "1.25"]]


@pytest.mark.parametrize("way", ["prolific", "connect"])
def test_a_person_with_several_payments_has_one_line_of_bonuses(owed, approved, offer, alice, way):
    row = owed("10.00", currency="GBP", channel=way, channel_id="pid1")
    for amount in ("1.00", "2.50"):
        add_correction(
            sign_up=row.sign_up, amount=Money(amount, "GBP"), reason="a mistake", made_by=alice, request_key=amount
        )

    lines = rows_of(export(batch=approved(way, "GBP"), reader=alice).content)

    assert [line for line in lines if line[0] == "pid1"] == [["pid1", "7.50"]]


def test_who_came_by_a_plain_link_is_in_the_cash_list_by_the_identifier(owed, approved, alice):
    owed(channel="plain_link", channel_id="panel-17", given_name="", family_name="", email=None)

    [_heading, row] = rows_of(export(batch=approved(), reader=alice).content)

    assert "panel-17" in row
