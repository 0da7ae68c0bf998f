"""What people type never becomes a formula in a spreadsheet."""

from __future__ import annotations

from codecs import BOM_UTF8
from decimal import Decimal

import pytest

from recruitment.spreadsheets import machine_table, safe, table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"])
def test_what_begins_like_a_formula_is_shown_as_text(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Demo", "12.34", "a=b", ""])
def test_the_rest_stays_as_it_is(text):
    assert safe(text) == text


def test_a_cell_with_line_breaks_and_quotes_stays_one_cell():
    assert table([['a "b"', "c\n=d", 1]]) == BOM_UTF8 + b'"a ""b""","c\n=d",1\n'


@pytest.mark.parametrize("number", [Decimal("-12.50"), -3, Decimal("0.10")])
def test_numbers_stay_numbers(number):
    assert table([[number]]) == BOM_UTF8 + f"{number}\n".encode()


def test_excel_knows_the_umlauts_of_a_table_for_people_by_its_mark():
    assert table([["Müller", "=1"]]) == b"\xef\xbb\xbf" + "Müller,'=1\n".encode()


def test_a_channel_gets_no_mark():
    assert machine_table([["pid7", "1.50"]]) == b"pid7,1.50\n"
