"""Account numbers are checked before anything is sent to them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from recruitment.iban import normalised_iban


@pytest.mark.parametrize(
    "text", ["DE89 3704 0044 0532 0130 00", "gb82west12345698765432", "FR1420041010050500013M02606", ""]
)
def test_account_numbers_of_the_standard_are_taken(text):
    assert normalised_iban(text) == text.replace(" ", "").upper()


@pytest.mark.parametrize(
    "text", ["DE89370400440532013001", "DE98370400440532013000", "=1+1", "DE", "DE89370400440532013000<x>"]
)
def test_others_are_not(text):
    with pytest.raises(ValidationError, match="not a valid IBAN"):
        normalised_iban(text)
