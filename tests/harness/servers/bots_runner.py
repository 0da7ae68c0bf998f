"""Plays one session for each line of orders and writes its exports; run by `bots.py` in a process of its own."""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, os.getcwd())  # noqa: PTH109  # the project to be played, in the working directory

from lab_server import rehearse


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr
    rehearse.prepare()
    for line in sys.stdin:
        print(_answer(json.loads(line)), file=answers, flush=True)


def _answer(order: dict[str, Any]) -> str:
    os.environ["REHEARSE_WITH"] = order["rehearse_with"]
    try:
        code = rehearse.play(order["config"], order["n"], order["modified"])
        folder = Path(order["exports"])
        folder.mkdir(parents=True)
        rehearse.write_tables(folder, code, lambda app, function_name: f"{app}.{function_name}")
        _write_stock_exports(folder, code)
    except Exception:  # noqa: BLE001 - whatever it was, the test that asked is told
        traceback.print_exc()
        return "failed"
    return "played"


def _write_stock_exports(folder: Path, code: str) -> None:
    from otree import export, settings

    for app in settings.OTREE_APPS:
        with (folder / f"{app}.csv").open("w", newline="", encoding="utf-8") as stream:
            export.export_app(app, stream, session_code=code)


if __name__ == "__main__":
    main()
