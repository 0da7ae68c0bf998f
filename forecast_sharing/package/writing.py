"""Writing a whole package: into a folder beside the wanted one, which takes its place when everything is there."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd

from forecast_sharing.package import documents, flow, provenance, ro_crate
from forecast_sharing.package.analysis import FOLDER as ANALYSIS
from forecast_sharing.package.analysis import analyse, write_tables_of_a_paper
from forecast_sharing.package.checks import sessions_of_study
from forecast_sharing.package.collected import Collected, PackageError
from forecast_sharing.package.contents import contents
from forecast_sharing.package.data_files import has_parquet, write_data
from forecast_sharing.package.deviations import Deviations, deviations
from forecast_sharing.package.loaders import r_program, stata_program
from forecast_sharing.package.sums import files_of, write_sums
from forecast_sharing.reporting.report import Progress, write
from forecast_sharing.study.freezing import FROZEN
from forecast_sharing.study.lock import LOCK
from forecast_sharing.study.study import FILE, Study
from forecast_sharing.tables import codebook
from forecast_sharing.tables.atomic_files import write_frame, write_json, write_text
from forecast_sharing.tables.datapackage import datapackage
from forecast_sharing.tables.psych_ds import dataset_description
from forecast_sharing.tables.stored_tables import BY_NAME

# Of a study's folder, beside its file.
PREREGISTRATION = "preregistration.md"
_OF_THE_STUDY = (LOCK, PREREGISTRATION, "texts", FROZEN)
DEVIATIONS = "deviations.csv"
MATERIALS = "materials"


@dataclass(frozen=True)
class Wanted:
    """What is to be packaged, beside the sessions."""

    study: Study
    folder: Path  # of the study
    sessions: Sequence[str] = ()  # codes; all where none is named
    with_text: bool = False
    with_analysis: bool = True
    materials: Path | None = None  # what people read
    jobs: int | None = None  # processes; as many as there are processors


def package(collected: Collected, wanted: Wanted, out: Path, steps: Progress) -> dict[str, pd.DataFrame]:
    """Write a package of these sessions and return its tables.

    Raises
    ------
    PackageError
        If the sessions are not as they should be, or the folder has something in it; nothing is written then.

    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PackageError(f"{out}: there is something in it; name a folder that is not there yet")
    steps.begin("checking")
    tables, _ = contents(sessions_of_study(collected, wanted.study, wanted.sessions), with_text=wanted.with_text)
    with whole_folder(out) as folder:
        steps.begin("writing tables")
        files = write_data(folder, tables)
        found = _write_design(folder / "design", wanted, tables)
        if wanted.materials is not None:
            shutil.copytree(wanted.materials, folder / MATERIALS, copy_function=shutil.copyfile)
        if wanted.with_analysis:
            _write_analysis(folder / ANALYSIS, wanted, tables, steps)
        steps.begin("writing documents")
        _write_documents(folder, wanted, tables, found)
        when = provenance.dates(tables)
        said = {"title": f"Data of the study {wanted.study.title}", "description": wanted.study.question}
        made = datapackage(files, name=wanted.study.name, **said, **_licence(), created=_moment(when.published))
        write_json(folder / "datapackage.json", made)
        described = dataset_description(
            list(tables), name=said["title"], description=said["description"], license=ro_crate.LICENSE_URL
        )
        write_json(folder / "dataset_description.json", described)
        described_files = [name for name in files_of(folder) if name != ro_crate.NAME]
        made_crate = ro_crate.crate(
            folder,
            described_files,
            name=said["title"],
            description=said["description"],
            published=when.published,
        )
        write_json(folder / ro_crate.NAME, made_crate)
        write_sums(folder)
    return tables


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Give a temporary folder beside the wanted one; when the block ends without error it takes its place."""
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        yield temporary
        # Temporary folders are for their owner's eyes only.
        temporary.chmod(0o755)
        if out.exists():
            out.rmdir()
        temporary.rename(out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write_design(design: Path, wanted: Wanted, tables: dict[str, pd.DataFrame]) -> Deviations:
    design.mkdir()
    write_text(design / FILE, wanted.study.source)
    for name in _OF_THE_STUDY:
        there = wanted.folder / name
        if there.is_dir():
            shutil.copytree(there, design / name, copy_function=shutil.copyfile)
        elif there.is_file():
            shutil.copyfile(there, design / name)
    found = deviations(wanted.study, wanted.folder, tables)
    write_frame(design / DEVIATIONS, found.rows)
    return found


def _write_analysis(folder: Path, wanted: Wanted, tables: dict[str, pd.DataFrame], steps: Progress) -> None:
    findings, numbers = analyse(
        wanted.study, tables["rounds"], tables.get("participants"), jobs=wanted.jobs, steps=steps
    )
    write(findings, numbers, folder)
    write_tables_of_a_paper(findings, numbers, folder / "tables")


def _write_documents(folder: Path, wanted: Wanted, tables: dict[str, pd.DataFrame], found: Deviations) -> None:
    study = wanted.study
    counts = flow.flow(tables, [arm.name for arm in study.arms])
    texts = {
        "LICENSE": documents.license_text(),
        "CITATION.cff": documents.citation(study, published=provenance.dates(tables).published),
        "R/load.R": r_program(list(tables)),
        "stata/load.do": stata_program(list(tables)),
        "codebook.md": codebook.as_markdown(f"Codebook: {study.title}", [BY_NAME[name] for name in tables]),
        "codebook.html": codebook.as_html(f"Codebook: {study.title}", [BY_NAME[name] for name in tables]),
        provenance.FLOW: flow.as_svg(counts, f"People at each stage, by arm: {study.title}"),
        "provenance.md": provenance.provenance(
            study,
            tables,
            found,
            counts,
            with_text=wanted.with_text,
            is_preregistered=(folder / "design" / PREREGISTRATION).is_file(),
        ),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        write_text(folder / name, text)
    write_text(folder / "README.md", _readme(folder, wanted, tables))


def _readme(folder: Path, wanted: Wanted, tables: dict[str, pd.DataFrame]) -> str:
    from forecast_sharing.reporting.results import versions  # noqa: PLC0415

    analysis = [name for name in files_of(folder) if name.startswith(f"{ANALYSIS}/") and "/pictures/" not in name]
    return documents.readme(
        wanted.study,
        list(tables),
        n_sessions=len(tables["session"]),
        analysis=analysis,
        packages={name: version for name, version in versions().items() if name != "python"},
        has_parquet=has_parquet(),
    )


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _licence() -> dict[str, Any]:
    return {"licenses": [{"name": "CC-BY-4.0", "path": ro_crate.LICENSE_URL}]}
