"""Commands that describe: a table of rounds, the columns of the exports, the settings, the models."""

import argparse
import json
import runpy
import sys
from pathlib import Path

from forecast_sharing.commands.arguments import (
    CommandError,
    Subcommands,
    add_planned_study,
    add_session_filter,
    contrasts_of,
    only_sessions,
    planned_study,
)


def add(commands: Subcommands) -> None:
    """Add `summarize`, `data-dictionary`, `settings` and `model-pictures`."""
    summarize = commands.add_parser("summarize", help="describe a table of rounds by treatment")
    summarize.add_argument("rounds", type=Path, metavar="rounds.csv", help="the exported table of rounds")
    add_session_filter(summarize)
    add_planned_study(summarize, "add the contrasts between the treatments of this study")
    summarize.add_argument("--json", action="store_true", help="print JSON instead of a table")
    summarize.add_argument("--plot", type=Path, metavar="DIR", help="draw the plots into this folder, as PNG and SVG")
    summarize.set_defaults(run=_summarize)
    dictionary = commands.add_parser("data-dictionary", help="print the data dictionary as Markdown")
    dictionary.set_defaults(run=_print_dictionary)
    settings = commands.add_parser("settings", help="print the configuration reference as Markdown")
    settings.add_argument("--project", type=Path, default=Path("settings.py"), metavar="FILE", help="oTree's settings")
    settings.set_defaults(run=_print_settings)
    pictures = commands.add_parser("model-pictures", help="draw the pictures of the page that explains the models")
    pictures.add_argument("directory", type=Path, metavar="DIR", help="folder for the pictures, as PNG")
    pictures.set_defaults(run=_draw_models)


def _summarize(options: argparse.Namespace) -> int:
    # Imported here: the other commands need none of the analysis packages.
    from forecast_sharing.dataset import read_rounds  # noqa: PLC0415
    from forecast_sharing.summary.contrast_text import as_text as contrasts_as_text  # noqa: PLC0415
    from forecast_sharing.summary.text import as_text  # noqa: PLC0415
    from forecast_sharing.summary.treatments import summarize  # noqa: PLC0415
    from forecast_sharing.tables.round_gaps import copies  # noqa: PLC0415

    rounds = only_sessions(read_rounds(options.rounds), options.sessions, str(options.rounds))
    for copy in copies(rounds):
        raise CommandError(f"{options.rounds}: {copy}")
    contrasts = contrasts_of(rounds, planned_study(options))
    summaries = summarize(rounds)
    if options.json:
        treatments = [summary.as_dict() for summary in summaries]
        together = {"treatments": treatments, "contrasts": contrasts and contrasts.as_dicts()}
        print(json.dumps(treatments if contrasts is None else together, indent=2))
    else:
        print("\n\n".join([as_text(summaries), *([] if contrasts is None else [contrasts_as_text(contrasts)])]))
    if options.plot is not None:
        from forecast_sharing.summary.plots import draw  # noqa: PLC0415

        written, notes = draw(rounds, options.plot)
        # Not on standard output, which may be JSON.
        for note in notes:
            print(note, file=sys.stderr)
        print(f"{len(written)} plots written to {options.plot}", file=sys.stderr)
    return 0


def _print_dictionary(_options: argparse.Namespace) -> int:
    from forecast_sharing.tables.data_dictionary import as_markdown  # noqa: PLC0415

    print(as_markdown(), end="")
    return 0


def _print_settings(options: argparse.Namespace) -> int:
    from forecast_sharing.session.configuration_reference import as_markdown  # noqa: PLC0415

    # Read as a file that the caller names: the library stands below the project that uses it and imports none of it.
    project = runpy.run_path(str(options.project))
    print(as_markdown(project["SESSION_CONFIGS"], project["ROOMS"]), end="")
    return 0


def _draw_models(options: argparse.Namespace) -> int:
    from forecast_sharing.reporting.model_pictures import draw  # noqa: PLC0415

    written = draw(options.directory)
    print(f"{len(written)} pictures written to {options.directory}", file=sys.stderr)
    return 0
