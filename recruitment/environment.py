"""What the office reads from the environment; a value that cannot be meant is refused, not replaced."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Collection
from email.utils import quote
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from moneyed import CURRENCIES
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from recruitment.money.iban import is_in_sepa, plain_signs

# As mail programs show a sender; a name with commas need not be quoted.
SENDER = re.compile(r"([^<>]*)<([^<>]+)>")
HOST = re.compile(r"\.?[A-Za-z0-9_.-]+|\[[0-9a-fA-F:]+\]")
# Larger numbers are years, hours and ports of nobody.
MOST = 65_535
# SQLite lets one writer in at a time; the others wait this long for their turn.
SQLITE_PATIENCE_S = 30
# A connection to PostgreSQL serves many requests: making one takes as long as a short page.
POSTGRESQL_KEPT_S = 60
# A server that does not answer by then is away; without a limit nobody would learn of it for minutes.
POSTGRESQL_PATIENCE_S = 10
# Who may come is asked with sets of people: one that finds no room in memory is read anew for each person of the pool.
# Compiling such a query takes longer than answering it, and the indexes lie in memory or on disks without moving parts.
POSTGRESQL_OPTIONS = "-c work_mem=32MB -c jit=off -c random_page_cost=1.1"


def env_bool(name: str, *, default: bool) -> bool:
    text = os.environ.get(name, "1" if default else "0")
    if text not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def env_int(name: str, *, default: int, lowest: int = 0, highest: int = MOST) -> int:
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST)) and lowest <= int(text) <= highest):
        raise ImproperlyConfigured(f"{name} must be a whole number from {lowest} to {highest}, not {text!r}.")
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
        raise ImproperlyConfigured(f"{name} is not an account number, {text!r}: {error}.") from error
    if not is_in_sepa(account):
        raise ImproperlyConfigured(f"{name} must be an account in a SEPA country, not {text!r}.")
    return text


def env_bic(name: str) -> str:
    """Return the BIC, or nothing where none is set."""
    text = plain_signs(os.environ.get(name, ""))
    try:
        return str(BIC(text)) if text else ""
    except SchwiftyException as error:
        raise ImproperlyConfigured(f"{name} is not a BIC, {text!r}: {error}.") from error


def env_currency(name: str, *, default: str) -> str:
    text = os.environ.get(name, default)
    if text not in CURRENCIES:
        raise ImproperlyConfigured(f"{name} must be the code of a currency in capitals, such as EUR, not {text!r}.")
    return text


def env_time_zone(name: str, *, default: str) -> str:
    text = os.environ.get(name, default)
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # an OSError names a region, such as Europe
        raise ImproperlyConfigured(f"{name} must name a time zone, such as Europe/Berlin, not {text!r}.") from error
    return text


def env_address(name: str, *, default: str) -> str:
    """Return an e-mail address."""
    text = os.environ.get(name, default).strip()
    try:
        validate_email(text)
    except ValidationError as error:
        raise ImproperlyConfigured(f"{name} must be an e-mail address, not {text!r}.") from error
    return text


def env_sender(name: str, *, default: str) -> str:
    """Return who sends e-mails, as an address or `Name <address>`, the name quoted as mail programs want it."""
    text = os.environ.get(name, default).strip()
    called, address = SENDER.fullmatch(text).groups() if SENDER.fullmatch(text) else ("", text)
    try:
        validate_email(address)
    except ValidationError as error:
        example = "lab@example.org or Laboratory <lab@example.org>"
        raise ImproperlyConfigured(f"{name} must look like {example}, not {text!r}.") from error
    called = called.strip().strip('"')
    return f'"{quote(called)}" <{address}>' if called else address


def env_url(name: str, *, default: str, path: bool = False) -> str:
    """Return an address without a slash at its end; with a path only where one can be meant."""
    text = os.environ.get(name, default).strip().rstrip("/")
    example = "https://office.example.org"
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 and not parts.username
    except ValueError:  # of the port
        is_one = False
    if not is_one or parts.query or parts.fragment or not text.isascii():
        raise ImproperlyConfigured(
            f"{name} must be an address that begins with http(s)://, as {example}, not {text!r}."
        )
    if parts.path and not path:
        raise ImproperlyConfigured(f"{name} must be an address without a path, as {example}, not {text!r}.")
    return text


def env_proxy(name: str, *, default: str) -> str:
    """Return the network address of the proxy, or `*`."""
    text = os.environ.get(name, default).strip()
    try:
        return text if text == "*" else str(ipaddress.ip_address(text))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must be a network address such as 127.0.0.1, or *, not {text!r}."
        ) from error


def env_hosts(name: str) -> list[str]:
    """Return names of computers, without scheme, port and path."""
    names = [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]
    for host in names:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name} must be names such as office.example.org, separated by commas, not {host!r}."
            )
    return names


def host_of(url: str) -> str:
    """Return the name under which an address is asked for, as browsers send it."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def data_folder(name: str, *, default: Path) -> Path:
    folder = Path(os.environ.get(name) or default).resolve()
    if not folder.is_dir():
        raise ImproperlyConfigured(f"{name} must be a folder that exists: make {folder}, or name another one.")
    return folder


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
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured("OFFICE_DATABASE_URL has a port that is not a number from 1 to 65535.") from error
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
        "PORT": str(port or ""),
        "OPTIONS": {
            "options": POSTGRESQL_OPTIONS,
            "connect_timeout": POSTGRESQL_PATIENCE_S,
            **dict(parse_qsl(parts.query, keep_blank_values=True)),
        },
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
