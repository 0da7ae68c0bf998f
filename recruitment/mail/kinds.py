"""The kinds of e-mails. `mails.py` of each subject states what its e-mails say and whether they still hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from recruitment.models import OutgoingMail, Person

LINK_PRIORITY, SEAT_PRIORITY, ROUND_PRIORITY = 50, 20, 0


def _plain(mail: OutgoingMail) -> dict[str, Any]:
    return mail.context


def _nothing(_: OutgoingMail) -> list[tuple[str, bytes, str]]:
    return []


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail; `context` makes what its template needs from the plain values in the queue."""

    # Mails that ask for something go only to people who are in the pool now.
    needs_consent: bool = False
    # After taking the consent back a person gets only what answers an own act, and what the accounts and the law want.
    reaches_the_withdrawn: bool = False
    # Mails that a person has just asked for go to an address that once bounced, too.
    ignores_bounces: bool = False
    context: Callable[[OutgoingMail], Mapping[str, Any]] = _plain
    # Where it goes, if not to the address of its person.
    to: Callable[[Person], str | None] = lambda person: person.email
    # Among e-mails that may leave now the highest goes first: somebody sits before the screen and waits for a link.
    priority: int = SEAT_PRIORITY
    # Whether what it says still holds; it may have waited.
    still_holds: Callable[[OutgoingMail], bool] = lambda _mail: True
    # Name, content and type of each file that comes with it.
    files: Callable[[OutgoingMail], list[tuple[str, bytes, str]]] = _nothing
    # To which people it may be sent again after it has failed.
    again_to: Callable[[], Q] = Q


# By the name of the template.
KINDS: dict[str, MailKind] = {}


def register(kinds: Mapping[str, MailKind]) -> None:
    """Add the e-mails of one subject."""
    if twice := KINDS.keys() & kinds.keys():
        raise ValueError(f"two subjects have an e-mail {', '.join(sorted(twice))}")
    KINDS.update(kinds)
