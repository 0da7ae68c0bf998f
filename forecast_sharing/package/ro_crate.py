"""`ro-crate-metadata.json`: the package as a Research Object Crate, version 1.1."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from forecast_sharing.package.sums import TO_FILL_IN

NAME = "ro-crate-metadata.json"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".toml": "application/toml",
    ".tex": "application/x-tex",
    ".parquet": "application/vnd.apache.parquet",
    ".dta": "application/x-stata-dta",
    ".R": "text/x-r-source",
    ".do": "text/plain",
    ".cff": "application/yaml",
}
_ABOUT = {
    "analysis": "The fit report, its numbers and tables",
    "data": "Tables as csv",
    "design": "The study as planned, and what differed from it",
    "R": "A program for R that reads the tables",
    "stata": "Tables for Stata, and a program that reads them",
}


def crate(folder: Path, files: Sequence[str], *, name: str, description: str, published: str) -> Mapping[str, Any]:
    """Return the metadata of a package with these files; `published` is a date."""
    folders = sorted({path.split("/")[0] for path in files if "/" in path})
    top = [path for path in files if "/" not in path]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": NAME,
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": name,
                "description": description,
                "datePublished": published,
                "license": {"@id": LICENSE_URL},
                "hasPart": [{"@id": path} for path in [*(f"{one}/" for one in folders), *top]],
            },
            {
                "@id": LICENSE_URL,
                "@type": "CreativeWork",
                "name": "Creative Commons Attribution 4.0 International",
                "identifier": LICENSE_URL,
                "description": "Anybody may use and share it who names where it is from",
            },
            *(_folder(one, files) for one in folders),
            *(_file(folder, path) for path in files),
        ],
    }


def _folder(name: str, files: Sequence[str]) -> dict[str, Any]:
    return {
        "@id": f"{name}/",
        "@type": "Dataset",
        "name": name,
        "description": _ABOUT.get(name, name),
        "hasPart": [{"@id": path} for path in files if path.startswith(f"{name}/")],
    }


def _file(folder: Path, path: str) -> dict[str, Any]:
    kind = _TYPES.get(Path(path).suffix, "text/plain")
    # Of what people are to fill in the size is not known yet.
    size = {} if path in TO_FILL_IN else {"contentSize": str((folder / path).stat().st_size)}
    return {"@id": path, "@type": "File", "name": path, "encodingFormat": kind, **size}
