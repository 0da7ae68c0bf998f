"""Numbers as people type them: what is clear is read, what is not is asked about, nothing is read by chance."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast_sharing.session.typed_numbers import AmbiguousNumberError, NotANumberError, read_number


@pytest.mark.parametrize(
    "typed",
    [
        "-50",
        "\N{MINUS SIGN}50",
        "\N{EN DASH}50",
        "\N{EM DASH}50",
        "\N{HYPHEN}50",
        "\N{NON-BREAKING HYPHEN}50",
        "\N{FULLWIDTH HYPHEN-MINUS}50",
        "\N{SMALL HYPHEN-MINUS}50",
        "\N{LEFT-TO-RIGHT EMBEDDING}-50\N{POP DIRECTIONAL FORMATTING}",
        "\N{ZERO WIDTH SPACE}-50",
        "-\N{WORD JOINER}50",
        "\ufeff-50",
        "- 50",
        "-\N{NO-BREAK SPACE}50",
        " -50\n",
        "50-",
        "50 \N{MINUS SIGN}",
        "-50.0",
        "-50,00",
        "-050",
        "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH DIGIT FIVE}\N{FULLWIDTH DIGIT ZERO}",
        "-\N{ARABIC-INDIC DIGIT FIVE}\N{ARABIC-INDIC DIGIT ZERO}",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("group", [",", ".", "\N{NARROW NO-BREAK SPACE}"], ids=["en", "de", "fr"])
def test_a_number_that_is_clear_is_read_in_every_language(typed, group):
    assert read_number(typed, group=group) == -50


@pytest.mark.parametrize(
    ("typed", "group", "number"),
    [
        ("1,500", ",", "1500"),
        ("1.500", ".", "1500"),
        ("1'500", ",", "1500"),
        ("1\N{RIGHT SINGLE QUOTATION MARK}500", ".", "1500"),
        ("1\N{ACUTE ACCENT}500", ",", "1500"),
        ("1\N{FULLWIDTH APOSTROPHE}500", ",", "1500"),
        ("١٬٥٠٠", ",", "1500"),
        ("١٬٥٠٠٫٢٥", ".", "1500.25"),
        ("１，５００", ",", "1500"),
        ("１２。５", ",", "12.5"),
        ("1 500", ",", "1500"),
        ("1\N{NARROW NO-BREAK SPACE}500", ",", "1500"),
        ("1\N{THIN SPACE}234\N{NO-BREAK SPACE}567,5", ".", "1234567.5"),
        ("1,234,567", ".", "1234567"),
        ("1,234.50", ",", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("0,100", ",", "0.1"),
        ("0.100", ".", "0.1"),
        ("12,5", ",", "12.5"),
        ("1,2345", ",", "1.2345"),
        (",5", ",", "0.5"),
        ("250.", ",", "250"),
        ("+250", ",", "250"),
        ("0250", ",", "250"),
        ("-0", ",", "0"),
        ("9" * 5000, ",", "9" * 5000),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_separators_are_read_where_only_one_number_is_meant(typed, group, number):
    assert read_number(typed, group=group) == Decimal(number)
    assert not str(read_number("-0", group=group)).startswith("-")


@pytest.mark.parametrize(("typed", "group"), [("1.500", ","), ("-1,500", "."), ("250.000", ","), ("1.500", " ")])
def test_what_could_be_two_numbers_is_asked_about(typed, group):
    with pytest.raises(AmbiguousNumberError) as asked:
        read_number(typed, group=group)
    one, other = asked.value.readings
    assert one == other * 1000
    assert (one < 0) == typed.startswith("-")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        ".",
        "2_5",
        "1e2",
        "0x64",
        "NaN",
        "inf",
        "--50",
        "-50-",
        "5 0",
        "12 34",
        "1,50,000",
        "1,234'567",
        "1.234.56",
        "1,234.5.6",
        "1,,000",
        "50 %",
        "250,00 €",
        "50\N{SUPERSCRIPT TWO}",
        "\N{VULGAR FRACTION ONE HALF}",
        "5O",
        "5\x0050",
        "<b>7</b>",
    ],
    ids=ascii,
)
def test_everything_else_is_no_number(typed):
    with pytest.raises(NotANumberError):
        read_number(typed, group=",")


@given(st.integers(-(10**9), 10**9), st.sampled_from([",", ".", "\N{NARROW NO-BREAK SPACE}", "'"]))
def test_a_whole_number_as_pages_print_it_is_read_again(number, group):
    printed = f"{number:,}".replace(",", group)

    assert read_number(printed, group=group) == number


@given(st.text(max_size=12), st.sampled_from([",", "."]))
def test_whatever_is_typed_is_one_number_or_refused(typed, group):
    try:
        number = read_number(typed, group=group)
    except (NotANumberError, AmbiguousNumberError):
        return
    assert number.is_finite()
