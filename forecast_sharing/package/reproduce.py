"""Computing the analysis of a package anew, from the package alone, and comparing every number."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forecast_sharing.dataset import read_stored
from forecast_sharing.package.analysis import FOLDER, RESULTS, analyse
from forecast_sharing.package.collected import PackageError
from forecast_sharing.package.problems import path_of
from forecast_sharing.package.verify import study_of
from forecast_sharing.reporting.report import Progress
from forecast_sharing.tables.atomic_files import plain

# Beyond this, what processors and versions add up in another order may differ.
_TOLERANCE = 1e-9
# What computed the numbers is shown in README.md, and may be newer.
_NOT_COMPARED = "versions"


@dataclass(frozen=True)
class Number:
    """A number or word of results.json by the path to it, as it was written and as it comes out."""

    path: str
    written: Any
    computed: Any

    @property
    def is_same(self) -> bool:
        """Return whether both are the same, to nine digits."""
        both = (self.written, self.computed)
        if all(isinstance(one, int | float) and not isinstance(one, bool) for one in both):
            return math.isclose(*both, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
        return type(self.written) is type(self.computed) and self.written == self.computed

    def __str__(self) -> str:
        """Return the line that is shown."""
        found = f"same, {self.written}" if self.is_same else f"{self.written} in the package, {self.computed} now"
        return f"{self.path}: {found}"


def reproduce(folder: Path, *, jobs: int | None, steps: Progress) -> list[Number]:
    """Return every number of a package's analysis beside the one that comes out.

    Raises
    ------
    PackageError
        If the package has no analysis.

    """
    study = study_of(folder)
    try:
        written = json.loads((folder / FOLDER / RESULTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError(f"{folder}: has no analysis to reproduce: {error}") from None
    rounds = read_stored(folder / path_of("rounds"), "rounds")
    people = folder / path_of("participants")
    participants = read_stored(people, "participants") if people.is_file() else None
    _, computed = analyse(study, rounds, participants, jobs=jobs, steps=steps)
    return compared(written, plain(computed))


def compared(written: dict[str, Any], computed: dict[str, Any]) -> list[Number]:
    """Return every number and word of two results, in the order of the first."""
    before, now = (dict(_flat(one)) for one in (written, computed))
    paths = [path for path in dict.fromkeys((*before, *now)) if path.partition(".")[0] != _NOT_COMPARED]
    return [Number(path, before.get(path, "not there"), now.get(path, "not there")) for path in paths]


def _flat(content: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict | list) and content:
        items = content.items() if isinstance(content, dict) else enumerate(content, start=1)
        for key, inner in items:
            yield from _flat(inner, f"{where}.{key}" if where else str(key))
    else:
        yield where, content
