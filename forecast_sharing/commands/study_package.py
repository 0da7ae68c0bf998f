"""The commands that package a study's sessions and check packages: ``study package``, ``verify``, ``reproduce``."""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from forecast_sharing.commands.arguments import CommandError, Subcommands, add_jobs, add_progress
from forecast_sharing.commands.progress import Steps


def add(commands: Subcommands) -> None:
    """Add the commands to those of `study`."""
    parser = commands.add_parser("package", help="write the sessions of a study as one package for an archive")
    parser.add_argument("name", help="a folder of studies/, or a path")
    parser.add_argument(
        "--files", type=Path, action="append", default=[], metavar="DIR", help="folder of exported tables; repeatable"
    )
    parser.add_argument(
        "--server", action="append", default=[], metavar="URL", help="session server to read from; repeatable"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder that is not there yet")
    parser.add_argument(
        "--session",
        action="append",
        default=[],
        metavar="CODE",
        dest="sessions",
        help="take this session, a pilot too, and no other that is not named; repeatable (default: all but pilots)",
    )
    parser.add_argument("--with-text", action="store_true", help="put in what people wrote, in tables of its own")
    parser.add_argument(
        "--materials", type=Path, metavar="DIR", help="folder of what people read, as `lab_server.rehearse` keeps pages"
    )
    parser.add_argument("--without-analysis", action="store_true", help="leave the fit out")
    add_jobs(parser, default=None)
    add_progress(parser)
    parser.set_defaults(run=_package)

    checked = commands.add_parser("verify", help="recompute all of a package that follows from draws and rules")
    checked.add_argument("folder", type=Path, metavar="DIR", help="a package")
    checked.set_defaults(run=_verify)
    again = commands.add_parser("reproduce", help="compute the analysis of a package anew and compare each number")
    again.add_argument("folder", type=Path, metavar="DIR", help="a package")
    again.add_argument("--all", action="store_true", help="print every number, and not only those that differ")
    add_jobs(again, default=None)
    add_progress(again)
    again.set_defaults(run=_reproduce)


def _package(arguments: argparse.Namespace) -> int:
    # Imported here: other commands need none of the analysis packages.
    from forecast_sharing.package.collected import read_folders  # noqa: PLC0415
    from forecast_sharing.package.writing import Wanted, package  # noqa: PLC0415
    from forecast_sharing.study.finding import find, folder_of  # noqa: PLC0415
    from forecast_sharing.study.study import StudyError  # noqa: PLC0415

    if bool(arguments.files) == bool(arguments.server):
        raise CommandError("say either --files or --server, each as often as needed")
    try:
        study, folder = find(arguments.name), folder_of(arguments.name)
    except StudyError as error:
        raise CommandError(str(error)) from error
    if arguments.materials is not None and not arguments.materials.is_dir():
        raise CommandError(f"--materials must be a folder, not {arguments.materials}")
    wanted = Wanted(
        study,
        folder,
        sessions=arguments.sessions,
        with_text=arguments.with_text,
        with_analysis=not arguments.without_analysis,
        materials=arguments.materials,
        jobs=arguments.jobs,
    )
    with Steps(4 if arguments.without_analysis else 8, asked=arguments.progress) as steps, TemporaryDirectory() as held:
        steps.begin("reading")
        left_out = _fetched(arguments, study.name, Path(held))
        tables = package(read_folders(arguments.files or sorted(Path(held).iterdir())), wanted, arguments.out, steps)
    if left_out:
        print(f"left out, since not held for data: {', '.join(left_out)}")
    rows = ", ".join(f"{name} {len(table)}" for name, table in tables.items())
    print(f"packaged in {arguments.out}: {rows} rows")
    print("fill in what is in square brackets: README.md, provenance.md, CITATION.cff, LICENSE")
    return 0


def _fetched(arguments: argparse.Namespace, study: str, folder: Path) -> list[str]:
    """Read from the servers, if any are named; return sessions that were left out."""
    from forecast_sharing.package.servers import download  # noqa: PLC0415

    return download(arguments.server, study, arguments.sessions, folder) if arguments.server else []


def _verify(arguments: argparse.Namespace) -> int:
    from forecast_sharing.package.verify import verify  # noqa: PLC0415

    found = verify(arguments.folder)
    for note in found.notes:
        print(f"not checked: {note}")
    for problem in found.problems:
        print(f"wrong: {problem}")
    print(f"{len(found.problems)} problems" if found.problems else "everything that can be recomputed comes out")
    return 1 if found.problems else 0


def _reproduce(arguments: argparse.Namespace) -> int:
    from forecast_sharing.package.reproduce import reproduce  # noqa: PLC0415

    with Steps(6, asked=arguments.progress) as steps:
        numbers = reproduce(arguments.folder, jobs=arguments.jobs, steps=steps)
    for number in numbers:
        if arguments.all or not number.is_same:
            print(number)
    n_same = sum(number.is_same for number in numbers)
    print(f"{n_same} of {len(numbers)} numbers and words of results.json come out")
    return 0 if n_same == len(numbers) else 1
