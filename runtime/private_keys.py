"""Secrets that are drawn once and kept in a folder of their own, for their owner's eyes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PRIVATE_FOLDER = ".private"


def kept(file: Path, n_bytes: int) -> str:
    """Return the secret in a file, drawn at the first call."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(n_bytes))
    return file.read_text(encoding="ascii").strip()


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
