"""Account numbers are checked where they are typed: by country, length and check digits."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from recruitment.money.iban import normalised_iban

GERMAN = "DE89370400440532013000"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("DE89 3704 0044 0532 0130 00", GERMAN, id="as it stands on a card"),
        pytest.param("de89370400440532013000", GERMAN, id="small letters"),
        pytest.param("DE89\N{NO-BREAK SPACE}3704 0044 0532 0130 00", GERMAN, id="blanks of a banking app"),
        pytest.param("\N{LEFT-TO-RIGHT MARK}DE89\N{ZERO WIDTH SPACE}370400440532013000\n", GERMAN, id="unseen signs"),
        pytest.param("IBAN: DE89 3704 0044 0532 0130 00", GERMAN, id="with its heading"),
        pytest.param("iban DE89 3704 0044 0532 0130 00", GERMAN, id="with its heading in small letters"),
        pytest.param("DE89-3704-0044-0532-0130-00", GERMAN, id="hyphens"),
        pytest.param("DE89–3704–0044–0532–0130–00", GERMAN, id="dashes"),
        pytest.param("DE٨٩ ３７０４ 0044 0532 0130 00", GERMAN, id="digits of other scripts"),
        pytest.param("gb82west12345698765432", "GB82WEST12345698765432", id="United Kingdom"),
        pytest.param("FR1420041010050500013M02606", "FR1420041010050500013M02606", id="letters inside"),
        pytest.param("CH9300762011623852957", "CH9300762011623852957", id="Switzerland"),
        pytest.param("RS35260005601001611379", "RS35260005601001611379", id="Serbia, in SEPA since 2026"),
    ],
)
def test_accounts_that_a_transfer_reaches_are_taken_as_people_write_them(typed, kept):
    assert normalised_iban(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        pytest.param("DE89370400440532013001", "not a valid IBAN", id="check digits"),
        pytest.param("DE98370400440532013000", "not a valid IBAN", id="digits swapped"),
        pytest.param("DE8937040044053201300A", "not a valid IBAN", id="a letter where the country has digits"),
        pytest.param("=1+1", "not a valid IBAN", id="formula"),
        pytest.param("DE", "not a valid IBAN", id="too short for anything"),
        pytest.param("DE89370400440532013000<x>", "not a valid IBAN", id="markup"),
        # Its check digits are right.
        pytest.param("DE5137040044053201300", "has 21 characters; in this country an IBAN has 22", id="digit missing"),
        pytest.param("US64SVBKUS6S3300958879", "No country has accounts that begin with US", id="no IBAN there"),
        pytest.param("TR330006100519786457841326", r"No SEPA transfer .* \(TR\)", id="Turkey"),
        pytest.param("UA213223130000026007233566001", r"No SEPA transfer .* \(UA\)", id="Ukraine"),
    ],
)
def test_others_are_refused_with_the_reason(typed, reason):
    with pytest.raises(ValidationError, match=reason):
        normalised_iban(typed)
