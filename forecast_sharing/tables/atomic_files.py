"""Files that are whole or not there: written under a temporary name and then renamed."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
import pandas as pd


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside the file; when the block ends without error it takes the file's place."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
        temporary = Path(made.name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        # Temporary files are for their owner's eyes only; results are as readable as any new file.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def require_writable(directory: Path) -> None:
    """Make the folder where it is not there yet, and write and remove a file in it.

    Raises
    ------
    OSError
        If the folder cannot be made or not written to.

    """
    directory.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=directory, prefix=".writable."):
        pass


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_frame(path: Path, table: pd.DataFrame) -> None:
    """Write a table as csv, whole; missing is empty."""
    with whole_file(path) as temporary:
        table.to_csv(temporary, index=False, lineterminator="\n")


def write_json(path: Path, content: Any) -> None:
    """Write strict JSON, whole."""
    write_text(path, as_json(content) + "\n")


def as_json(content: Any) -> str:
    """Return strict JSON: what is not a finite number is null."""
    return json.dumps(plain(content), indent=2, ensure_ascii=False, allow_nan=False)


def plain(content: Any) -> Any:
    """Return the same content in Python's own types, with None for what is not finite."""
    if isinstance(content, Mapping):
        return {str(key): plain(value) for key, value in content.items()}
    if isinstance(content, np.ndarray):
        return plain(content.tolist())
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [plain(value) for value in content]
    if isinstance(content, np.generic):
        return plain(content.item())
    if isinstance(content, float):
        return content if isfinite(content) else None
    return content


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
