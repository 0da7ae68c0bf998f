"""The office's own secrets: from the environment, else drawn once and kept in `.private/`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PRIVATE_FOLDER = ".private"
# 256 bits sign cookies and links.
SECRET_KEY_BYTES = 32
BANK_KEY_BYTES = 32  # what Fernet asks for
WEBHOOK_SECRET_BYTES = 24  # 32 letters, digits, hyphens and underscores, as they may stand in an address


def secret_key(data_folder: Path) -> str:
    """Return OFFICE_SECRET_KEY, or the key kept in the private folder."""
    return os.environ.get("OFFICE_SECRET_KEY") or kept(data_folder, "office_secret_key", SECRET_KEY_BYTES)


def bank_key(data_folder: Path) -> bytes:
    """Return the key of bank details, OFFICE_BANK_KEY or the one kept in the private folder, as Fernet wants it."""
    text = os.environ.get("OFFICE_BANK_KEY") or kept(data_folder, "office_bank_key", BANK_KEY_BYTES)
    return text.rstrip("=").encode("ascii") + b"="


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
    folder = data_folder / PRIVATE_FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(n_bytes))
    text = file.read_text(encoding="ascii").strip()
    if not text:
        raise ValueError(f"{file} is empty: delete it, and a new one is drawn")
    return text


def _write_once(file: Path, secret: str) -> None:
    """Put the secret into place whole; the first of two processes that start at once wins."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secret + "\n")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    except OSError:  # a file system without links, as on some sticks and network drives
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
