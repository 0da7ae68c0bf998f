"""The office's own secrets: from the environment, else drawn once and kept in `.private/`."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from runtime import private_keys

BANK_KEY = "office_bank_key"
# 256 bits sign cookies and links.
SECRET_KEY_BYTES = 32
BANK_KEY_BYTES = 32  # what Fernet asks for
WEBHOOK_SECRET_BYTES = 24  # 32 letters, digits, hyphens and underscores, as they may stand in an address


def draw_all(data_folder: Path) -> None:
    """Draw every key that is not there yet, and refuse one that cannot be used.

    Keys are backed up once, after the first start, so none may be drawn later.
    """
    for key_of in (secret_key, bank_key, webhook_secret, erasure_key):
        key_of(data_folder)
    try:
        Fernet(bank_key(data_folder))
    except ValueError as error:
        where = (
            "OFFICE_BANK_KEY"
            if os.environ.get("OFFICE_BANK_KEY")
            else data_folder / private_keys.PRIVATE_FOLDER / BANK_KEY
        )
        raise ImproperlyConfigured(
            f"{where} must hold 32 bytes in URL-safe base64, 43 characters as they were drawn: put the old key back."
        ) from error


def secret_key(data_folder: Path) -> str:
    """Return OFFICE_SECRET_KEY, or the key kept in the private folder."""
    return os.environ.get("OFFICE_SECRET_KEY") or kept(data_folder, "office_secret_key", SECRET_KEY_BYTES)


def bank_key(data_folder: Path) -> bytes:
    """Return the key of bank details, OFFICE_BANK_KEY or the one kept in the private folder, as Fernet wants it."""
    text = os.environ.get("OFFICE_BANK_KEY") or kept(data_folder, BANK_KEY, BANK_KEY_BYTES)
    return text.rstrip("=").encode() + b"="


def webhook_secret(data_folder: Path) -> str:
    """Return OFFICE_WEBHOOK_SECRET, or the one kept in the private folder: with it a provider tells of bounces."""
    given = os.environ.get("OFFICE_WEBHOOK_SECRET")
    return given or kept(data_folder, "office_webhook_secret", WEBHOOK_SECRET_BYTES)


def erasure_key(data_folder: Path) -> bytes:
    """Return the key of the digests of erased addresses, OFFICE_ERASURE_KEY or the one kept in the private folder."""
    given = os.environ.get("OFFICE_ERASURE_KEY")
    return (given or kept(data_folder, "office_erasure_key", SECRET_KEY_BYTES)).encode()


def kept(data_folder: Path, name: str, n_bytes: int) -> str:
    """Return the secret of this name, drawn at the first call."""
    file = data_folder / private_keys.PRIVATE_FOLDER / name
    try:
        text = private_keys.kept(file, n_bytes)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The key {file} cannot be read or written ({error.strerror}): give the office's user that folder."
        ) from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"The key {file} is not the text that was drawn: put the old one back.") from error
    if not text:
        raise ImproperlyConfigured(f"The key {file} is empty: put the old one back, or delete it and one is drawn.")
    return text
