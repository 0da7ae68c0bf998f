"""What pages note about their use, beside the decisions: the calculator, the instructions, the first edit.

The browser collects its part in one hidden input of the page's own form, so that noting it costs no request. Where
events are kept is for the app to say that keeps them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

from otree.models import Participant

Keeper = Callable[..., None]

INPUT = "usage_events"  # the name that _static/participant/usage_events.js gives it
LONGEST_INPUT = 4000  # characters
MOST_EVENTS = 25  # of one page
LONGEST_SECONDS = 86_400.0
BROWSER_KINDS = ("instructions_opened", "history_opened", "first_edit", "page_hidden")

_keepers: list[Keeper] = []


def keep_with(keeper: Keeper) -> None:
    """Let `keeper(participant, kind, **detail)` keep all events from now on."""
    _keepers[:] = [keeper]


def note(participant: Participant, kind: str, **detail: Any) -> None:
    """Note something that a participant did."""
    for keeper in _keepers:
        keeper(participant, kind, **detail)


def note_sent(participant: Participant, sent: Any, fields: list[str]) -> None:
    """Note what a browser has sent about a page with these fields; what is not as our script sends it is left out."""
    for kind, detail in readable(sent, fields):
        note(participant, kind, **detail)


def readable(sent: Any, fields: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the kind and detail of each readable note in what a browser has sent."""
    if not isinstance(sent, str) or len(sent) > LONGEST_INPUT:
        return
    try:
        events = json.loads(sent)
    except (ValueError, RecursionError):
        return
    for one in events[:MOST_EVENTS] if isinstance(events, list) else ():
        if not isinstance(one, dict) or one.get("kind") not in BROWSER_KINDS or not _is_time(one.get("seconds")):
            continue
        detail: dict[str, Any] = {"seconds": round(float(one["seconds"]), 2)}
        if one.get("field") in fields:
            detail["field"] = one["field"]
        yield one["kind"], detail


def _is_time(seconds: Any) -> bool:
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return is_number and math.isfinite(seconds) and 0 <= seconds <= LONGEST_SECONDS
