"""``python -m recruitment``: the whole office under one process, the order in which it starts and stops."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from django.core.exceptions import ImproperlyConfigured

from runtime import garbage
from runtime.address import EVERY_INTERFACE, chosen_port, listening_socket
from runtime.refusal import RefusalToStart


def main() -> int:
    garbage.look_rarely()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recruitment.settings")
    try:
        options = _options()
        listener = listening_socket(options.host, options.port, variable="OFFICE_PORT")
    except RefusalToStart as refusal:
        print(refusal, file=sys.stderr)
        return 1
    os.environ["OFFICE_PORT"] = str(options.port)  # the settings make links with it

    # The office reads its settings when it is imported, so nothing of it is imported before this line.
    from recruitment import preparation, running  # noqa: PLC0415

    # Stopped by the system as by Ctrl-C: what is being answered is finished first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        is_fresh = preparation.prepare()
        with running.mail_worker():
            print(preparation.announcement(options.host, options.port, is_fresh=is_fresh), flush=True)
            running.serve(listener)
    except (ImproperlyConfigured, RefusalToStart) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    print("Stopped; everything is saved.", flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m recruitment",
        description="Run the recruitment office. Data are kept in office.sqlite3, or in the PostgreSQL database named "
        "by OFFICE_DATABASE_URL. An empty office gets made-up demo data unless OFFICE_DEMO is 0.",
    )
    parser.add_argument("--host", default=EVERY_INTERFACE, help="address to listen on (default: all)")
    parser.add_argument("--port", help="default: OFFICE_PORT from the environment, else 8001")
    options = parser.parse_args()
    options.port = chosen_port(options.port, variable="OFFICE_PORT", default="8001")
    return options


if __name__ == "__main__":
    sys.exit(main())
