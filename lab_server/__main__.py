"""``python -m lab_server``: the order in which a session server starts and stops."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from lab_server import backup, environment
from lab_server.start import log
from runtime import address, garbage
from runtime.refusal import RefusalToStart


def main(arguments: list[str] | None = None) -> int:
    garbage.look_rarely()
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in backup.COMMANDS:
        return backup.main(arguments)
    try:
        options = _options(arguments)
        _check_working_directory()
        listener = address.listening_socket(options.host, options.port, variable="PORT")
        password_is_generated = not os.environ.get("OTREE_ADMIN_PASSWORD")
        environment.prepare()

        # oTree acts while it is imported, so nothing of it is imported before this line.
        from lab_server.start import otree_application, server
        from lab_server.start.announcement import announcement

        access = otree_application.load()
        log.configure()

        from lab_server.start import otree_gateway

        static = otree_gateway.copy_static_files()
        try:
            application = otree_gateway.compose(static)
        except RefusalToStart:
            static.remove()
            otree_application.close_database()
            raise
    except RefusalToStart as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code

    def announce() -> None:
        block = announcement(
            access,
            host=options.host,
            port=options.port,
            password_is_generated=password_is_generated,
        )
        print(block, flush=True)

    try:
        server.serve(application, listener, on_ready=announce)
    finally:
        static.remove()
        otree_application.close_database()
    print("Stopped; everything is saved.", flush=True)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m lab_server",
        description="Run the experiment's server. Data are kept in db.sqlite3, or in the "
        "PostgreSQL database named by DATABASE_URL. Two more commands copy all data and bring a copy back: "
        "`backup --to FILE`, `restore --from FILE`.",
    )
    parser.add_argument("--host", default=address.EVERY_INTERFACE, help="address to listen on (default: all)")
    parser.add_argument("--port", help="default: PORT from the environment, else 8000")
    options = parser.parse_args(arguments)
    options.port = address.chosen_port(options.port, variable="PORT", default="8000")
    return options


def _check_working_directory() -> None:
    if not Path("settings.py").is_file():
        raise RefusalToStart(f"There is no settings.py in {Path.cwd()}: start the server in the project's folder.")
    if not Path("_static").is_dir():
        raise RefusalToStart(
            f"There is no folder _static in {Path.cwd()}, which oTree asks for: bring it back, or make an empty one."
        )


if __name__ == "__main__":
    sys.exit(main())
