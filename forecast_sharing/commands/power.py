"""The command that says how many people and rounds are needed: ``power``."""

import argparse
from typing import TYPE_CHECKING

from forecast_sharing.commands.arguments import Subcommands, planned_study, whole_numbers
from forecast_sharing.commands.studying import add_study, finish, planned, planned_datasets, study_of

if TYPE_CHECKING:
    from forecast_sharing.study.study import Study


def add(commands: Subcommands) -> None:
    """Add `power`."""
    parser = commands.add_parser("power", help="how many pairs and rounds it takes to tell the theories apart")
    parser.add_argument(
        "--pairs", type=whole_numbers(1), default=(4, 8, 12), metavar="N,N", help="of each cell (default: 4,8,12)"
    )
    parser.add_argument(
        "--rounds", type=whole_numbers(1), default=(10, 20, 40), metavar="T,T", help="(default: 10,20,40)"
    )
    add_study(parser, theories="trust,level_k,hybrid", n_datasets=20)
    parser.set_defaults(run=_power)


def _power(arguments: argparse.Namespace) -> int:
    # Imported here: other commands need none of the analysis packages.
    from forecast_sharing.simulation.datasets import verdict_of  # noqa: PLC0415
    from forecast_sharing.simulation.power import curve, power  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import as_json, write_frame, write_json, write_text  # noqa: PLC0415

    if (of_study := planned_study(arguments)) is not None:
        return _power_of_study(arguments, of_study)
    datasets = planned(arguments, arguments.pairs, arguments.rounds)
    study = study_of("power", arguments, datasets, pairs=arguments.pairs, rounds=arguments.rounds)
    journal = finish(arguments, study, datasets, verdict_of)
    found = power(datasets, journal)
    write_frame(arguments.out / "power.csv", found.table)
    write_text(arguments.out / "power.txt", found.as_text() + "\n")
    content = {"study": study, "datasets": arguments.datasets, **found.as_dict()}
    write_json(arguments.out / "power.json", content)
    curve(found).save(arguments.out)
    print(as_json(content) if arguments.json else found.as_text())
    return 0


def _power_of_study(arguments: argparse.Namespace, of_study: "Study") -> int:
    from forecast_sharing.simulation.planned_datasets import verdict_and_contrasts_of  # noqa: PLC0415
    from forecast_sharing.simulation.planned_power import planned_power  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import as_json, write_frame, write_json, write_text  # noqa: PLC0415

    datasets = planned_datasets(arguments, of_study)
    study = {"study": "power", "theories": arguments.theory, **datasets[0].settings()}
    journal = finish(arguments, study, datasets, verdict_and_contrasts_of)
    found = planned_power(datasets, journal)
    write_frame(arguments.out / "power.csv", found.verdicts)
    write_frame(arguments.out / "contrasts.csv", found.contrasts)
    write_text(arguments.out / "power.txt", found.as_text() + "\n")
    content = {"study": study, "datasets": arguments.datasets, **found.as_dict()}
    write_json(arguments.out / "power.json", content)
    print(as_json(content) if arguments.json else found.as_text())
    return 0
