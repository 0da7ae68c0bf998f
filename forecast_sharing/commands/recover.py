"""The command that says whether estimates can be trusted: ``recover``."""

import argparse

from forecast_sharing.commands.arguments import CommandError, Subcommands, planned_study, whole_number
from forecast_sharing.commands.studying import add_study, finish, planned, planned_datasets, study_of


def add(commands: Subcommands) -> None:
    """Add `recover`."""
    parser = commands.add_parser("recover", help="simulate and refit: bias, coverage and right verdicts")
    parser.add_argument("--pairs", type=whole_number(1), default=12, metavar="N", help="of each cell (default: 12)")
    parser.add_argument("--rounds", type=whole_number(1), default=40, metavar="T", help="of each pair (default: 40)")
    parser.add_argument(
        "--all-intervals",
        action="store_true",
        help="also those of mixtures and of everybody alike, from people of a few types and people who are all alike",
    )
    parser.add_argument(
        "--bootstrap",
        type=whole_number(0),
        default=0,
        metavar="N",
        help="with --all-intervals, resamples of blocks for each fit to everybody alike (default: none)",
    )
    add_study(parser, theories="trust,level_k,hybrid", n_datasets=20)
    parser.set_defaults(run=_recover)


def _recover(arguments: argparse.Namespace) -> int:
    # Imported here: other commands need none of the analysis packages.
    from forecast_sharing.simulation.datasets import recovery_of  # noqa: PLC0415
    from forecast_sharing.simulation.plain_people import designs, intervals_of  # noqa: PLC0415
    from forecast_sharing.simulation.recovery import TABLES, recovery  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import as_json, write_frame, write_json, write_text  # noqa: PLC0415

    if arguments.bootstrap and not arguments.all_intervals:
        raise CommandError("--bootstrap says how many resamples --all-intervals makes; without it there are none")
    of_study = planned_study(arguments)
    if of_study is not None and arguments.all_intervals:
        raise CommandError("--all-intervals needs people of a few types in cells, and cannot be said beside --study")
    if of_study is None:
        datasets = planned(arguments, [arguments.pairs], [arguments.rounds])
        study = study_of("recover", arguments, datasets, pairs=arguments.pairs, rounds=arguments.rounds)
    else:
        datasets = planned_datasets(arguments, of_study)
        study = {"study": "recover", "theories": arguments.theory, **datasets[0].settings()}
    journal = finish(arguments, study, datasets, recovery_of)
    plain = designs(datasets, arguments.bootstrap) if arguments.all_intervals else []
    of_plain = None
    if plain:
        of_types = study | {"study": "intervals", "bootstrap": arguments.bootstrap}
        of_plain = finish(arguments, of_types, plain, intervals_of, "intervals.jsonl")
    found = recovery(datasets, journal, plain, of_plain)
    for name in TABLES:
        write_frame(arguments.out / f"{name}.csv", getattr(found, name))
    write_text(arguments.out / "recovery.txt", found.as_text() + "\n")
    content = {"study": study, "datasets": arguments.datasets, **found.as_dict()}
    write_json(arguments.out / "recovery.json", content)
    print(as_json(content) if arguments.json else found.as_text())
    return 0
