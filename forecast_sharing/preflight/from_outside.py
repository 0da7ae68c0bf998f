"""What only somebody who asks a server can find: whether it answers, whether the way to it is safe, and its clock."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from forecast_sharing.preflight.check import GREEN, RED, Check, read

# Pages forgive three seconds; beyond that, times in the records and on people's screens are not the same.
LARGEST_DIFFERENCE_S = 5.0
WRONG_SERVER = "Is this the address of this project's session server, in the same version as here?"


def joined(said: Any, *, url: str, opened_url: str, asked_s: float, answered_s: float) -> list[Check]:
    """Return the checks in the answer of a server, with those that whoever asked it makes.

    Parameters
    ----------
    said
        The answer, read from JSON.
    url, opened_url : str
        Where it was asked, and what people open.
    asked_s, answered_s : float
        When, by our clock, in seconds since 1970.

    """
    try:
        own, is_closed, at = read(said["checks"]), bool(said["is_closed_network"]), float(said["at"])
    except (KeyError, TypeError, ValueError):
        return [Check("server", RED, f"{url} sent something unexpected", WRONG_SERVER)]
    return [
        Check("server", GREEN, f"{url} answered within {answered_s - asked_s:.1f} s"),
        https(opened_url, is_closed_network=is_closed),
        clock(at, asked_s, answered_s),
        *own,
    ]


def https(address: str, *, is_closed_network: bool) -> Check:
    """Return whether what people type stays between them and the server at this address."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return Check("https", GREEN, f"{host} is asked by https")
    if _is_inside(host):
        return Check("https", GREEN, f"http, but {host} is an address inside a closed network")
    if is_closed_network:
        return Check("https", GREEN, "http, in a network that LAB_CLOSED_NETWORK says is closed")
    return Check(
        "https",
        RED,
        f"{host} is asked by http, which anybody on the way can read and change",
        "Put a web server with https before it (docs/how-to/production.md); where nobody outside the laboratory can "
        "reach it, start it with LAB_CLOSED_NETWORK=1.",
    )


def clock(server_s: float, asked_s: float, answered_s: float) -> Check:
    """Compare the server's clock with ours, which it was asked and had answered by; seconds since 1970."""
    half = (answered_s - asked_s) / 2
    ahead = server_s - (asked_s + half)
    found = f"the server is {abs(ahead):.1f} s {'ahead' if ahead >= 0 else 'behind'}, give or take {half:.1f} s"
    if abs(ahead) <= LARGEST_DIFFERENCE_S + half:
        return Check("clock", GREEN, found)
    return Check("clock", RED, found, "Let both computers take their time from the network: timedatectl set-ntp true.")


def _is_inside(host: str) -> bool:
    """Return whether an address cannot be one of the internet: a private one, or a name without a domain."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(".local")
    return address.is_private or address.is_loopback or address.is_link_local
