"""How often Python looks for garbage: hardly anything that a program loads ever becomes any."""

from __future__ import annotations

import atexit
import gc


def look_rarely() -> None:
    """Look for garbage after many new objects, not after 700, and not once more when everything ends."""
    gc.set_threshold(20_000, 20, 50)
    atexit.register(gc.freeze)
