"""The command `preflight`, which asks whether a session server is ready for people."""

import argparse
import json
import os
from dataclasses import asdict

from forecast_sharing.commands.arguments import Subcommands

KEY = "OTREE_REST_KEY"


def add(commands: Subcommands) -> None:
    """Add `preflight`."""
    parser = commands.add_parser("preflight", help="check a session server before people come")
    parser.add_argument("--server", required=True, metavar="URL", help=f"its address; its key is taken from {KEY}")
    parser.add_argument("--study", default="", metavar="NAME", help="a study that must be frozen and unchanged")
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from forecast_sharing.preflight.asking import preflight  # noqa: PLC0415
    from forecast_sharing.preflight.check import as_text, is_ready  # noqa: PLC0415

    checks = preflight(options.server, os.environ.get(KEY, ""), options.study)
    print(json.dumps([asdict(check) for check in checks], indent=2) if options.json else as_text(checks))
    return 0 if is_ready(checks) else 1
