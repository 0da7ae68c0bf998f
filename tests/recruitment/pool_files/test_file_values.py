"""Numbers and days of files: one way for a column, and nothing spoiled comes in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from recruitment.pool_files.file_values import COMMA, DAY_FIRST, MONTH_FIRST, POINT, read_day, read_number, ways_to_read


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [
        ("1,500", 1500, "1.5"),
        ("1.500", "1.5", 1500),
        ("1.500,00", None, 1500),
        ("1,500.00", 1500, None),
        ("1,50", None, "1.5"),
        ("0,100", None, "0.1"),
        ("1 500 €", 1500, 1500),
        ("1\u202f500", 1500, 1500),
        ("1'500", 1500, 1500),
        ("EUR 12", 12, 12),
        ("\u221250", -50, -50),
        ("\u201350", -50, -50),
        ("\uff0d50", -50, -50),
        ("\u202a-50", -50, -50),
        ("\u200b250", 250, 250),
        ("\uff12\uff15\uff10", 250, 250),
        ("+250", 250, 250),
        ("-0", 0, 0),
        (".5", "0.5", None),
        ("1,2,3", None, None),
        ("1,5000", None, "1.5"),
        ("12,34,567", None, None),
        ("1.500.000", None, 1_500_000),
        ("2_5", None, None),
        ("0x64", None, None),
        ("NaN", None, None),
        ("50-", None, None),
        ("3. Semester", None, None),
        ("", None, None),
        ("-", None, None),
        ("99999999999999999999999999", None, None),
    ],
)
def test_a_number_is_read_in_one_way_at_a_time(text, point, comma):
    for way, expected in ((POINT, point), (COMMA, comma)):
        if expected is None:
            with pytest.raises(ValidationError):
                read_number(text, way)
        else:
            assert read_number(text, way) == Decimal(expected)


def test_zero_has_no_sign():
    assert not read_number("-0", POINT).is_signed()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,23457E+11", "shortened"),
        ("1.23457e+11", "shortened"),
        ("0012345", "begins with a zero"),
        ("#NV", "error of the spreadsheet"),
        ("#WERT!", "error of the spreadsheet"),
        ("#DIV/0!", "error of the spreadsheet"),
    ],
)
@pytest.mark.parametrize("way", [POINT, COMMA])
def test_what_a_spreadsheet_has_spoiled_is_said(text, why, way):
    with pytest.raises(ValidationError, match=why):
        read_number(text, way)


@pytest.mark.parametrize(
    ("texts", "ways"),
    [
        (["1,500", "2,250"], (POINT, COMMA)),
        (["1.500"], (POINT, COMMA)),
        (["1,500", "1,50"], (COMMA,)),
        (["1,500", "7", "1,500.25"], (POINT,)),
        (["1", "20"], (POINT,)),
        (["1.5", "2,5", "3,5"], (COMMA,)),
        (["1,500", "nonsense"], (POINT, COMMA)),
        ([], (POINT,)),
    ],
)
def test_a_column_of_numbers_is_asked_about_only_where_it_can_mean_two_things(texts, ways):
    assert ways_to_read(texts, read_number, (POINT, COMMA)) == ways


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1999-12-31", date(1999, 12, 31)),
        ("1999-12-31 00:00:00", date(1999, 12, 31)),
        ("31.12.1999", date(1999, 12, 31)),
        ("31.12.99", date(1999, 12, 31)),
        ("1. 2. 2003", date(2003, 2, 1)),
        ("36525", date(1999, 12, 31)),
    ],
)
@pytest.mark.parametrize("way", [DAY_FIRST, MONTH_FIRST])
def test_days_that_are_clear_are_read(text, day, way):
    assert read_day(text, way) == day


@pytest.mark.parametrize("text", ["31.02.2020", "2020", "20200101", "yesterday", "1999-12-31 14:00", "99/99/2020"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValidationError, match="is not a date"):
        read_day(text, DAY_FIRST)


def test_days_with_slashes_are_asked_about_unless_one_settles_it():
    ways = (DAY_FIRST, MONTH_FIRST)

    assert ways_to_read(["03/04/1999"], read_day, ways) == ways
    assert ways_to_read(["03/04/1999", "12/31/1999"], read_day, ways) == (MONTH_FIRST,)
    assert ways_to_read(["03/04/1999", "31/12/1999"], read_day, ways) == (DAY_FIRST,)
    assert read_day("12/31/1999", MONTH_FIRST) == date(1999, 12, 31)
