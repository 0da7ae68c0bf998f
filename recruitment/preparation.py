"""Before the office opens: tables, demo data on a fresh machine, and what is shown to the person who started it."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.mail import get_connection
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from recruitment.environment import env_bool, own_names
from runtime.address import EVERY_INTERFACE
from runtime.refusal import RefusalToStart

RULE = "-" * 78


def prepare() -> bool:
    """Bring the tables up to date; return whether the office was empty and now has demo data."""
    django.setup()
    wants_demo = env_bool("OFFICE_DEMO", default=True)
    _check_mail()
    check_database()
    call_command("migrate", verbosity=0, interactive=False)

    from recruitment.models import Person, User  # noqa: PLC0415

    # Whatever was encrypted with another key is told now, and not to the first person who opens a page.
    Person.objects.exclude(iban="", paypal_address="").values_list("iban", "paypal_address").first()
    is_fresh = wants_demo and not User.objects.exists()
    if is_fresh:
        call_command("demo_data", verbosity=0)
    return is_fresh


def _check_mail() -> None:
    """Refuse a way to send that does not exist; one whose keys are missing says so itself."""
    try:
        get_connection()
    except ImportError as error:
        raise RefusalToStart(
            f"OFFICE_EMAIL_BACKEND names no way to send e-mail, {settings.EMAIL_BACKEND!r}: {error}."
        ) from error


def check_database() -> None:
    """Refuse a database that cannot be opened."""
    try:
        connection.ensure_connection()
    except Error as error:
        reason = str(error).strip().partition("\n")[0]
        raise RefusalToStart(
            f"The database ({_data()}) cannot be opened: {reason}; OFFICE_DATABASE_URL says where it is."
        ) from error


def check_tables() -> None:
    """Refuse a database that cannot be opened, or that lacks tables of this version."""
    check_database()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RefusalToStart(
            f"The database ({_data()}) lacks tables of this version; starting the office creates them, "
            f"and so does {_python()} manage.py migrate."
        )


def announcement(host: str, port: int, *, is_fresh: bool) -> str:
    """Return the block that says how to reach the office and how to log in."""
    from recruitment.demo.staff import demo_password, has_demo_staff  # noqa: PLC0415
    from recruitment.models import User  # noqa: PLC0415

    lines = [("This computer", f"http://localhost:{port}"), ("Other computers", _lan_address(host, port))]
    if has_demo_staff():
        lines += [
            ("Demo log-in", "demo-administrator, -experimenter, -assistant or -auditor"),
            ("Demo password", f"{demo_password()}   (kept in .private/office_demo_password)"),
            ("Demo code", f"{_python()} manage.py demo_code   (the second factor, new every 30 seconds)"),
        ]
    if not User.objects.filter(is_staff=True).exists():
        lines.append(("First log-in", f"{_python()} manage.py administrator NAME E-MAIL   (prints a link)"))
    lines += [
        ("Demo data", "made-up people were put into the empty office" if is_fresh else "not touched"),
        ("E-mail", _email()),
        ("Data", _data()),
        ("Stop", "Ctrl-C"),
    ]
    body = "\n".join(f"  {label:<16} {text}" for label, text in lines)
    return f"{RULE}\n{body}\n{RULE}"


def _python() -> str:
    program = Path(sys.executable)
    return str(program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program)


def _lan_address(host: str, port: int) -> str:
    if host != EVERY_INTERFACE:
        return f"only through {host}"
    others = [name for name in own_names() if name not in {"localhost", "127.0.0.1", "[::1]", socket.gethostname()}]
    return f"http://{others[0]}:{port}" if others else "not connected to a network"


def _email() -> str:
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return "printed here, not sent (OFFICE_EMAIL_BACKEND)"
    return f"sent by {settings.EMAIL_BACKEND.split('.')[-2]}"


def _data() -> str:
    if connection.vendor == "sqlite":
        return f"{settings.DATABASES['default']['NAME']}"
    return f"PostgreSQL database {settings.DATABASES['default']['NAME']}"
