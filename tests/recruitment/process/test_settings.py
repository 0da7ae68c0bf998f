"""What cannot be meant is refused when the office starts, in one sentence that names the setting and the value."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage

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


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        pytest.param("OFFICE_URL", "office.example.org", "begins with http.*'office.example.org'", id="no scheme"),
        pytest.param("OFFICE_URL", "ftp://office.example.org", "begins with http", id="another scheme"),
        pytest.param("OFFICE_URL", "https://", "begins with http", id="no host"),
        pytest.param("OFFICE_URL", "https://office.example.org:port", "begins with http", id="no port"),
        pytest.param(
            "OFFICE_URL", "https://büro.example.org", "begins with http", id="a host browsers write otherwise"
        ),
        pytest.param("OFFICE_URL", "https://uni.example.org/office", "without a path", id="path"),
        pytest.param("OFFICE_PROLIFIC_URL", "api.prolific.example", "begins with http", id="channel without scheme"),
        pytest.param("OFFICE_HOSTS", "a.example.org, https://b.example.org", "'https://b", id="host with scheme"),
        pytest.param("OFFICE_PROXY", "localhost", "network address", id="proxy by name"),
        pytest.param("OFFICE_EMAIL_FROM", "Laboratory", "must look like", id="sender without address"),
        pytest.param("OFFICE_EMAIL_FROM", "Laboratory <lab@>", "must look like", id="sender with half an address"),
        pytest.param("OFFICE_CONTACT", "our office", "must be an e-mail address", id="contact"),
        pytest.param("OFFICE_EMAIL_PORT", "99999", "from 1 to 65535", id="port"),
        pytest.param("OFFICE_CURRENCY", "eur", "in capitals, such as EUR, not 'eur'", id="currency in small letters"),
        pytest.param("OFFICE_CURRENCY", "€", "not '€'", id="sign of a currency"),
        pytest.param("OFFICE_TIME_ZONE", "Mars/X", "not 'Mars/X'", id="time zone"),
        pytest.param("OFFICE_TIME_ZONE", "Europe", "not 'Europe'", id="a region instead of a time zone"),
        pytest.param("OFFICE_TIME_ZONE", "", "not ''", id="no time zone"),
        pytest.param("OFFICE_LANGUAGE", "fr", "one of en, de, not 'fr'", id="language"),
        pytest.param("OFFICE_RETENTION_YEARS", "9" * 5000, "from 1 to 100", id="years"),
        pytest.param("OFFICE_DATABASE_URL", "postgresql://h:x/office", "port", id="port of the database"),
        pytest.param("OFFICE_DATABASE_URL", "mysql://h/office", "postgresql://", id="another database"),
        pytest.param("OFFICE_DATA_FOLDER", "/no/such/folder", "must be a folder that exists.*/no/such", id="folder"),
        pytest.param("OFFICE_BANK_KEY", "short", "OFFICE_BANK_KEY must hold 32 bytes", id="key that is none"),
        pytest.param("OFFICE_BANK_KEY", "ö" * 43, "OFFICE_BANK_KEY must hold 32 bytes", id="key of other letters"),
    ],
)
def test_other_settings_are_refused_in_one_sentence_that_names_them(settings_of, name, value, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence) as refusal:
        settings_of(**{name: value})

    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Labor, Ökonomie <lab@uni.example>", "=?utf-8?q?Labor=2C_=C3=96konomie?= <lab@uni.example>"),
        ('"Labor, Ökonomie" <lab@uni.example>', "=?utf-8?q?Labor=2C_=C3=96konomie?= <lab@uni.example>"),
        ('Labor "Wien", EG <lab@uni.example>', '"Labor \\"Wien\\", EG" <lab@uni.example>'),
        ("lab@uni.example", "lab@uni.example"),
    ],
)
def test_a_sender_may_have_any_name(settings_of, typed, sent):
    read = settings_of(OFFICE_EMAIL_FROM=typed)

    message = EmailMessage("subject", "text", read["DEFAULT_FROM_EMAIL"], ["rosa@example.org"]).message()
    assert message["From"] == sent
    assert read["OFFICE_CONTACT"] == "lab@uni.example"


def test_a_slash_at_the_end_of_the_address_does_not_matter(settings_of):
    read = settings_of(OFFICE_URL="https://office.example.org:8443/")

    assert read["OFFICE_URL"] == "https://office.example.org:8443"
    assert read["ALLOWED_HOSTS"][0] == "office.example.org"


def test_every_key_is_drawn_at_the_first_start(settings_of, tmp_path):
    """They are backed up once after it."""
    settings_of(OFFICE_DATA_FOLDER=str(tmp_path))
    keys = {file.name: file.read_text() for file in (tmp_path / ".private").iterdir()}
    settings_of()

    assert set(keys) == {"office_secret_key", "office_bank_key", "office_erasure_key", "office_webhook_secret"}
    assert {file.name: file.read_text() for file in (tmp_path / ".private").iterdir()} == keys


@pytest.mark.parametrize(
    "name", ["office_secret_key", "office_bank_key", "office_erasure_key", "office_webhook_secret"]
)
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        pytest.param(lambda file: file.mkdir(), "cannot be read", id="not readable"),
        pytest.param(lambda file: file.write_text(""), "is empty", id="empty"),
        pytest.param(lambda file: file.write_bytes(b"\xff"), "not the text that was drawn", id="not text"),
    ],
)
def test_a_key_that_cannot_be_read_is_named_at_start(settings_of, tmp_path, name, spoil, sentence):
    (tmp_path / ".private").mkdir()
    spoil(tmp_path / ".private" / name)

    with pytest.raises(ImproperlyConfigured, match=f"{name} .*{sentence}"):
        settings_of(OFFICE_DATA_FOLDER=str(tmp_path))


def test_a_folder_of_keys_that_cannot_be_made_is_named_at_start(settings_of, tmp_path):
    (tmp_path / ".private").write_text("")

    with pytest.raises(ImproperlyConfigured, match=r"\.private.* cannot be read"):
        settings_of(OFFICE_DATA_FOLDER=str(tmp_path))
