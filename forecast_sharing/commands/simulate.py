"""The command that lets simulated people play: ``simulate``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from forecast_sharing.commands.arguments import (
    CommandError,
    Subcommands,
    add_model_options,
    add_planned_study,
    add_sessions,
    model_options,
    planned_study,
    whole_number,
)
from forecast_sharing.game import CELLS
from forecast_sharing.models.registry import MAKERS
from forecast_sharing.theory.assumptions import Options

if TYPE_CHECKING:
    from forecast_sharing.simulation.sessions import Simulation

ALL_CELLS = ",".join(CELLS)


def add(commands: Subcommands) -> None:
    """Add `simulate`."""
    parser = commands.add_parser("simulate", help="write the rounds of simulated people, as the export would")
    parser.add_argument("--theory", choices=MAKERS, required=True, help="what people follow")
    add_sessions(parser, cells=ALL_CELLS)
    parser.add_argument("--pairs", type=whole_number(1), default=12, metavar="N", help="of each cell (default: 12)")
    parser.add_argument("--rounds", type=whole_number(1), default=40, metavar="T", help="of each pair (default: 40)")
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="S", help="decides all chance (default: 1)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the two tables")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a sentence")
    parser.add_argument("--beliefs", action="store_true", help="people state beliefs, too")
    instead_of = ("cells", "block_size", "pairs", "rounds", "beliefs")
    add_planned_study(parser, "play the sessions, arms and parts of this study", instead_of=instead_of)
    add_model_options(parser)
    parser.set_defaults(run=_simulate)


def _simulate(arguments: argparse.Namespace) -> int:
    # Imported here: other commands need none of the analysis packages.
    from forecast_sharing.dataset import write_table  # noqa: PLC0415
    from forecast_sharing.simulation.study_sessions import simulate_study  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import as_json, whole_file, write_frame  # noqa: PLC0415
    from forecast_sharing.tables.columns import ROUNDS  # noqa: PLC0415

    options, study = model_options(arguments), planned_study(arguments)
    try:
        simulation = (
            _simulate_cells(arguments, options)
            if study is None
            else simulate_study(study, arguments.theory, seed=arguments.seed, options=options)
        )
    except ValueError as error:
        raise CommandError(str(error)) from error
    arguments.out.mkdir(parents=True, exist_ok=True)
    rounds, truth = arguments.out / "rounds.csv", arguments.out / "true_parameters.csv"
    with whole_file(rounds) as temporary:
        write_table(temporary, ROUNDS, simulation.rows)
    write_frame(truth, simulation.true_parameters())
    if arguments.json:
        print(
            as_json(
                {
                    "theory": arguments.theory,
                    "cells": arguments.cells if study is None else None,
                    "study": study and study.name,
                    "seed": arguments.seed,
                    "rounds": len(simulation.rows),
                    "options": options.as_dict(),
                    "files": [str(rounds), str(truth)],
                }
            )
        )
    else:
        print(f"{len(simulation.rows)} rounds written to {rounds}, the true parameters to {truth}")
    return 0


def _simulate_cells(arguments: argparse.Namespace, options: Options) -> "Simulation":
    from forecast_sharing.simulation.sessions import simulate  # noqa: PLC0415

    return simulate(
        arguments.theory,
        arguments.cells,
        pairs=arguments.pairs,
        n_rounds=arguments.rounds,
        seed=arguments.seed,
        block_size=block_size(arguments.block_size, arguments.pairs),
        options=options,
        beliefs=arguments.beliefs or options.stated_beliefs == "used",
    )


def block_size(wanted: int, pairs: int) -> int:
    """Return the people in a block: two where there are too few pairs to fill blocks of strangers."""
    return wanted if (2 * pairs) % wanted == 0 else 2
