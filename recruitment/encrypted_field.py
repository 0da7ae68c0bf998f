"""Text that is encrypted in the database: a copy of the tables alone reveals no account."""

from __future__ import annotations

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from recruitment import private_keys


class EncryptedField(models.TextField):
    """A text column encrypted with the office's key of bank details. It can be compared with the empty text only."""

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return _fernet().encrypt(text.encode()).decode("ascii") if text else text

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if not value:
            return value
        try:
            return _fernet().decrypt(value.encode("ascii")).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured(
                "A bank detail cannot be read: it was written with another key than the one in "
                ".private/office_bank_key (or OFFICE_BANK_KEY). Put the old key back."
            ) from error


@cache
def _fernet() -> Fernet:
    return Fernet(private_keys.bank_key(settings.DATA_FOLDER))
