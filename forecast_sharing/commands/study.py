"""The commands around a study: ``study new``, ``check``, ``show`` and ``freeze``."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from forecast_sharing.commands import study_package
from forecast_sharing.commands.arguments import CommandError, Subcommands
from forecast_sharing.study import finding
from forecast_sharing.study.study import FILE, Study, StudyError

T = TypeVar("T")

_TEMPLATE = """\
# What a study file may say: docs/reference/study-file.md. What is left out has its default.
title = "{name}"
question = "What do you want to know?"
hypotheses = ["What do you expect?"]
seed = {seed}
ethics = ""                       # the number of your approval

[people]                          # who does what; names of roles will do
collect = ""
clean = ""
analyse = ""

[session]                         # the same for everybody in a session
matching = "stranger"
block_size = 4
practice_rounds = 2

[treatments.ch_uh]                # what parts may differ in: prices, noise, messages, feedback, history, beliefs
capacity_cost = 60
noise_half_width = 75

[treatments.cl_ul]
capacity_cost = 15
noise_half_width = 25

[arms.ch_uh_first]
blocks = 6                        # planned, over all sessions
parts = [{{ treatment = "ch_uh", rounds = 15 }}, {{ treatment = "cl_ul", rounds = 15 }}]

[arms.cl_ul_first]
blocks = 6
parts = [{{ treatment = "cl_ul", rounds = 15 }}, {{ treatment = "ch_uh", rounds = 15 }}]

[plan]
sessions = 2
exclusions = ["Rounds in which a decision is missing are left out; nobody else is."]

[analysis]
theories = ["trust", "level_k"]
contrasts = [{{ outcome = "inflation", first = "ch_uh", second = "cl_ul" }}]
"""


def add(commands: Subcommands) -> None:
    """Add `study` and its subcommands."""
    study = commands.add_parser("study", help="plan, check, freeze and package a study")
    subcommands = study.add_subparsers(required=True, metavar="what")
    for name, run, words in (
        ("new", _new, "write a study file to start from"),
        ("check", _check, "say whether a study can be played, and whether it differs from what was frozen"),
        ("show", _show, "say in words what a study does"),
        ("freeze", _freeze, "write the study's lock and preregistration"),
    ):
        parser = subcommands.add_parser(name, help=words)
        parser.add_argument("study", metavar="NAME", help="the study's folder in studies/, or a path to it")
        parser.set_defaults(run=run)
        if name == "freeze":
            parser.add_argument(
                "--power",
                type=Path,
                metavar="DIR",
                help="folder of `power --study NAME`, to stand in the preregistration",
            )
    study_package.add(subcommands)


def _new(options: argparse.Namespace) -> int:
    from forecast_sharing.session.draws import fresh_seed  # noqa: PLC0415
    from forecast_sharing.study.study import parse  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import require_writable, write_text  # noqa: PLC0415

    folder = finding.FOLDER / options.study
    source = _TEMPLATE.format(name=options.study, seed=fresh_seed())
    _or_say(lambda: parse(options.study, source))
    if (folder / FILE).exists():
        raise CommandError(f"{folder / FILE} is there already; nothing was written")
    require_writable(folder / "texts")
    write_text(folder / FILE, source)
    print(f"written: {folder / FILE}\nNext: edit it, then `python -m forecast_sharing study check {options.study}`.")
    return 0


def _check(options: argparse.Namespace) -> int:
    from forecast_sharing.study.lock import content_of, differences, read_lock  # noqa: PLC0415

    study = _found(options.study)
    folder = finding.folder_of(options.study)
    lock = _or_say(lambda: read_lock(folder))
    print(f"{study.name}: sound. {_in_short(study)}")
    if lock is None:
        print("Not frozen: sessions of it say version 0.")
        return 0
    found = differences(lock.content, content_of(study, folder))
    if not found:
        print(f"Frozen as version {lock.version}, SHA-256 {lock.sha256}; unchanged since.")
        return 0
    print(f"Differs from version {lock.version}, which is a deviation until it is frozen again:")
    print("\n".join(f"- {difference}" for difference in found))
    return 1


def _show(options: argparse.Namespace) -> int:
    study = _found(options.study)
    print(f"{study.title}\n{study.question}\n\n{_in_short(study)}\n")
    for arm in study.arms:
        parts = ", then ".join(f"{part.rounds} rounds of {part.treatment}" for part in arm.parts)
        print(f"{arm.name}: {arm.blocks} blocks; {parts}")
    print()
    for name, design in study.treatments.items():
        print(f"{name}: {_settings_in_words(study, name)}{design.game.treatment} as a game")
    if study.contrasts:
        print("\nContrasts: " + "; ".join(contrast.name for contrast in study.contrasts))
    return 0


def _freeze(options: argparse.Namespace) -> int:
    from forecast_sharing.study import preregistration  # noqa: PLC0415
    from forecast_sharing.study.freezing import freeze  # noqa: PLC0415
    from forecast_sharing.tables.atomic_files import write_text  # noqa: PLC0415

    study = _found(options.study)
    folder = finding.folder_of(options.study)
    power = None
    if options.power is not None:
        try:
            power = (options.power / "power.txt").read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"--power must be a folder that `power --study` wrote: {error}") from None
    lock = _or_say(lambda: freeze(study, folder))
    write_text(folder / preregistration.FILE, preregistration.as_markdown(study, lock, power))
    print(f"{study.name} is frozen as version {lock.version}, SHA-256 {lock.sha256}")
    print(f"written: {folder / 'study.lock.json'}, {folder / preregistration.FILE}")
    print("Restart the session server: its sessions say from then on that they are of this version.")
    return 0


def _found(name: str) -> Study:
    return _or_say(lambda: finding.find(name))


def _or_say(ask: Callable[[], T]) -> T:
    """Return what is asked for; what is wrong with a study becomes what is wrong with the command."""
    try:
        return ask()
    except StudyError as error:
        raise CommandError(str(error)) from None


def _in_short(study: Study) -> str:
    n_parts = max(len(arm.parts) for arm in study.arms)
    return (
        f"{len(study.arms)} arm{'s' * (len(study.arms) > 1)} of up to {n_parts} part{'s' * (n_parts > 1)}, "
        f"{study.design.total_rounds} rounds with practice; planned: {study.blocks} blocks, {study.participants} "
        f"people, {study.sessions} session{'s' * (study.sessions > 1)}"
    )


def _settings_in_words(study: Study, treatment: str) -> str:
    part = next(part for arm in study.arms for part in arm.parts if part.treatment == treatment)
    return "".join(f"{name} = {value}, " for name, value in part.settings)
