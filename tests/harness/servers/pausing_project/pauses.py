"""Where a test may have the server stand still."""

import time
from pathlib import Path

# A server that lets nobody in between is never told to go on: the pause ends by itself.
LONGEST_PAUSE_S = 3.0


def pause(place: str) -> None:
    """Stand still, if the test has asked for it by a file, until it says by another one to go on."""
    wanted = Path(f"{place}.wanted")
    if not wanted.exists():
        return
    wanted.unlink()
    Path(f"{place}.reached").touch()
    end = time.monotonic() + LONGEST_PAUSE_S
    while time.monotonic() < end and not Path(f"{place}.over").exists():
        time.sleep(0.01)
    Path(f"{place}.ended").touch()


def has_ended(place: str) -> bool:
    """Return whether the one who stood still there has gone on."""
    return Path(f"{place}.ended").exists()
