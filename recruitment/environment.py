"""What the office reads from the environment; a value that cannot be meant is refused, not replaced."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from recruitment.iban import is_in_sepa, plain_signs

# SQLite lets one writer in at a time; the others wait this long for their turn.
SQLITE_PATIENCE_S = 30
# A connection to PostgreSQL serves many requests: making one takes as long as a short page.
POSTGRESQL_KEPT_S = 60
# Who may come is asked with sets of people: one that finds no room in memory is read anew for each person of the pool.
# Compiling such a query takes longer than answering it, and the indexes lie in memory or on disks without moving parts.
POSTGRESQL_OPTIONS = "-c work_mem=32MB -c jit=off -c random_page_cost=1.1"


def env_bool(name: str, *, default: bool) -> bool:
    text = os.environ.get(name, "1" if default else "0")
    if text not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def env_int(name: str, *, default: int, lowest: int = 0) -> int:
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and int(text) >= lowest):
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {lowest}, not {text!r}.")
    return int(text)


def env_choice(name: str, choices: Collection[str], *, default: str) -> str:
    text = os.environ.get(name, default)
    if text not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {text!r}.")
    return text


def env_iban(name: str) -> str:
    """Return the account number, or nothing where none is set."""
    text = plain_signs(os.environ.get(name, ""))
    if not text:
        return ""
    try:
        account = IBAN(text)
    except SchwiftyException as error:
        raise ImproperlyConfigured(f"{name} is no account number, {text!r}: {error}.") from error
    if not is_in_sepa(account):
        raise ImproperlyConfigured(f"{name} must be an account in a SEPA country, not {text!r}.")
    return text


def env_bic(name: str) -> str:
    """Return the BIC, or nothing where none is set."""
    text = plain_signs(os.environ.get(name, ""))
    try:
        return str(BIC(text)) if text else ""
    except SchwiftyException as error:
        raise ImproperlyConfigured(f"{name} is no BIC, {text!r}: {error}.") from error


def env_list(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def env_begins(prefix: str) -> dict[str, str]:
    """Return what is set under names that begin so, without that beginning."""
    return {name.removeprefix(prefix): value for name, value in os.environ.items() if name.startswith(prefix)}


def database(data_folder: Path) -> dict[str, Any]:
    """Return Django's description of the database that OFFICE_DATABASE_URL names, else of the file of data."""
    url = os.environ.get("OFFICE_DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_folder / "office.sqlite3",
            "OPTIONS": {
                # A transaction that reads and then writes takes its turn at once; it could not later.
                "transaction_mode": "IMMEDIATE",
                "timeout": SQLITE_PATIENCE_S,
                "init_command": "PRAGMA journal_mode=WAL",
            },
            # A file, since threads share it; the usual test database is in memory.
            "TEST": {"NAME": data_folder / "test_office.sqlite3"},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "OFFICE_DATABASE_URL must look like postgresql://user:password@host/database; "
            "leave it out to keep the data in office.sqlite3."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": POSTGRESQL_OPTIONS, **dict(parse_qsl(parts.query, keep_blank_values=True))},
        "CONN_MAX_AGE": POSTGRESQL_KEPT_S,
        "CONN_HEALTH_CHECKS": True,
    }


def own_names() -> list[str]:
    """Return the names under which browsers in the same room may ask for this computer."""
    names = ["localhost", "127.0.0.1", "[::1]", socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # An address reserved for documentation. Connecting a datagram socket sends nothing.
            probe.connect(("192.0.2.1", 9))
            names.append(str(probe.getsockname()[0]))
        except OSError:
            pass
    return names
