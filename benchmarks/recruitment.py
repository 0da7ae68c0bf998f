"""Load of the office on PostgreSQL, with 100,000 people in the pool: previews, invitations, sign-ups, an import.

Run from the project's folder: ``.venv/bin/python -m benchmarks.recruitment``, or with one of the words ``previews``,
``invitations``, ``sign_ups``, ``import``. It starts a PostgreSQL and an office of its own.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.office_pool import N_PEOPLE, fill
from benchmarks.table import progress
from tests.harness.servers.office import Office
from tests.harness.servers.postgresql import PostgresqlCluster

PARTS = ("previews", "invitations", "sign_ups", "import")


def main() -> None:
    """Fill an office, then measure."""
    parts = sys.argv[1:] or PARTS
    with PostgresqlCluster() as cluster, tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), cluster.new_database()).prepared()
        os.environ |= {name: value for name, value in office.environment.items() if name.startswith("OFFICE_")}
        os.environ["DJANGO_SETTINGS_MODULE"] = "recruitment.settings"
        import django  # noqa: PLC0415 - its settings are read when it starts

        django.setup()
        from benchmarks import office_load  # noqa: PLC0415 - needs Django

        progress(f"filling a pool of {N_PEOPLE} people ...")
        study = fill()
        for part in parts:
            progress(f"{part}, load average {os.getloadavg()[0]:.1f} ...")
            getattr(office_load, f"measure_{part}")(office, study)
        office_load.disconnect()


if __name__ == "__main__":
    main()
