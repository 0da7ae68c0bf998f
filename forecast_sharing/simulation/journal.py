"""What a study has finished, one line a data set, so that it can go on where it stopped."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from forecast_sharing.tables.atomic_files import plain


class OtherStudyError(ValueError):
    """The folder holds a study of another design. Choose another folder, or the arguments of before."""


class Journal:
    """The finished data sets of a study, in a file that only ever grows.

    Parameters
    ----------
    path : Path
        Of datasets.jsonl; made if it is not there.
    study : mapping
        What all data sets have in common; a file with another is refused.

    Raises
    ------
    OtherStudyError
        If a line is of another study, or is not a line of a study at all.

    """

    def __init__(self, path: Path, study: Mapping[str, Any]) -> None:
        self._path, self._study = path, plain(study)
        self.finished: dict[str, dict[str, Any]] = {}
        whole = self._read() if path.exists() else 0
        # Opened for update and not for appending, so that half a line can be cut off.
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._file.truncate(whole)
        self._file.seek(whole)

    def is_finished(self, key: Mapping[str, Any]) -> bool:
        """Return whether the data set with this key has been finished."""
        return name_of(key) in self.finished

    def result(self, key: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was found in the data set with this key."""
        return self.finished[name_of(key)]

    def add(self, key: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        """Write down a finished data set; when this returns it is on the disk."""
        line = json.dumps({"study": self._study, "dataset": plain(key), "result": plain(result)}, allow_nan=False)
        self._file.write(line.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.finished[name_of(key)] = plain(result)

    def _read(self) -> int:
        """Note what has been finished and return the length of the whole lines in bytes."""
        whole = 0
        for number, line in enumerate(self._path.read_bytes().splitlines(keepends=True), start=1):
            if not line.endswith(b"\n"):
                # The last line of a study that was killed while it wrote.
                break
            try:
                entry = json.loads(line)
                study, key, result = entry["study"], entry["dataset"], entry["result"]
            except (ValueError, KeyError, TypeError):
                raise OtherStudyError(f"{self._path}: line {number} is not of a study; choose another folder") from None
            if study != self._study:
                raise OtherStudyError(
                    f"{self._path} holds a study of another design ({_difference(study, self._study)}); choose another "
                    "folder or the same arguments"
                )
            self.finished[name_of(key)] = result
            whole += len(line)
        return whole

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()


def name_of(key: Mapping[str, Any]) -> str:
    """Return the key as text, the same whatever the order of its entries."""
    return json.dumps(plain(key), sort_keys=True)


def _difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return ", ".join(f"{name}: {_shown(before, name)} there, {_shown(now, name)} here" for name in names)


def _shown(study: Mapping[str, Any], name: str) -> str:
    return json.dumps(study[name]) if name in study else "nothing"
