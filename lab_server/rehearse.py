"""``python -m lab_server.rehearse``: a whole session played by simulated people through the real pages.

Everything happens in memory; the database of the server is neither read nor written. With ``--study`` the project's
settings say what is played, STUDY_REHEARSAL, and what is said of it, REHEARSAL_REPORT.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lab_server.otree_patches import bot_client, page_errors, replaced_parts
from lab_server.start import otree_application

TABLE = "custom_export_"


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    if not Path("settings.py").is_file():
        print(f"There is no settings.py in {Path.cwd()}: rehearse in the project's folder.", file=sys.stderr)
        return 2
    try:
        # Before the minutes of the session: a folder that cannot be made must not cost them.
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    os.environ["REHEARSE_WITH"] = options.people
    opened = prepare()
    from starlette.exceptions import HTTPException

    try:
        config, n, modified = _planned(options)
        code = play(config, n, modified | dict(options.settings))
    except (HTTPException, ValueError) as error:
        # A setting that is refused, or a policy; both say why.
        print(f"error: {error}", file=sys.stderr)
        return 2
    write_tables(options.out, code, lambda _app, function_name: function_name.removeprefix(TABLE))
    print(f"rehearsed; the tables are in {options.out}")
    if options.study:
        print(otree_application.of_project("REHEARSAL_REPORT")(options.study, options.out, opened))
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lab_server.rehearse", description="Let simulated people play.")
    parser.add_argument("config", nargs="?", help="name of a session config")
    parser.add_argument("n", nargs="?", type=int, help="people")
    parser.add_argument("--study", metavar="NAME", help="in their place: a study, with a block of each arm at least")
    parser.add_argument("--blocks", type=int, default=0, metavar="N", help="blocks of the study, if more than its arms")
    parser.add_argument("--with", dest="people", default="trust", help="a theory, hybrid, or a file of policies")
    parser.add_argument("--set", dest="settings", type=_setting, action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the exported tables")
    options = parser.parse_args(arguments)
    if (options.n is None) != bool(options.study) or (options.config is not None) == bool(options.study):
        parser.error("give a session config and a number of people, or --study")
    return options


def _setting(text: str) -> tuple[str, Any]:
    name, is_there, value = text.partition("=")
    if not is_there:
        raise argparse.ArgumentTypeError(f"must be NAME=VALUE, not {text!r}")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _planned(options: argparse.Namespace) -> tuple[str, int, dict[str, Any]]:
    """Return session config, people, and settings that differ."""
    if not options.study:
        return options.config, options.n, {}
    planned = otree_application.of_project("STUDY_REHEARSAL")
    if planned is None:
        raise ValueError("this project's settings name no STUDY_REHEARSAL")
    return planned(options.study, options.blocks)


def prepare() -> set[str]:
    """Load the oTree project in the working directory, with an empty database in memory.

    Return the addresses of pages that people open, which grow as they play.
    """
    os.environ["OTREE_IN_MEMORY"] = "1"
    # Otherwise oTree answers an error with its source code, and the bot does not hear of it.
    os.environ["OTREE_PRODUCTION"] = "1"
    sys.path.insert(0, os.getcwd())  # noqa: PTH109  # the very string oTree looks for

    import otree.database
    import otree.main

    # oTree would copy db.sqlite3 into memory, so that the tables would hold real people too, and would refuse to start
    # beside a database that this project's server has made.
    empty = replaced_parts.change("otree.database", "load_in_memory_db", lambda: None, "fbc7a870058b")
    replaced_parts.apply([empty])
    otree.main.setup()
    # Simulated people meet the very application that real ones do.
    otree_application.replace_parts_of_otree()
    page_errors.raise_again()
    return bot_client.use_in_bots()


def play(config: str, n: int, modified: dict[str, Any]) -> str:
    """Let oTree's bots play a session config with modified settings; return the session's code."""
    from otree.bots.runner import run_bots
    from otree.database import db
    from otree.session import SESSION_CONFIGS_DICT, create_session

    if config not in SESSION_CONFIGS_DICT:
        raise ValueError(f"config must be one of {', '.join(SESSION_CONFIGS_DICT)}, not {config!r}")
    session = create_session(session_config_name=config, num_participants=n, modified_session_config_fields=modified)
    code = session.code
    run_bots(session.id)
    db.new_session()
    return code


def write_tables(folder: Path, session_code: str, name_of: Callable[[str, str], str]) -> None:
    """Write what each custom export of each app yields for a session; `name_of` names the file."""
    from otree import export, settings

    for app in settings.OTREE_APPS:
        for function_name in export.get_custom_export_functions(app):
            path = folder / f"{name_of(app, function_name)}.csv"
            with path.open("w", newline="", encoding="utf-8") as stream:
                export.custom_export_app(app, stream, session_code, function_name=function_name)


if __name__ == "__main__":
    sys.exit(main())
