"""The keys of this installation: from the environment, else drawn once and kept in `.private/`.

Like oTree's database, `.private/` lies in the working directory, which is the project's folder.
"""

from __future__ import annotations

import os
from pathlib import Path

from runtime import private_keys
from runtime.refusal import RefusalToStart

# 256 bits sign cookies and links; 96 bits, typed by a person, open the admin's pages.
SECRET_KEY_BYTES = 32
ADMIN_PASSWORD_BYTES = 12


def secret_key() -> str:
    """Return OTREE_SECRET_KEY, or the key kept in the private folder."""
    return os.environ.get("OTREE_SECRET_KEY") or _kept("secret_key", SECRET_KEY_BYTES)


def secret_key_file() -> Path:
    """Return where a secret key that was drawn is kept."""
    return _file("secret_key")


def admin_password() -> str:
    """Return OTREE_ADMIN_PASSWORD, or the password kept in the private folder."""
    return os.environ.get("OTREE_ADMIN_PASSWORD") or _kept("admin_password", ADMIN_PASSWORD_BYTES)


def _kept(name: str, n_bytes: int) -> str:
    file = _file(name)
    try:
        kept = private_keys.kept(file, n_bytes)
    except OSError as error:
        raise RefusalToStart(
            f"The key in {file} cannot be read or drawn ({error.strerror}): {error.filename} must belong to the user "
            "who starts the server."
        ) from error
    except UnicodeDecodeError as error:
        raise RefusalToStart(
            f"The key in {file} has characters other than plain letters, digits and punctuation: put the right file "
            "back, or delete it, and a new one is drawn."
        ) from error
    if not kept:
        raise RefusalToStart(
            f"The key in {file} is empty: put the right file back, or delete it, and a new one is drawn."
        )
    return kept


def _file(name: str) -> Path:
    return Path(private_keys.PRIVATE_FOLDER) / name
