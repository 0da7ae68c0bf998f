"""What oTree reads from the environment while it is imported, set to what a live session needs."""

from __future__ import annotations

import os

from lab_server import secrets
from lab_server.door.limits import LONGEST_COOKIES
from lab_server.refusal import RefusalToStart

PRODUCTION_DEFAULTS = {
    "OTREE_PRODUCTION": "1",
    "OTREE_AUTH_LEVEL": "STUDY",
}
AUTH_LEVELS = ("STUDY", "DEMO", "")

# They would keep all data in memory only.
MUST_BE_ABSENT = ("OTREE_IN_MEMORY", "OTREE_EPHEMERAL")
# With the first oTree writes time limits down, which lab_server.timeouts carries out.
ALWAYS = {
    "USE_TIMEOUT_WORKER": "1",
    # The library of websockets reads it when it is imported, and otherwise takes 8 KiB of cookies.
    "WEBSOCKETS_MAX_LINE_LENGTH": str(LONGEST_COOKIES + 1024),
}

OTREE_SQLITE_URL = "sqlite:///db.sqlite3"


def prepare() -> None:
    """Complete the environment; to be called before anything of oTree is imported."""
    for name in MUST_BE_ABSENT:
        os.environ.pop(name, None)
    os.environ.update(ALWAYS)
    for name, value in PRODUCTION_DEFAULTS.items():
        os.environ.setdefault(name, value)
    _check_auth_level(os.environ["OTREE_AUTH_LEVEL"])
    _check_database_url(os.environ.get("DATABASE_URL", OTREE_SQLITE_URL))
    os.environ["OTREE_ADMIN_PASSWORD"] = secrets.admin_password()


def _check_auth_level(level: str) -> None:
    if level not in AUTH_LEVELS:
        raise RefusalToStart(f"OTREE_AUTH_LEVEL must be STUDY, DEMO or empty, not {level!r}.")


def _check_database_url(url: str) -> None:
    # oTree opens ./db.sqlite3 whatever file a SQLite URL names, without a word.
    if url.startswith("sqlite") and url != OTREE_SQLITE_URL:
        raise RefusalToStart(
            f"DATABASE_URL is {url!r}, but oTree keeps SQLite in db.sqlite3 only: "
            "leave DATABASE_URL out, or name a PostgreSQL database."
        )
