"""Finding a study by its name or path."""

from pathlib import Path

from forecast_sharing.study.study import FILE, Study, StudyError, read

# Of the working directory.
FOLDER = Path("studies")


def find(name: str) -> Study:
    """Return the study of this name in `studies/`, or the one in this folder.

    Raises
    ------
    StudyError
        If there is none, or it is not a study.

    """
    for folder in (FOLDER / name, Path(name)):
        if (folder / FILE).is_file():
            return read(folder.resolve())
    there = ", ".join(sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE}")))
    raise StudyError(f"there is no study {name}; in {FOLDER}/ there {f'are {there}' if there else 'is none'}")
