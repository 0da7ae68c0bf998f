"""The command that fits both theories to exported rounds and writes the fit report: ``fit``."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forecast_sharing.commands.arguments import (
    CommandError,
    Subcommands,
    add_heaping,
    add_jobs,
    add_model_options,
    add_planned_study,
    add_progress,
    add_seed,
    add_session_filter,
    contrasts_of,
    names,
    only_sessions,
    options_considered,
    planned_study,
    whole_number,
)
from forecast_sharing.commands.progress import Steps
from forecast_sharing.models.registry import COMPARED, RIVALS, UNDECIDED, chosen
from forecast_sharing.models.theory import Theory
from forecast_sharing.study.fit_flags import NAMES, flags_of
from forecast_sharing.tables.formula_safety import InvalidFileError
from forecast_sharing.theory.assumptions import AVERAGED

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from forecast_sharing.estimation.decisions import Sample
    from forecast_sharing.reporting.page import Findings
    from forecast_sharing.study.study import Study


def add(commands: Subcommands) -> None:
    """Add `fit`."""
    parser = commands.add_parser("fit", help="fit the theories to exported rounds and write the fit report")
    parser.add_argument("rounds", type=Path, nargs="+", metavar="rounds.csv", help="exported tables of rounds")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the fit report and its numbers"
    )
    parser.add_argument(
        "--bootstrap", type=whole_number(0), default=0, metavar="N", help="resamples of blocks (default: none)"
    )
    parser.add_argument(
        "--participants",
        "--survey",
        type=Path,
        action="append",
        default=[],
        metavar="participants.csv",
        help="exported table of participants, for survey scores beside estimates; may be given several times",
    )
    parser.add_argument(
        "--tables", type=Path, metavar="DIR", help="folder for the tables of a paper: LaTeX, Markdown, docx, Stata"
    )
    parser.add_argument("--json", action="store_true", help="print results.json instead of a summary")
    parser.add_argument(
        "--theories",
        type=_theories,
        default=COMPARED,
        metavar="NAMES",
        help=f"what is compared: {','.join(theory.name for theory in COMPARED)}, and any of "
        f"{', '.join(theory.name for theory in RIVALS)} (default: the first two)",
    )
    add_session_filter(parser)
    add_model_options(parser, averaged=AVERAGED)
    add_heaping(parser)
    add_seed(parser)
    add_jobs(parser, default=None)
    add_progress(parser)
    add_planned_study(parser, "compare the theories of this study, with its flags, and add its contrasts")
    parser.set_defaults(run=_fit, unsaid={name: _default(parser, name) for name in ("theories", *NAMES)})


def _fit(arguments: argparse.Namespace) -> int:
    # Imported here: other commands need none of the analysis packages.
    from forecast_sharing.estimation.at_once import available, processors  # noqa: PLC0415
    from forecast_sharing.reporting.report import FILES, compute, write  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import as_json, require_writable  # noqa: PLC0415

    study = planned_study(arguments)
    if study is not None:
        _take_from(study, arguments)
    if arguments.bootstrap == 1:
        raise CommandError("--bootstrap must be 0 or at least 2: one resample has no spread")
    considered = options_considered(arguments)
    with Steps(6, asked=arguments.progress) as steps:
        steps.begin("reading")
        rounds, sample = _read(arguments.rounds, arguments.sessions)
        if considered.options.stated_beliefs == "used" and not sample.has_beliefs:
            raise CommandError("--stated-beliefs used needs rounds with stated beliefs, and there are none")
        participants = _read_participants(arguments.participants)
        contrasts = contrasts_of(rounds, study)
        # Before the minutes of the fit: a folder that cannot be written must not cost them.
        require_writable(arguments.out)
        write_tables = _table_writer(arguments.tables)
        with processors(arguments.jobs or available()):
            findings, numbers = compute(
                rounds,
                sample,
                participants,
                considered,
                arguments.theories,
                seed=arguments.seed,
                n_draws=arguments.bootstrap,
                steps=steps,
                of_study=contrasts,
            )
        steps.begin("writing")
        write(findings, numbers, arguments.out)
        write_tables(findings, numbers)
    if arguments.json:
        print(as_json(numbers))
    else:
        print(_summary(numbers, arguments.out, FILES))
        if arguments.tables is not None:
            print(f"tables of a paper written to {arguments.tables}")
    return 0


def _default(parser: argparse.ArgumentParser, name: str) -> Any:
    default = parser.get_default(name)
    # What argparse says of a flag without a default that has an earlier name, too.
    return None if default == argparse.SUPPRESS else default


def _take_from(study: "Study", arguments: argparse.Namespace) -> None:
    """Let a study's file say what no flag says: the theories, and flags of fit."""
    said = {"theories": chosen(study.theories), **flags_of(dict(study.fit))}
    for name, value in said.items():
        if getattr(arguments, name) == arguments.unsaid[name]:
            setattr(arguments, name, value)


