"""Plays bots and writes every export; run by `bots.py` in a process and folder of its own.

``otree test --export`` writes only what a function called exactly `custom_export` yields.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


def main(order: dict) -> None:
    os.environ["OTREE_IN_MEMORY"] = "1"
    sys.path.insert(0, os.getcwd())  # noqa: PTH109  # the very string oTree looks for

    import otree.main

    otree.main.setup()

    from otree.bots.runner import run_bots
    from otree.database import db
    from otree.session import SESSION_CONFIGS_DICT, create_session

    n_cases = SESSION_CONFIGS_DICT[order["config"]].get_num_bot_cases()
    for case_number in range(n_cases):
        session = create_session(
            session_config_name=order["config"],
            num_participants=order["n"],
            modified_session_config_fields=order["modified"],
        )
        run_bots(session.id, case_number=case_number)

    db.new_session()
    _write_exports(Path(order["exports"]))


def _write_exports(folder: Path) -> None:
    from otree import export, settings

    folder.mkdir(parents=True, exist_ok=True)
    for app in settings.OTREE_APPS:
        for function_name in export.get_custom_export_functions(app):
            path = folder / f"{app}.{function_name}.csv"
            with path.open("w", newline="", encoding="utf-8") as stream:
                export.custom_export_app(app, stream, function_name=function_name)
        with (folder / f"{app}.csv").open("w", newline="", encoding="utf-8") as stream:
            export.export_app(app, stream)
    with (folder / "all_apps_wide.csv").open("w", newline="", encoding="utf-8") as stream:
        export.export_wide(stream)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
