"""Everything this package needs from inside oTree 6, in one place.

oTree acts while it is imported: it reads the settings from the working directory and opens the
database. So it is imported inside functions, after the environment is ready.
"""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from typing import Any

from lab_server import preflight
from lab_server.database import indexes, postgresql, sqlite_file
from lab_server.otree_patches import cached_queries, hearing, replaced_parts, request_lock, sockets, timeouts
from runtime.refusal import RefusalToStart


@dataclass(frozen=True, slots=True)
class AdminAccess:
    """What the person who runs the session must know."""

    username: str
    password: str
    auth_level: str  # STUDY, DEMO or empty
    is_debug: bool
    database: str


def load() -> AdminAccess:
    """Import oTree and the project, and refuse a database that does not fit them."""
    if "DATABASE_URL" not in os.environ:
        sqlite_file.check_path()
    import otree.main
    from otree import settings
    from otree.database import AnyModel, engine, sqlite_disk_conn, version_for_pragma

    uses_sqlite = engine.name == "sqlite"
    if uses_sqlite:
        sqlite_file.claim(sqlite_disk_conn)
        sqlite_file.check_version(sqlite_disk_conn, version_for_pragma())
    else:
        postgresql.claim_each_connection(engine)
        _open(engine)
    otree.main.setup()
    _ask_project()
    _check_tables()
    indexes.create_missing(engine, list(AnyModel.metadata.tables.values()))
    replace_parts_of_otree()
    if uses_sqlite:
        sqlite_file.mark_version(sqlite_disk_conn, version_for_pragma())

    return AdminAccess(
        username=getattr(settings, "ADMIN_USERNAME", "admin"),
        password=settings.ADMIN_PASSWORD or "",
        auth_level=settings.AUTH_LEVEL or "",
        is_debug=settings.DEBUG,
        database=sqlite_file.DB_FILE if uses_sqlite else _without_password(engine.url),
    )


def _open(engine: Any) -> None:
    from sqlalchemy.exc import OperationalError

    try:
        engine.connect().close()
    except OperationalError as error:
        raise postgresql.unreachable(error) from error


def replace_parts_of_otree() -> None:
    """Make oTree the application that this server runs; after `otree.main.setup`."""
    replaced_parts.apply()
    replaced_parts.check_parts(of_project("PARTS_OF_OTREE") or {})
    cached_queries.keep_rows_after_commit()
    # Its layers are made while this is imported, so it comes after the changes.
    from otree.asgi import app
    from otree.common import get_pages_module
    from otree.settings import OTREE_APPS

    hearing.attach(app)
    request_lock.serialise(app)
    timeouts.attach(app)
    preflight.attach(app)
    sockets.check_live_methods(page for name in OTREE_APPS for page in get_pages_module(name).page_sequence)


def close_database() -> None:
    """Leave one complete file behind."""
    from otree.database import engine, sqlite_disk_conn

    if engine.name == "sqlite":
        sqlite_file.fold_journal_in(sqlite_disk_conn)
        sqlite_disk_conn.close()
    else:
        engine.dispose()


def _ask_project() -> None:
    """Refuse to start where the project's own check finds faults: settings may name one as CHECK_AT_START."""
    check = of_project("CHECK_AT_START")
    if check and (faults := check()):
        raise RefusalToStart("\n".join(["These files cannot be used as they are; correct them and restart.", *faults]))


def of_project(setting: str) -> Any:
    """Return what the project's settings name, or None if they name nothing there."""
    from otree import settings

    module, _, name = getattr(settings, setting, "").rpartition(".")
    return getattr(importlib.import_module(module), name) if module else None


def _check_tables() -> None:
    from otree.database import AnyModel, engine
    from sqlalchemy import inspect

    inspector = inspect(engine)
    found = {
        table: {column["name"] for column in inspector.get_columns(table)} for table in inspector.get_table_names()
    }
    wanted = {table.name: {column.name for column in table.columns} for table in AnyModel.metadata.tables.values()}
    if engine.name == "sqlite":
        name = sqlite_file.DB_FILE
        remedy = f"move it away (for instance mv {name} {name}.old) and start again"
    else:
        name = _without_password(engine.url)
        remedy = "use a new, empty database"
    sqlite_file.check_columns(wanted, found, database=name, remedy=remedy)


def _without_password(url: object) -> str:
    from sqlalchemy.engine.url import make_url

    named = make_url(str(url))
    return f"{named.get_backend_name()}://{named.host or 'local'}/{named.database}"
