"""Numbers that staff and people of the pool type are read by the language of the page, and none by chance."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation
from djmoney.forms import MoneyField

from recruitment.laboratory.forms import QuestionForm
from recruitment.models import ProfileField
from recruitment.studies.condition_forms import NoShowsForm, ReliabilityForm
from recruitment.web.typed_numbers import take_numbers_as_typed
from tests.recruitment.whole_office import FOR_ALL, FOR_PEOPLE, FOR_STAFF

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    people = forms.IntegerField(min_value=1, max_value=20_000)
    share = forms.DecimalField(max_digits=10, decimal_places=4, required=False)
    amount = MoneyField(max_digits=10, decimal_places=2)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        take_numbers_as_typed(self)


def sent(**typed) -> Form:
    return Form({"people": "1", "share": "", "amount_0": "1", "amount_1": "EUR", **typed})


@pytest.mark.parametrize(
    ("language", "typed", "number"),
    [
        ("de", "1.000", 1000),
        ("de", "1.500,00", 1500),
        ("en", "1,500", 1500),
        ("en", "1'500", 1500),
        ("de", "1\u202f500", 1500),
        ("en", "\u200b250 ", 250),
    ],
)
def test_a_number_is_read_as_it_is_meant(language, typed, number):
    with translation.override(language):
        form = sent(people=typed, share=typed, amount_0=typed)

        assert form.is_valid(), form.errors
    assert (form.cleaned_data["people"], form.cleaned_data["share"]) == (number, number)
    assert form.cleaned_data["amount"].amount == number


def test_decimals_are_read_in_both_spellings():
    for language in ("en", "de"):
        with translation.override(language):
            for typed in ("12,50", "12.50", "0012.5"):
                form = sent(amount_0=typed)
                assert form.is_valid()
                assert form.cleaned_data["amount"].amount == Decimal("12.5")


@pytest.mark.parametrize("typed", ["2_5", "1e3", "0x10", "NaN", "1,50,000", "12 €"])
def test_what_is_no_number_is_refused(typed):
    with translation.override("en"):
        form = sent(people=typed, share=typed, amount_0=typed)

        assert set(form.errors) == {"people", "share", "amount"}


def test_what_could_be_two_numbers_is_asked_about():
    with translation.override("de"):
        form = sent(amount_0="1,500")

        assert "1500" in str(form.errors["amount"])
        assert "1,5" in str(form.errors["amount"])
    with translation.override("en"):
        assert "can be read as 1500 or as 1.5" in str(sent(people="1.500").errors["people"])


def test_an_amount_is_shown_as_it_is_typed():
    with translation.override("de"):
        page = str(Form(initial={"amount": [Decimal("12.50"), "EUR"], "people": 3}))

    assert 'value="12,50"' in page
    assert 'type="number"' not in page


def test_a_correction_typed_in_german_is_not_a_thousandth(owed, alice, logged_in):
    row = owed()
    client = logged_in(alice)
    form = {"amount_0": "1.500", "amount_1": "EUR", "reason": "Serverfehler", "request_key": "k1"}
    client.post(
        f"/staff/payments/sign-ups/{row.sign_up_id}/", {**form, "all_the_same": "on"}, HTTP_ACCEPT_LANGUAGE="de"
    )

    assert [one.amount.amount for one in row.sign_up.entitlements.filter(kind="correction")] == [1500]


# Where a number is typed; a new page with such a box must be among them.
WITH_NUMBERS = {
    "ada": {
        "new_study", "edit_study", "new_session", "edit_session", "new_part", "edit_part", "invite", "channel_offer",
        "sign_up_payments",
    },
    "rosa": {"my_data"},
    "nobody": {"register"},
}  # fmt: skip
BOX = re.compile(r'<input[^>]*inputmode="decimal"')


@pytest.mark.slow
def test_no_box_for_numbers_is_left_to_the_browser(whole_office, as_visitor):
    office = whole_office("Some")
    ProfileField.objects.create(key="income", label="Income", kind="number")
    left, found = {}, {}
    for visitor, pages in (("nobody", FOR_ALL), ("rosa", FOR_PEOPLE), ("ada", FOR_STAFF)):
        client = as_visitor(office, visitor)
        for name, page in pages.items():
            if not page.get:
                continue
            content = client.get(page.address(name, office)).content.decode(errors="replace")
            if 'type="number"' in content:
                left.setdefault(visitor, set()).add(name)
            if BOX.search(content):
                found.setdefault(visitor, set()).add(name)

    assert left == {}
    assert found == WITH_NUMBERS


@pytest.mark.parametrize("form", [QuestionForm, NoShowsForm, ReliabilityForm])
def test_nor_one_that_stands_on_a_page_only_at_times(form):
    page = str(form())

    assert BOX.search(page)
    assert 'type="number"' not in page
