"""What oTree reads from the environment while it is imported, set to what a live session needs."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from lab_server import private_keys
from lab_server.gateway.limits import LONGEST_COOKIES
from runtime.refusal import RefusalToStart

PRODUCTION_DEFAULTS = {
    "OTREE_PRODUCTION": "1",
    "OTREE_AUTH_LEVEL": "STUDY",
    # Seconds; a computer that swallows what it is sent would otherwise be waited for for minutes.
    "PGCONNECT_TIMEOUT": "10",
}
AUTH_LEVELS = ("STUDY", "DEMO", "")

# They would keep all data in memory only.
MUST_BE_ABSENT = ("OTREE_IN_MEMORY", "OTREE_EPHEMERAL")
# With the first oTree writes time limits down, which lab_server.otree_patches.timeouts carries out.
ALWAYS = {
    "USE_TIMEOUT_WORKER": "1",
    # The library of websockets reads it when it is imported, and otherwise takes 8 KiB of cookies.
    "WEBSOCKETS_MAX_LINE_LENGTH": str(LONGEST_COOKIES + 1024),
}

OTREE_SQLITE_URL = "sqlite:///db.sqlite3"
POSTGRESQL_SCHEMES = ("postgresql", "postgres")


def prepare() -> None:
    """Complete the environment; to be called before anything of oTree is imported."""
    for name in MUST_BE_ABSENT:
        os.environ.pop(name, None)
    os.environ.update(ALWAYS)
    for name, value in PRODUCTION_DEFAULTS.items():
        os.environ.setdefault(name, value)
    _check_auth_level(os.environ["OTREE_AUTH_LEVEL"])
    check_database_url()
    os.environ["OTREE_ADMIN_PASSWORD"] = private_keys.admin_password()


def _check_auth_level(level: str) -> None:
    if level not in AUTH_LEVELS:
        raise RefusalToStart(f"OTREE_AUTH_LEVEL must be STUDY, DEMO or empty, not {level!r}.")


def check_database_url() -> None:
    """Refuse what oTree would fail on; an empty value is none. No value is shown, since it has a password."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        os.environ.pop("DATABASE_URL", None)
        return
    # oTree opens ./db.sqlite3 whatever file a SQLite URL names, without a word.
    if url.startswith("sqlite") and url != OTREE_SQLITE_URL:
        raise RefusalToStart(
            f"DATABASE_URL is {url!r}, but oTree keeps SQLite in db.sqlite3 only: "
            "leave DATABASE_URL out, or name a PostgreSQL database."
        )
    if url != OTREE_SQLITE_URL and not _names_postgresql(url):
        raise RefusalToStart(
            "DATABASE_URL must look like postgresql://USER:PASSWORD@HOST/NAME, with characters such as @ and / in the "
            "password written as %40 and %2F; leave it out to keep the data in db.sqlite3."
        )


def _names_postgresql(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in POSTGRESQL_SCHEMES and bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:  # of a port that is not a number
        return False
