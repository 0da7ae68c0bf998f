"""What is printed once the server answers."""

from __future__ import annotations

import os

from lab_server.start import packages
from lab_server.start.otree_application import AdminAccess
from runtime.address import EVERY_INTERFACE, address_in_the_local_network

RULE = "-" * 78


def announcement(access: AdminAccess, *, host: str, port: int, password_is_generated: bool) -> str:
    """Return the block that says how to reach the server and how to log in."""
    lines = [
        ("This computer", f"http://localhost:{port}"),
        ("Other computers", _lan_address(host, port)),
        ("Admin login", f"{access.username}"),
        ("Admin password", _password(access, password_is_generated)),
        ("Open to others", _openness(access)),
        ("REST interface", _rest(access)),
        ("Data", access.database),
        ("Stop", "Ctrl-C"),
    ]
    if older := packages.others():
        lines.insert(-1, ("Packages", f"not those of requirements-hardened.txt: {', '.join(older)}"))
        lines.insert(-1, ("", "pip install --no-deps -r requirements-hardened.txt brings the ones that are safe"))
    body = "\n".join(f"  {label:<16} {text}" for label, text in lines)
    return f"{RULE}\n{body}\n{RULE}"


def _lan_address(host: str, port: int) -> str:
    if host != EVERY_INTERFACE:
        return f"only through {host}"
    address = address_in_the_local_network()
    return f"http://{address}:{port}" if address else "not connected to a network"


def _password(access: AdminAccess, is_generated: bool) -> str:  # noqa: FBT001
    if is_generated:
        return f"{access.password}   (drawn once, kept in .private/admin_password)"
    return "the one in OTREE_ADMIN_PASSWORD"


def _openness(access: AdminAccess) -> str:
    text = {
        "STUDY": "participants' links only",
        "DEMO": "DEMO: anybody may start demo sessions and watch running ones",
        "": "EVERYTHING, data included: OTREE_AUTH_LEVEL is empty",
    }[access.auth_level]
    return text + (", and errors show their source: OTREE_PRODUCTION=0" if access.is_debug else "")


def _rest(access: AdminAccess) -> str:
    if not access.auth_level:
        return "on, for anybody, without a key: OTREE_AUTH_LEVEL is empty"
    if os.environ.get("OTREE_REST_KEY"):
        return "on, with the key in OTREE_REST_KEY"
    return "off (set OTREE_REST_KEY to switch it on)"
