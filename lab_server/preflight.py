"""What the server knows of itself before people come: keys, who may do what, database, time limits, disk, backup.

The project asks for it as `app.state.preflight` and adds what it knows of sessions: this package knows no project, so
what it found is said in tuples of state, words and remedy, each by a function of its own, so that one that fails hides
no other. No password or key is ever among the words.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from lab_server import backup, private_keys
from lab_server.otree_patches.timeouts import Timers

GREEN, RED, CANNOT_TELL = "green", "red", "cannot tell"
PROBE = "preflight"
# What nobody guesses: the password is typed by a person and guesses are counted, the keys are not.
SHORTEST_PASSWORD = 12
SHORTEST_KEY = 16
SHORTEST_SECRET = 32
SPOKEN = ("password", "admin", "otree", "secret", "changeme", "choose", "12345", "qwert")
LONGEST_SILENCE_S = 30.0
LEAST_FREE = 1_000_000_000  # bytes
OLDEST_BACKUP_S = 24 * 3600.0


class Finding(NamedTuple):
    """What one check found."""

    state: str
    found: str
    remedy: str = ""


def checks(timers: Timers) -> dict[str, Callable[[], Finding]]:
    """Return the server's checks by name; to be asked within a request."""
    return {
        "admin password": admin_password,
        "REST key": rest_key,
        "secret key": secret_key,
        "access": access,
        "database": database,
        "time limits": partial(time_limits, timers),
        "disk": disk,
        "backup": lambda: last_backup(has_data=_has_data()),
    }


def admin_password() -> Finding:
    """Judge what opens the administrator's pages."""
    from otree import settings

    return judged(settings.ADMIN_PASSWORD or "", SHORTEST_PASSWORD, "OTREE_ADMIN_PASSWORD")


def rest_key() -> Finding:
    """Judge what programs are let in by."""
    return judged(os.environ.get("OTREE_REST_KEY", ""), SHORTEST_KEY, "OTREE_REST_KEY")


def secret_key() -> Finding:
    """Judge what signs cookies and links."""
    from otree import settings

    if not (os.environ.get("OTREE_SECRET_KEY") or private_keys.secret_key_file().is_file()):
        return Finding(RED, "not stored: links end with the server", "Set OTREE_SECRET_KEY.")
    return judged(settings.SECRET_KEY or "", SHORTEST_SECRET, "OTREE_SECRET_KEY")


def judged(secret: str, shortest: int, variable: str) -> Finding:
    """Return whether a secret is long enough and none that people guess; it is never among the words."""
    remedy = f"Set {variable} to at least {shortest} letters and digits drawn at random."
    if not secret:
        return Finding(RED, "there is none", remedy)
    if any(word in secret.lower() for word in SPOKEN) or len(set(secret)) < shortest // 2:
        return Finding(RED, "it is one that people guess", remedy)
    if len(secret) < shortest:
        return Finding(RED, f"it has {len(secret)} characters", remedy)
    return Finding(GREEN, f"it has {len(secret)} characters")


def access() -> Finding:
    """Judge what is open without a log-in."""
    from otree import settings

    if settings.AUTH_LEVEL != "STUDY":
        found = f"OTREE_AUTH_LEVEL is {settings.AUTH_LEVEL or 'empty'}: strangers may see or do what staff may"
        return Finding(RED, found, "Leave OTREE_AUTH_LEVEL out, or set it to STUDY.")
    if settings.DEBUG:
        return Finding(RED, "errors show their source", "Leave OTREE_PRODUCTION out, or set it to 1.")
    return Finding(GREEN, "participants' links only")


def database() -> Finding:
    """Ask the database, and have it take a row in, as every page does."""
    from otree.database import db, engine
    from otree.models import Session
    from otree.models_concrete import TaskQueueMessage
    from sqlalchemy.exc import SQLAlchemyError

    kind = "SQLite, fine for one laboratory" if engine.name == "sqlite" else "PostgreSQL"
    try:
        # As `/healthz` does: a database on a full disk still answers questions.
        db.add(TaskQueueMessage(method=PROBE, kwargs_json="{}", epoch_time=0))
        db.query(TaskQueueMessage).filter_by(method=PROBE).delete()
        n_sessions = db.query(Session).count()
    except SQLAlchemyError as error:
        db.rollback()
        return Finding(RED, f"{kind}, takes nothing in ({type(error).__name__})", "Look into the log.")
    return Finding(GREEN, f"{kind}; answers and takes in; {n_sessions} sessions in it")


def time_limits(timers: Timers) -> Finding:
    """Judge whether the job that ends time limits in closed windows runs."""
    job, silence = timers.supervised.job, timers.supervised.seconds_of_silence
    if job is None or job.done() or silence > LONGEST_SILENCE_S:
        found = f"nothing has ended time limits for {silence:.0f} s"
        return Finding(RED, found, "Wait two minutes, then restart the server.")
    return Finding(GREEN, f"looked after {silence:.0f} s ago")


def disk() -> Finding:
    """Judge what is free where the data are; PostgreSQL may keep them elsewhere."""
    free = shutil.disk_usage(Path.cwd()).free
    found = f"{free / 1e9:.1f} GB free in the project's folder"
    return Finding(GREEN, found) if free >= LEAST_FREE else Finding(RED, found, "Make room.")


def last_backup(*, has_data: bool) -> Finding:
    """Judge when the data were last copied by `python -m lab_server backup`."""
    if not has_data:
        return Finding(GREEN, "no participant's data are there yet")
    remedy = "python -m lab_server backup --to FILE, and keep the copy on another computer."
    try:
        made_at = backup.last_made_at()
    except (OSError, ValueError) as error:
        return Finding(CANNOT_TELL, f"the note of the last one cannot be read ({error})", remedy)
    if made_at is None:
        return Finding(RED, "none was ever made with python -m lab_server backup", remedy)
    found = f"the last was made {datetime.fromtimestamp(made_at, UTC):%Y-%m-%d %H:%M} UTC"
    if time.time() - made_at > OLDEST_BACKUP_S:
        return Finding(RED, f"{found}, more than a day ago", remedy)
    return Finding(GREEN, found)


def _has_data() -> bool:
    from otree.database import db
    from otree.models import Participant

    return db.query(Participant).filter(Participant.visited == True).first() is not None  # noqa: E712 - SQL


def attach(app: Any) -> None:
    """Let the project ask as `app.state.preflight()`."""
    app.state.preflight = partial(checks, app.state.timers)
