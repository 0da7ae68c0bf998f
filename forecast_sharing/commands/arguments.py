"""Arguments that several commands share, and the error that says what is wrong with one."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, get_args

from forecast_sharing.theory.assumptions import AVERAGED, DEFAULTS, OLD_NAMES, WORDS, Considered, Heaping, Options

if TYPE_CHECKING:
    import pandas as pd

    from forecast_sharing.study.study import Study
    from forecast_sharing.summary.contrasts import Contrasts

    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
else:
    Subcommands = Any


class CommandError(ValueError):
    """What was asked for cannot be done; the message says why in one line. Change the arguments or the files."""


_MEANINGS = {
    "noise": "how choices scatter",
    "prior": "what a trust receiver falls back on",
    "tie_break": "which of several best reports a level-k sender sends",
    "off_path_beliefs": "what a level-k receiver believes after a report that is never sent",
    "level_0_errors": "what the errors of a truthful level-0 sender go by",
    "stated_beliefs": "whether stated beliefs are part of the likelihood",
}


def add_model_options(parser: argparse.ArgumentParser, *, averaged: tuple[str, ...] = ()) -> None:
    """Add a flag for each open choice of the models; of those that are averaged over it fixes one."""
    group = parser.add_argument_group("options of the models")
    for name, words in WORDS.items():
        default = None if name in averaged else getattr(DEFAULTS, name)
        group.add_argument(
            flag_of(name),
            choices=words,
            default=default,
            help=f"{_MEANINGS[name]} (default: {default or 'all, weighed by how well they predict'})",
        )
    for old, name in OLD_NAMES.items():
        group.add_argument(
            flag_of(old), dest=name, choices=WORDS[name], default=argparse.SUPPRESS, help=argparse.SUPPRESS
        )
    group.add_argument(
        "--highest-level",
        type=whole_number(1),
        default=DEFAULTS.highest_level,
        metavar="K",
        help=f"levels considered are 0 to this one (default: {DEFAULTS.highest_level})",
    )


def model_options(arguments: argparse.Namespace) -> Options:
    """Return the open choices that the arguments name."""
    named = {name: getattr(arguments, name) for name in (*WORDS, "highest_level")}
    try:
        return Options(**{name: value for name, value in named.items() if value is not None})
    except ValueError as error:
        raise CommandError(str(error)) from None


def options_considered(arguments: argparse.Namespace) -> Considered:
    """Return what is possible of the open choices: all words of those that no argument fixes."""
    averaged = tuple(name for name in AVERAGED if getattr(arguments, name) is None)
    return Considered(model_options(arguments), averaged, arguments.heaping)


def add_heaping(parser: argparse.ArgumentParser) -> None:
    """Add --heaping."""
    parser.add_argument(
        "--heaping",
        choices=get_args(Heaping),
        default="auto",
        help="whether people may round to fives or tens, or either (default: auto, where it predicts better)",
    )


def add_session_filter(parser: argparse.ArgumentParser) -> None:
    """Add a flag that takes some sessions of a table: the exports of the admin's pages hold all of them, pilots too."""
    parser.add_argument(
        "--session",
        action="append",
        default=[],
        metavar="CODE",
        dest="sessions",
        help="take this session only; may be given several times (default: all in the table)",
    )


def only_sessions(table: "pd.DataFrame", sessions: list[str], source: str) -> "pd.DataFrame":
    """Return the rows of these sessions, or all if none is named."""
    if not sessions:
        return table
    there = table["session_code"].unique().tolist()
    if missing := [session for session in sessions if session not in there]:
        raise CommandError(
            f"{source}: there is no session {missing[0]!r} in the table; it has {', '.join(there) or 'none'}"
        )
    return table[table["session_code"].isin(sessions)].reset_index(drop=True)


def flag_of(name: str) -> str:
    """Return the flag that sets the field of this name."""
    return f"--{name.replace('_', '-')}"


def add_seed_and_jobs(parser: argparse.ArgumentParser) -> None:
    """Add --seed and --jobs."""
    add_seed(parser)
    add_jobs(parser, default=1)


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Add --seed."""
    parser.add_argument("--seed", type=whole_number(0), default=1, metavar="S", help="decides all chance (default: 1)")


def add_jobs(parser: argparse.ArgumentParser, *, default: int | None) -> None:
    """Add --jobs; None for as many as there are processors."""
    words = "one for each processor" if default is None else default
    parser.add_argument(
        "--jobs", type=whole_number(1), default=default, metavar="N", help=f"processes (default: {words})"
    )


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Add --progress."""
    parser.add_argument("--progress", action="store_true", help="show progress even where there is no terminal")


def add_sessions(parser: argparse.ArgumentParser, *, cells: str) -> None:
    """Add --cells and --block-size."""
    parser.add_argument(
        "--cells", type=names, default=names(cells), metavar="NAMES", help=f"treatments (default: {cells})"
    )
    parser.add_argument(
        "--block-size", type=whole_number(2), default=4, metavar="N", help="people in a closed block (default: 4)"
    )


def add_planned_study(parser: argparse.ArgumentParser, what: str, *, instead_of: tuple[str, ...] = ()) -> None:
    """Add --study, which says what some other flags would say; `planned_study` refuses them beside it."""
    parser.add_argument("--study", metavar="NAME", help=f"{what}: a folder of studies/, or a path")
    parser.set_defaults(instead_of={name: parser.get_default(name) for name in instead_of})


def planned_study(arguments: argparse.Namespace) -> "Study | None":
    """Return the study that the arguments name, if any."""
    from forecast_sharing.study.finding import find  # noqa: PLC0415
    from forecast_sharing.study.study import StudyError  # noqa: PLC0415

    if arguments.study is None:
        return None
    for name, default in arguments.instead_of.items():
        if getattr(arguments, name) != default:
            raise CommandError(f"{flag_of(name)} cannot be said beside --study, whose file says it")
    try:
        return find(arguments.study)
    except StudyError as error:
        raise CommandError(str(error)) from error


def contrasts_of(rounds: "pd.DataFrame", study: "Study | None") -> "Contrasts | None":
    """Return the contrasts between the treatments of a study; none without one."""
    from forecast_sharing.summary.contrasts import contrasts  # noqa: PLC0415
    from forecast_sharing.summary.played_parts import OtherStudyError  # noqa: PLC0415

    if study is None:
        return None
    try:
        return contrasts(rounds, study)
    except OtherStudyError as error:
        raise CommandError(str(error)) from error


def names(text: str) -> tuple[str, ...]:
    """Return words separated by commas."""
    return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


def whole_number(minimum: int) -> Callable[[str], int]:
    """Return a reader of whole numbers, at least the minimum."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"must be a whole number, not {text!r}") from None
        if number < minimum:
            raise argparse.ArgumentTypeError(f"must be at least {minimum}, not {number}")
        return number

    return read


def whole_numbers(minimum: int) -> Callable[[str], tuple[int, ...]]:
    """Return a reader of whole numbers separated by commas, each at least the minimum."""
    read_one = whole_number(minimum)

    def read(text: str) -> tuple[int, ...]:
        numbers = tuple(sorted({read_one(word) for word in names(text)}))
        if not numbers:
            raise argparse.ArgumentTypeError("must be one whole number or several, with commas between")
        return numbers

    return read
