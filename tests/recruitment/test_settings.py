"""What cannot be meant is refused when the office starts, in one sentence that names the setting and the value."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from recruitment import settings

IBAN = "DE89370400440532013000"
ACCOUNT = {"OFFICE_BANK_NAME": "Laboratory", "OFFICE_BANK_IBAN": IBAN}


@pytest.fixture
def settings_of(monkeypatch) -> Callable[..., dict[str, Any]]:
    """Return ``settings_of(OFFICE_BANK_BIC="...")``: the settings as they would be read with this environment."""

    def read(**environment: str) -> dict[str, Any]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(settings.__file__)

    return read


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        pytest.param({"OFFICE_BANK_IBAN": "DE89"}, "OFFICE_BANK_IBAN .*'DE89'", id="no IBAN"),
        pytest.param({"OFFICE_BANK_IBAN": IBAN[:-1] + "1"}, "OFFICE_BANK_IBAN .*checksum", id="check digits"),
        pytest.param(
            {"OFFICE_BANK_IBAN": "TR330006100519786457841326"}, "OFFICE_BANK_IBAN .*SEPA country", id="outside SEPA"
        ),
        pytest.param({"OFFICE_BANK_NAME": ""}, "OFFICE_BANK_NAME .*''", id="account without its holder"),
        pytest.param({"OFFICE_BANK_NAME": "🧪"}, "OFFICE_BANK_NAME .*Latin", id="holder of whom banks take no sign"),
        pytest.param({"OFFICE_BANK_BIC": "COBA"}, "OFFICE_BANK_BIC .*'COBA'", id="no BIC"),
        pytest.param({"OFFICE_SEPA_SCHEMA": "foo"}, "OFFICE_SEPA_SCHEMA .*pain.001.001.09.*'foo'", id="no such schema"),
        pytest.param(
            {"OFFICE_SEPA_SCHEMA": "pain.008.001.02"}, "OFFICE_SEPA_SCHEMA .*'pain.008", id="schema of direct debits"
        ),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_in_one_sentence(settings_of, environment, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence) as refusal:
        settings_of(**ACCOUNT | environment)

    assert "\n" not in str(refusal.value)


def test_the_account_of_the_laboratory_may_be_typed_as_banks_print_it(settings_of):
    read = settings_of(**ACCOUNT | {"OFFICE_BANK_IBAN": "de89 3704 0044 0532 0130 00", "OFFICE_BANK_BIC": "cobadeff"})

    assert (read["OFFICE_BANK_IBAN"], read["OFFICE_BANK_BIC"]) == (IBAN, "COBADEFF")


def test_an_office_that_pays_by_no_transfer_needs_no_account(settings_of):
    read = settings_of()

    assert not read["OFFICE_ASKS_FOR_IBAN"]
