"""Whether the packages under oTree are those that requirements-hardened.txt names."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

LIST = Path(__file__).resolve().parents[2] / "requirements-hardened.txt"


def others(listed: Path = LIST) -> list[str]:
    """Return each package of another version than is listed, as name and version; none where there is no list."""
    if not listed.is_file():
        return []
    return [f"{name} {found}" for name, wanted in _pins(listed) if (found := metadata.version(name)) != wanted]


def _pins(listed: Path) -> Iterator[tuple[str, str]]:
    for line in listed.read_text(encoding="utf-8").splitlines():
        name, is_pin, version = line.partition("#")[0].strip().partition("==")
        if is_pin:
            yield name, version
