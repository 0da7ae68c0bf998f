"""The session configs of the studies in a folder, as oTree's list wants them."""

import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from forecast_sharing.session.design import SessionDesign, config_name, for_admin_form
from forecast_sharing.study.lock import StudyLock, read_lock
from forecast_sharing.study.study import FILE, Study, StudyError, read

# Beside the name of the study: where no other config is called.
PREFIX = "study_"


@dataclass(frozen=True, slots=True)
class Studies:
    """The studies of a folder that can be played, with their locks, and what is wrong with the others."""

    studies: tuple[tuple[Study, StudyLock | None], ...]
    faults: tuple[str, ...]


def read_studies(folder: Path) -> Studies:
    """Return the studies of a folder by name; a folder in it without a study file is none."""
    found, faults = [], []
    for path in sorted(folder.glob(f"*/{FILE}")):
        try:
            found.append((read(path.parent), read_lock(path.parent)))
        except StudyError as error:
            faults.append(f"{folder.name}/{error}")
    return Studies(tuple(found), tuple(faults))


def session_config(study: Study, lock: StudyLock | None, app_sequence: list[str]) -> dict[str, Any]:
    """Return the session config of a study; its demo has as many blocks as hold every arm in its proportion."""
    design, weights = study.design, [arm.blocks for arm in study.arms]
    values = {spec.name: getattr(design, spec.name) for spec in fields(SessionDesign)}
    if lock is not None:
        values |= {"study_version": lock.version, "study_sha256": lock.sha256}
    defaults = {spec.name: spec.default for spec in fields(SessionDesign)}
    return {
        "name": f"{PREFIX}{study.name}",
        "display_name": f"Study: {study.title}",
        "app_sequence": app_sequence,
        "num_demo_participants": design.people_per_block * sum(weights) // math.gcd(*weights),
        **{
            config_name(spec): for_admin_form(values[spec.name])
            for spec in fields(SessionDesign)
            if values[spec.name] != defaults[spec.name]
        },
    }
