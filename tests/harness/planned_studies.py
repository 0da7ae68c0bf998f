"""Study files of the project with something said otherwise."""

from __future__ import annotations

from pathlib import Path

from forecast_sharing.study.study import Study, parse

STUDIES = Path(__file__).resolve().parents[2] / "studies"


def study(name: str, *changes: tuple[str, str]) -> Study:
    """Return the study of this name, each old text replaced by the new one."""
    source = (STUDIES / name / "study.toml").read_text(encoding="utf-8")
    for old, new in changes:
        if old not in source:
            raise ValueError(f"{old!r} is not in the study {name}")
        source = source.replace(old, new)
    return parse(name, source)
