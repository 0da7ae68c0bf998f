"""When a person counts as dropped out, and when a person who waits has waited long enough: plain rules about times.

All moments are seconds as `time.time()` counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SILENT = "silent"
PAGE_OPEN = "page_open"
NEVER_CAME = "never_came"
# Not by a rule about times.
BY_EXPERIMENTER = "by_experimenter"

# A page that was sent in time may arrive this much later.
GRACE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a session, in seconds; None where there is none."""

    presence: float | None
    page: float | None
    wait: float | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of a person somebody waits for.

    Parameters
    ----------
    seen_at : float or None
        When their page was last heard from; None if they never came.
    page_since : float or None
        Since when the page that they have to send is open; None while they wait themselves.

    """

    seen_at: float | None
    page_since: float | None


def why_dropped(limits: Limits, sighting: Sighting, *, waited_since: float, up_since: float, now: float) -> str | None:
    """Return why a person counts as dropped out, or None while they do not.

    Parameters
    ----------
    limits : Limits
        Of the session.
    sighting : Sighting
        Of the person who is waited for.
    waited_since : float
        Since when somebody waits for them.
    up_since : float
        When the server started: nobody can be heard from, or send a page, while it is down.
    now : float
        The present moment.

    """
    for reason, since, limit in _clocks(limits, sighting, waited_since):
        if now - max(since, up_since) >= limit:
            return reason
    return None


def seconds_until_dropped(
    limits: Limits, sighting: Sighting, *, waited_since: float, up_since: float, now: float
) -> float | None:
    """Return in how many seconds `why_dropped` may first have another answer if nothing happens; None if never."""
    due = [limit - (now - max(since, up_since)) for _, since, limit in _clocks(limits, sighting, waited_since)]
    return max(0.0, min(due)) if due else None


def _clocks(limits: Limits, sighting: Sighting, waited_since: float) -> list[tuple[str, float, float]]:
    """Return what is running against a person: the reason, since when, and the limit."""
    if sighting.seen_at is None:
        return [] if limits.presence is None else [(NEVER_CAME, waited_since, limits.presence)]
    clocks = []
    if limits.presence is not None:
        clocks.append((SILENT, sighting.seen_at, limits.presence))
    if limits.page is not None and sighting.page_since is not None:
        clocks.append((PAGE_OPEN, sighting.page_since, limits.page + GRACE_SECONDS))
    return clocks


def seconds_until_offer(limits: Limits, *, waited_since: float, now: float) -> float | None:
    """Return in how many seconds a person who waits is asked whether to go on; None if never, 0 if at once."""
    return None if limits.wait is None else max(0.0, limits.wait - (now - waited_since))


def is_over(seen_at: Iterable[float | None], silence: float, *, now: float) -> bool:
    """Return whether a session is over: nobody who is still in it was heard from in the last `silence` seconds.

    Parameters
    ----------
    seen_at : iterable of float or None
        When each of them was last heard from; None if they never came.
    silence : float
        In seconds.
    now : float
        The present moment.

    """
    return all(seen is None or now - seen >= silence for seen in seen_at)
