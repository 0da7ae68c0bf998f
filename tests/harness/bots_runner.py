"""Plays bots and writes every export; run by `bots.py` in a process and folder of its own.

``otree test --export`` writes only what a function called exactly `custom_export` yields.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.getcwd())  # noqa: PTH109  # the project to be played, in the working directory

from lab_server import rehearse


def main(order: dict) -> None:
    os.nice(10)  # browsers that are tested beside it have time limits, bots have none
    rehearse.prepare()
    rehearse.play(order["config"], order["n"], order["modified"])
    folder = Path(order["exports"])
    folder.mkdir(parents=True, exist_ok=True)
    rehearse.write_tables(folder, lambda app, function_name: f"{app}.{function_name}")
    _write_stock_exports(folder)


def _write_stock_exports(folder: Path) -> None:
    from otree import export, settings

    for app in settings.OTREE_APPS:
        with (folder / f"{app}.csv").open("w", newline="", encoding="utf-8") as stream:
            export.export_app(app, stream)
    with (folder / "all_apps_wide.csv").open("w", newline="", encoding="utf-8") as stream:
        export.export_wide(stream)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
