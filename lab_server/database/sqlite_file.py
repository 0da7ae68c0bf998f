"""What must be true of the database before participants may write to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from runtime.refusal import NeedsSomebody, RefusalToStart

DB_FILE = "db.sqlite3"  # otree.database.DB_FILE; oTree offers no other
LONGEST_WAIT_FOR_THE_FILE_MS = 1000


def check_path() -> None:
    """Refuse what cannot be opened; oTree opens it while it is imported."""
    try:
        sqlite3.connect(DB_FILE).close()
    except sqlite3.OperationalError as error:
        raise RefusalToStart(
            f"{DB_FILE} cannot be opened in {Path.cwd()} ({error}): the file and its folder must belong to the "
            "user who starts the server."
        ) from error


def claim(connection: sqlite3.Connection) -> None:
    """Make SQLite durable and this process its only user until it ends, however it ends.

    A devserver opened on the same file would overwrite it with its own copy when it stops; two
    servers on one file would each run the experiment's hooks. The lock shuts both out and is
    released by the operating system even after kill -9.
    """
    try:
        connection.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT_FOR_THE_FILE_MS}")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        # One write to the disk for each commit; FULL makes it survive a power cut too.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # An exclusive lock is taken at the first write, not when it is asked for.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
        fold_journal_in(connection)
    except sqlite3.OperationalError as error:
        raise RefusalToStart(
            f"{DB_FILE} is in use by another program ({error}): stop that server, or whatever else has the file open."
        ) from error
    except sqlite3.DatabaseError as error:
        raise RefusalToStart(
            f"{DB_FILE} cannot be read as a database ({error}): move it away to start afresh."
        ) from error


def check_version(connection: sqlite3.Connection, expected: int) -> None:
    """Refuse a file another release of oTree has written; 0 is a file nobody has marked."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, expected):
        raise NeedsSomebody(
            f"{DB_FILE} was written by another release of oTree (mark {found}, now {expected}): "
            f"move it away (for instance mv {DB_FILE} {DB_FILE}.old) and start again."
        )


def mark_version(connection: sqlite3.Connection, version: int) -> None:
    """Write the mark without which `otree devserver` and `otree test` refuse the file."""
    connection.execute(f"PRAGMA user_version = {version:d}")


def check_columns(wanted: dict[str, set[str]], found: dict[str, set[str]], *, database: str, remedy: str) -> None:
    """Refuse tables of an earlier state of the code: oTree adds tables, but never columns."""
    missing = sorted(
        f"{table}.{column}" for table, columns in wanted.items() if table in found for column in columns - found[table]
    )
    if missing:
        shown = ", ".join(missing[:3]) + (", ..." if len(missing) > 3 else "")
        raise NeedsSomebody(f"{database} was made by earlier code and lacks {shown}: {remedy}.")


def fold_journal_in(connection: sqlite3.Connection) -> None:
    """Move everything from the journal beside it into the file, so that the file is all there is."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
