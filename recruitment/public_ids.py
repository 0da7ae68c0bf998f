"""Ids that may be read in addresses and files, and cannot be guessed."""

from __future__ import annotations

from django.utils.crypto import get_random_string

PUBLIC_ID_LENGTH = 16  # of 62 letters and digits: 95 bits, not to be guessed


def new_public_id() -> str:
    """Return letters and digits only: an id that began with a hyphen would be read as an option by `manage.py`."""
    return get_random_string(PUBLIC_ID_LENGTH)
