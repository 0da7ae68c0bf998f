"""Boxes for numbers, those of forms and the calculator's: they read alike, and none reads what is no number."""

from __future__ import annotations

import pytest
import wtforms
from starlette.datastructures import FormData
from wtforms.validators import InputRequired, NumberRange, Optional

from forecast_sharing.session.design import SessionDesign
from participant_ui.calculator import profits
from participant_ui.fields import read_typed


class Form(wtforms.Form):
    whole = wtforms.IntegerField(validators=[InputRequired(), NumberRange(-150, 1500)])
    decimal = wtforms.FloatField(validators=[InputRequired()])
    optional = wtforms.IntegerField(validators=[Optional()])


def sent(language="en", **typed):
    form = Form(FormData({"whole": "1", "decimal": "1", "optional": "", **typed}))
    for field in form:
        read_typed(field, language)
    return form


@pytest.mark.parametrize(
    ("typed", "number"),
    [("50-", -50), ("\u2014 50", -50), ("1'500", 1500), ("1,500", 1500), ("250.0", 250), ("\u200b7", 7)],
)
def test_a_form_takes_the_number_that_is_meant(typed, number):
    form = sent(whole=typed, decimal=typed)

    assert form.validate()
    assert (form.whole.data, form.decimal.data, form.optional.data) == (number, number, None)
    assert isinstance(form.whole.data, int)


@pytest.mark.parametrize("typed", ["2_5", "1e2", "nan", "inf", "0,100", "1.500", "\u200b", "1" + "0" * 400])
def test_a_form_takes_no_number_that_was_not_typed(typed):
    form = sent(whole=typed, decimal="2_5", optional="2_5")

    assert not form.validate()
    assert set(form.errors) == {"whole", "decimal", "optional"}
    assert form.whole.raw_data == [typed]


def test_the_language_of_the_page_decides():
    assert sent("de", whole="1.500").whole.data == 1500
    assert sent("de", whole="1,500").whole.data is None


def test_the_calculator_reads_what_it_prints():
    design = SessionDesign(mean_demand=2000)

    asked = {"capacity": "2,050", "demand": "1\u202f950"}
    assert profits(design, asked) == profits(design, {"capacity": "2050", "demand": "1950"})
    assert "sales" in profits(design, asked)


@pytest.mark.parametrize("typed", ["2_000", "2,000.5", "0x7d0", "2.000", None, ["2000"], "2000 " + " " * 200])
def test_the_calculator_reads_nothing_else(typed):
    assert "error" in profits(SessionDesign(mean_demand=2000), {"capacity": typed, "demand": "2000"})
