"""`SHA256SUMS`: the hash of each file of a package but those that people are to fill in."""

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"
# Drawn into the folder of a package by its loaders.
FIRST_PLOT = "first_plot.png"
# Completed by hand after packaging.
TO_FILL_IN = ("CITATION.cff", "LICENSE", "README.md", "provenance.md")


def files_of(folder: Path) -> list[str]:
    """Return every file of a package by its path in it, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Write the hashes as `sha256sum --check` reads them."""
    names = [name for name in files_of(folder) if name not in (SUMS, *TO_FILL_IN)]
    lines = [f"{sha256_of(folder / name)}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