def _table_writer(directory: Path | None) -> "Callable[[Findings, dict[str, Any]], None]":
    """Return what writes the tables of a paper, where they are asked for, after trying whether it can."""
    if directory is None:
        return lambda _findings, _numbers: None
    from forecast_sharing.reporting.paper.writing import write_tables  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import require_writable  # noqa: PLC0415

    require_writable(directory)
    return lambda findings, numbers: write_tables(findings, numbers, directory)


def _theories(text: str) -> tuple[Theory, ...]:
    try:
        return chosen(names(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _read(paths: list[Path], sessions: list[str]) -> "tuple[pd.DataFrame, Sample]":
    import pandas as pd  # noqa: PLC0415

    from forecast_sharing.dataset import read_rounds  # noqa: PLC0415
    from forecast_sharing.estimation.decisions import collect  # noqa: PLC0415
    from forecast_sharing.tables.round_gaps import copies  # noqa: PLC0415

    try:
        tables = [read_rounds(path) for path in paths]
    except InvalidFileError as error:
        raise InvalidFileError(" ".join(line.strip() for line in str(error).splitlines())) from None
    seen: dict[str, Path] = {}
    for path, table in zip(paths, tables, strict=True):
        for session in table["session_code"].unique():
            if session in seen:
                raise CommandError(f"session {session} is in {seen[session]} and in {path}: each may be given once")
            seen[session] = path
    rounds = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    rounds = only_sessions(rounds, sessions, ", ".join(map(str, paths)))
    for copy in copies(rounds):
        raise CommandError(f"{seen[copy.session]} and {seen[copy.original]}: {copy}")
    if rounds.empty:
        raise CommandError(f"{', '.join(map(str, paths))}: the table has no rounds")
    try:
        return rounds, collect(rounds)
    except ValueError as error:
        raise CommandError(f"{', '.join(path.name for path in paths)}: {error}") from error


def _read_participants(paths: list[Path]) -> "pd.DataFrame | None":
    import pandas as pd  # noqa: PLC0415

    from forecast_sharing.dataset import read_participants  # noqa: PLC0415

    tables = [read_participants(path) for path in paths]
    if not tables:
        return None
    people = pd.concat(tables, ignore_index=True)
    if people.duplicated(["session_code", "participant_code"]).any():
        raise CommandError("a participant is in two of the tables of participants: each session may be given once")
    return people


def _summary(numbers: dict[str, Any], out: Path, files: tuple[str, ...]) -> str:
    from forecast_sharing.reporting.sentences import counted  # noqa: PLC0415
    from forecast_sharing.reporting.style import LABEL  # noqa: PLC0415

    described = [
        f"{LABEL[name]} {share:.0%}{' of fits' if name == UNDECIDED else ''}"
        for name, share in numbers["better_shares"].items()
    ]
    left_out = numbers["excluded"]
    blocks = counted(numbers["n_blocks"], "block")
    lines = [
        f"verdict: {numbers['verdict']} ({numbers['verdict_detail']['reason']})",
        f"{numbers['n_obs']} decisions of {numbers['n_people']} people in {blocks}; left out: "
        + (", ".join(f"{reason} {count}" for reason, count in left_out.items()) or "none"),
        f"better described: {', '.join(described)}",
        *(f"not in the table: {gap}" for gap in numbers["gaps"]),
        f"written to {out}: {', '.join(files)}, pictures/",
    ]
    return "\n".join(lines)
