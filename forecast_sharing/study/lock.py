"""The lock of a frozen study: all that decides what people see, are paid, and how the data are analysed.

`study.lock.json` holds the study as it was frozen, every setting of its sessions and of each part, the study's texts
by their hashes, and the versions of what ran it. Its SHA-256 stands in it and in each session of the study.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from forecast_sharing.models.policy import shortened
from forecast_sharing.session import arms as planned
from forecast_sharing.study.study import Study, StudyError

LOCK = "study.lock.json"


@dataclass(frozen=True, slots=True)
class StudyLock:
    """A frozen study: its version, from 1, the SHA-256 of `content`, and the content."""

    version: int
    sha256: str
    content: Mapping[str, Any]


def read_lock(folder: Path) -> StudyLock | None:
    """Return the lock of a study's folder; None where it has never been frozen.

    Raises
    ------
    StudyError
        If the file is not a lock, or not the one whose hash it holds.

    """
    path = folder / LOCK
    where = f"{folder.name}/{LOCK}"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        lock = StudyLock(int(said["version"]), str(said["sha256"]), said["content"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StudyError(f"{where}: must be as `study freeze` wrote it; freeze the study again") from None
    if sha256_of(lock.content) != lock.sha256:
        raise StudyError(f"{where}: was changed after it was written: its hash is not {lock.sha256}")
    return lock


def sha256_of(content: Mapping[str, Any]) -> str:
    """Return the hash of a lock's content, which is that of its JSON with keys in order and no blanks."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(study: Study, folder: Path) -> dict[str, Any]:
    """Return all of a study that decides what people see, are paid, and how the data are analysed."""
    design = study.design
    return {
        "name": study.name,
        "title": study.title,
        "question": study.question,
        "hypotheses": list(study.hypotheses),
        "seed": study.seed,
        "arms": json.loads(planned.as_json(study.arms)),
        "sessions": study.sessions,
        "exclusions": list(study.exclusions),
        "theories": list(study.theories),
        "fit": dict(study.fit),
        "contrasts": [asdict(contrast) for contrast in study.contrasts],
        "ethics": study.ethics,
        "people": dict(study.people),
        "settings": {name: value for name, value in asdict(design).items() if name not in _OF_ONE_SESSION},
        "texts": texts_of(folder),
    }


# What is another one in each session, or says of the lock itself.
_OF_ONE_SESSION = ("arms", "seed", "study_version", "study_sha256", "study_session", "purpose")


def texts_of(folder: Path) -> dict[str, str]:
    """Return the hash of each of the study's texts, by its path in the folder."""
    texts = folder / "texts"
    return {
        str(path.relative_to(folder).as_posix()): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(texts.rglob("*"))
        if path.is_file()
    }


def differences(frozen: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return in what two contents differ, each key with both values."""
    before, after = _flat(frozen), _flat(json.loads(json.dumps(now)))
    return [
        f"{key} is {shortened(after.get(key, 'not there'))}, frozen as {shortened(before.get(key, 'not there'))}"
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    ]


def _flat(content: Any, where: str = "") -> dict[str, Any]:
    """Return every single value by the path to it; an empty list or table is a value, too."""
    if isinstance(content, dict | list) and content:
        items = content.items() if isinstance(content, dict) else enumerate(content, start=1)
        return {
            path: value
            for key, inner in items
            for path, value in _flat(inner, f"{where}.{key}" if where else str(key)).items()
        }
    return {where: content}
