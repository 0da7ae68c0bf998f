"""What must be true of a PostgreSQL database before participants may write to it."""

from __future__ import annotations

import time
from typing import Any

from runtime.refusal import RefusalToStart

# Any number will do that nobody else uses on this database; this one spells "lab_serv".
PRESENCE = int.from_bytes(b"lab_serv", "big")
# A killed server's connection is closed by the operating system, but its last query may still run.
LONGEST_WAIT_FOR_A_PREDECESSOR_S = 5.0


def claim_each_connection(engine: Any) -> None:
    """Make this process the database's only server, now and whenever the connection has to be made anew."""
    from sqlalchemy import event

    event.listen(engine, "connect", lambda connection, _: claim(connection))


def claim(connection: Any) -> None:
    """Take the lock that every server of this kind takes, and have commits reach the disk.

    Two servers on one database would each run the experiment's hooks. The lock is held by the connection and so is
    released even after kill -9.
    """
    deadline = time.monotonic() + LONGEST_WAIT_FOR_A_PREDECESSOR_S
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
        while not _is_taken(cursor):
            if time.monotonic() > deadline:
                raise RefusalToStart(
                    "Another server is running on this database: stop it, or give this one a database of its own."
                )
            time.sleep(0.2)
    connection.commit()


def let_the_disk_follow(session: Any) -> None:
    """Commit this transaction without waiting for the disk.

    If the database's computer loses its power, the last half second of such transactions may be gone. They are written
    in the order of their commits, so nothing that a later commit has confirmed goes with them.
    """
    if session.bind.name == "postgresql":
        session.execute("SET LOCAL synchronous_commit TO off")


def unreachable(error: Exception) -> RefusalToStart:
    """Return the refusal for a database that cannot be opened."""
    reason = str(getattr(error, "orig", error)).strip().splitlines()
    return RefusalToStart(f"The database in DATABASE_URL cannot be opened: {' '.join(' '.join(reason).split())}")


def _is_taken(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", (PRESENCE,))
    return bool(cursor.fetchone()[0])
