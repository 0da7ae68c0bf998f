"""All channels. A new one is a folder beside this file, and its name here; pages list them in this order."""

from __future__ import annotations

from importlib import import_module

from recruitment.channels.description import Channel

POOL = "pool"
NAMES = (POOL, "prolific", "connect", "sona", "plain_link")


class UnknownChannel(LookupError):
    """No channel has this name."""


def load(name: str) -> Channel:
    """Return what the folder of this name describes."""
    return import_module(f"recruitment.channels.{name}.description").CHANNEL


CHANNELS = {name: load(name) for name in NAMES}


def named(name: str) -> Channel:
    """Return the channel of this name; raises UnknownChannel."""
    if name not in CHANNELS:
        raise UnknownChannel(
            f"{name!r} is not a channel of this office, which has {', '.join(CHANNELS)}: "
            "a channel is a folder of recruitment/channels, with its name in recruitment/channels/registry.py"
        )
    return CHANNELS[name]


def choices() -> list[tuple[str, str]]:
    """Return name and label of each channel."""
    return [(each.name, each.label) for each in CHANNELS.values()]


def paying() -> list[Channel]:
    """Return the channels that pay their people themselves."""
    return [each for each in CHANNELS.values() if each.pays_itself]
