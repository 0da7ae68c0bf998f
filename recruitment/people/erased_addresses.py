"""Anyone who was erased, or has another address by now, does not come back with an old file.

Only a keyed digest of the address is kept, and the key lies outside the database. It is compared where staff import
people. A person who registers again, or confirms the address otherwise, is welcome, and the digest is deleted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils import timezone

from recruitment import private_keys
from recruitment.models import ErasedAddress
from recruitment.people.models import normalised_email


def digest_of(address: str) -> str:
    return hmac.new(_key(), normalised_email(address).encode(), hashlib.sha256).hexdigest()


def remember(address: str) -> None:
    ErasedAddress.objects.update_or_create(digest=digest_of(address), defaults={"erased_on": timezone.localdate()})


def forget(address: str) -> None:
    """Let the address in again: its owner has just confirmed it."""
    ErasedAddress.objects.filter(digest=digest_of(address)).delete()


def erased_among(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses whose owners were erased."""
    by_digest = {digest_of(address): address for address in addresses if address}
    known = set(ErasedAddress.objects.values_list("digest", flat=True))
    return {address for digest, address in by_digest.items() if digest in known}


@cache
def _key() -> bytes:
    return private_keys.erasure_key(settings.DATA_FOLDER)
