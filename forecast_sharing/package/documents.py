"""The texts of a package: README after the Social Science Data Editors' template, licence and citation."""

import json
from collections.abc import Sequence
from importlib.resources import files

from forecast_sharing.package.ro_crate import LICENSE_URL
from forecast_sharing.study.study import Study
from forecast_sharing.tables.psych_ds import file_name
from forecast_sharing.tables.stored_tables import BY_NAME

PROGRAM_VERSION = "0.1.0"


def readme(
    study: Study,
    tables: Sequence[str],
    *,
    n_sessions: int,
    analysis: Sequence[str],
    packages: dict[str, str],
    has_parquet: bool,
) -> str:
    """Return README.md."""
    with_text = any(BY_NAME[name].is_free_text for name in tables)
    data = [f"| `data/{file_name(name)}` | this study | {BY_NAME[name].row} | TRUE |" for name in tables]
    return template("readme.txt").format(
        title=study.title,
        question=study.question,
        name=study.name,
        n_sessions=counted(n_sessions, "session"),
        data="\n".join(data),
        left_out="The tables of messages and help hold what people wrote, word by word."
        if with_text
        else "What people wrote is not in this package.",
        parquet="as Parquet beside them, " if has_parquet else "without Parquet, since pyarrow was not installed, ",
        version=PROGRAM_VERSION,
        packages="".join(f", {name} {version}" for name, version in packages.items()),
        analysis="\n".join(f"- `{path}`" for path in analysis)
        or "The analysis was left out; `python -m forecast_sharing fit` computes it from `data/`.",
    )


def license_text() -> str:
    """Return LICENSE."""
    return template("license.txt").format(url=LICENSE_URL)


def citation(study: Study, *, published: str) -> str:
    """Return CITATION.cff; JSON's texts are YAML's, too."""
    return "\n".join(
        [
            "cff-version: 1.2.0",
            "message: If you use these data, please cite them and the paper that they belong to.",
            f"title: {json.dumps(f'Data and analysis: {study.title}', ensure_ascii=False)}",
            "type: dataset",
            "license: CC-BY-4.0",
            f"date-released: {published}",
            "authors:",
            '  - name: "[fill in: authors]"',
            "",
        ]
    )


def template(name: str) -> str:
    """Return a text with places in braces."""
    return files("forecast_sharing.package").joinpath("templates", name).read_text(encoding="utf-8")


def counted(number: int, word: str) -> str:
    """Return a number and its word: 1 session, 2 sessions."""
    return f"{number} {word}{'s' * (number != 1)}"
