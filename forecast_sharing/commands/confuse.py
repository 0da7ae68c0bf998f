"""The command that says how often the verdict errs: ``confuse``."""

import argparse
from collections.abc import Callable
from itertools import product

from forecast_sharing.commands.arguments import (
    CommandError,
    Subcommands,
    add_progress,
    add_seed_and_jobs,
    names,
    whole_number,
    whole_numbers,
)
from forecast_sharing.commands.studying import add_output, finish
from forecast_sharing.game import CELLS
from forecast_sharing.simulation import makers
from forecast_sharing.theory.assumptions import WORDS

_ROUNDING = {"no": 0.0, "yes": 0.5}
_CROSSOVER = "crossover"
_CELLS = (*CELLS, "all", _CROSSOVER)


def add(commands: Subcommands) -> None:
    """Add `confuse`."""
    parser = commands.add_parser("confuse", help="how often the verdict says what, of people of every make")
    parser.add_argument(
        "--makers",
        type=_some_of(makers.NAMES),
        default=makers.NAMES,
        metavar="NAMES",
        help=f"what people are made of, some of {', '.join(makers.NAMES)} (default: all)",
    )
    parser.add_argument(
        "--noise", type=_some_of(WORDS["noise"]), default=WORDS["noise"], metavar="NAMES", help="(default: both)"
    )
    parser.add_argument(
        "--rounding",
        type=_some_of(tuple(_ROUNDING)),
        default=("no", "yes"),
        metavar="NAMES",
        help="no, or yes: half of the people round to fives or tens (default: no,yes)",
    )
    parser.add_argument(
        "--cells",
        type=_some_of(_CELLS),
        default=("ch_uh", "cl_ul", "all"),
        metavar="NAMES",
        help="treatments one by one, all together, or crossover: the same people in ch_uh and cl_ul "
        "(default: ch_uh,cl_ul,all)",
    )
    parser.add_argument(
        "--blocks", type=whole_numbers(1), default=(2, 3, 4, 6), metavar="N,N", help="of each cell (default: 2,3,4,6)"
    )
    parser.add_argument("--rounds", type=whole_number(1), default=40, metavar="T", help="of each pair (default: 40)")
    parser.add_argument(
        "--datasets", type=whole_number(1), default=100, metavar="N", help="of each design (default: 100)"
    )
    parser.add_argument(
        "--best", action="store_true", help="also what the best possible test says, which knows the true parameters"
    )
    add_output(parser)
    add_seed_and_jobs(parser)
    add_progress(parser)
    parser.set_defaults(run=_confuse)


def _confuse(arguments: argparse.Namespace) -> int:
    # Imported here: other commands need none of the analysis packages.
    from forecast_sharing.simulation.confusion import (  # noqa: PLC0415
        Case,
        as_markdown,
        as_text,
        best_of,
        confusion,
        known,
        odds,
        verdict_of,
    )
    from forecast_sharing.tables.atomic_files import as_json, write_frame, write_json, write_text  # noqa: PLC0415

    if _CROSSOVER in arguments.cells and (min(arguments.blocks) < 2 or arguments.rounds < 2):
        raise CommandError("--cells crossover needs --blocks and --rounds of at least 2, for two orders and two parts")
    # The first data set of every design comes before the second of any: a study that is stopped shows all designs.
    cases = [
        Case(maker, noise, _ROUNDING[rounding], cells, blocks, arguments.rounds, arguments.seed, number)
        for number in range(1, arguments.datasets + 1)
        for maker, noise, rounding, cells, blocks in product(
            arguments.makers, arguments.noise, arguments.rounding, arguments.cells, arguments.blocks
        )
    ]
    study = {"study": "confuse", "rounds": arguments.rounds, "seed": arguments.seed}
    journal = finish(arguments, study, cases, verdict_of)
    best = finish(arguments, study | {"study": "best"}, known(cases), best_of, "best.jsonl") if arguments.best else None
    table = confusion(cases, journal, best)
    content = {"study": study, "datasets": arguments.datasets, "designs": table.to_dict("records")}
    if best is not None and known(cases):
        curve = odds(cases, best)
        write_frame(arguments.out / "odds.csv", curve)
        content["odds"] = curve.to_dict("records")
    write_frame(arguments.out / "confusion.csv", table)
    write_text(arguments.out / "confusion.md", as_markdown(table) + "\n")
    write_json(arguments.out / "confusion.json", content)
    print(as_json(content) if arguments.json else as_text(table))
    return 0


def _some_of(allowed: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def read(text: str) -> tuple[str, ...]:
        found = names(text)
        for word in found or ("nothing",):
            if word not in allowed:
                raise argparse.ArgumentTypeError(f"must be some of {', '.join(allowed)}, not {word}")
        return found

    return read
