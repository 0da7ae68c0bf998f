"""What the commands that run studies share: their arguments, and running to the end or on from where one stopped."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from forecast_sharing.commands.arguments import (
    CommandError,
    add_model_options,
    add_planned_study,
    add_progress,
    add_seed_and_jobs,
    add_sessions,
    model_options,
    names,
    whole_number,
)
from forecast_sharing.commands.progress import bar
from forecast_sharing.commands.simulate import block_size
from forecast_sharing.models.registry import COMPARED, MAKERS, THEORIES

if TYPE_CHECKING:
    from forecast_sharing.simulation.datasets import Dataset
    from forecast_sharing.simulation.journal import Journal
    from forecast_sharing.simulation.planned_datasets import PlannedDataset
    from forecast_sharing.simulation.running import One, Work
    from forecast_sharing.study.study import Study


def add_study(parser: argparse.ArgumentParser, *, theories: str, n_datasets: int) -> None:
    """Add the arguments of a study."""
    parser.add_argument(
        "--theory",
        type=_theories,
        default=_theories(theories),
        metavar="NAMES",
        help=f"what people follow: some of {', '.join(MAKERS)}, with commas between (default: {theories})",
    )
    add_sessions(parser, cells="ch_uh,cl_ul")
    parser.add_argument(
        "--datasets",
        type=whole_number(1),
        default=n_datasets,
        metavar="N",
        help=f"data sets of each theory and design (default: {n_datasets})",
    )
    instead_of = ("cells", "block_size", "pairs", "rounds")
    add_planned_study(parser, "the design of this study, exactly as planned", instead_of=instead_of)
    add_output(parser)
    add_model_options(parser)
    add_seed_and_jobs(parser)
    add_progress(parser)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add --out, --json and --cluster: where a study is kept, how it is shown, and who works on it."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the study; one begun there is finished"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="work on the Ray cluster at this address instead of on this machine"
    )


def planned(arguments: argparse.Namespace, all_pairs: Sequence[int], all_rounds: Sequence[int]) -> "list[Dataset]":
    """Return the data sets of a study, checked before any is simulated."""
    from forecast_sharing.game import CELLS  # noqa: PLC0415
    from forecast_sharing.simulation.datasets import Dataset  # noqa: PLC0415

    unknown = [cell for cell in arguments.cells if cell not in CELLS]
    if unknown or not arguments.cells:
        raise CommandError(f"--cells must be among {', '.join(CELLS)}, not {', '.join(unknown) or 'empty'}")
    options = model_options(arguments)
    compared = tuple(theory.name for theory in THEORIES if theory in COMPARED or theory.name in arguments.theory)
    return [
        Dataset(
            theory,
            arguments.cells,
            pairs,
            n_rounds,
            block_size(arguments.block_size, pairs),
            arguments.seed,
            number,
            options,
            compared,
        )
        for pairs in all_pairs
        for n_rounds in all_rounds
        for theory in arguments.theory
        for number in range(1, arguments.datasets + 1)
    ]


def planned_datasets(arguments: argparse.Namespace, study: "Study") -> "list[PlannedDataset]":
    """Return the data sets of a study as it is planned."""
    from forecast_sharing.simulation.planned_datasets import PlannedDataset  # noqa: PLC0415

    if study.design.plays_with_computers:
        raise CommandError("people of a study who play with computers are not simulated: counterpart must be human")
    options = model_options(arguments)
    return [
        PlannedDataset(study, theory, arguments.seed, number, options)
        for theory in arguments.theory
        for number in range(1, arguments.datasets + 1)
    ]


def finish(
    arguments: argparse.Namespace,
    study: dict[str, object],
    datasets: "Sequence[One]",
    work: "Work[One]",
    file: str = "datasets.jsonl",
) -> "Journal":
    """Work on what is not finished and return the journal of everything."""
    from forecast_sharing.simulation.journal import Journal, OtherStudyError  # noqa: PLC0415
    from forecast_sharing.simulation.running import ClusterError, run  # noqa: PLC0415

    arguments.out.mkdir(parents=True, exist_ok=True)
    try:
        with Journal(arguments.out / file, study) as journal:
            done = sum(journal.is_finished(dataset.key()) for dataset in datasets)
            with bar(len(datasets), "data sets", asked=arguments.progress, done=done) as shown:
                run(work, datasets, journal, jobs=arguments.jobs, cluster=arguments.cluster, count=shown.update)
            return journal
    except (OtherStudyError, ClusterError) as error:
        raise CommandError(str(error)) from error


def study_of(
    name: str, arguments: argparse.Namespace, datasets: "Sequence[Dataset]", **more: object
) -> dict[str, object]:
    """Return what all data sets of the study have in common; how many there are may grow."""
    return {
        "study": name,
        "theories": arguments.theory,
        **more,
        **datasets[0].settings(),
        "block_size": arguments.block_size,
    }


def _theories(text: str) -> tuple[str, ...]:
    words = names(text)
    for word in words or ("nothing",):
        if word not in MAKERS:
            raise argparse.ArgumentTypeError(f"must be some of {', '.join(MAKERS)}, not {word}")
    return words
