"""Bank details lie encrypted: the tables alone tell nobody an account."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from recruitment import encrypted_field, private_keys
from recruitment.models import Person

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"


def raw() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban, paypal_address FROM recruitment_person")
        return cursor.fetchone()


def test_an_account_is_read_as_it_was_written_and_lies_otherwise(person):
    person(iban=IBAN, paypal_address="p@example.org")

    someone = Person.objects.get()
    assert (someone.iban, someone.paypal_address) == (IBAN, "p@example.org")
    assert IBAN not in raw()[0]
    assert "example" not in raw()[1]


def test_the_same_account_looks_different_each_time(person):
    tokens = set()
    for _ in range(2):
        Person.objects.all().delete()
        person(iban=IBAN)
        tokens.add(raw()[0])

    assert len(tokens) == 2


def test_no_account_is_no_text(person):
    person()

    assert raw() == ("", "")
    assert Person.objects.filter(iban="").count() == 1


def test_with_another_key_it_is_said_what_to_do(person, monkeypatch):
    person(iban=IBAN)
    monkeypatch.setattr(encrypted_field, "_fernet", lambda: Fernet(Fernet.generate_key()))

    with pytest.raises(ImproperlyConfigured, match="office_bank_key"):
        Person.objects.get()


def test_the_key_is_kept_in_a_private_file(tmp_path, monkeypatch):
    first = private_keys.bank_key(tmp_path)

    assert private_keys.bank_key(tmp_path) == first
    assert (tmp_path / ".private" / "office_bank_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("OFFICE_BANK_KEY", Fernet.generate_key().decode())
    assert Fernet(private_keys.bank_key(tmp_path)).encrypt(b"x")
    assert private_keys.bank_key(tmp_path) != first
