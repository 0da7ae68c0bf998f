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
    return read(folder_of(name))


def folder_of(name: str) -> Path:
    """Return the folder of the study of this name in `studies/`, or this folder; StudyError where there is none."""
    for folder in (FOLDER / name, Path(name)):
        if (folder / FILE).is_file():
            return folder.resolve()
    there = ", ".join(sorted(path.parent.name for path in FOLDER.glob(f"*/{FILE}")))
    raise StudyError(f"there is no study {name}; in {FOLDER}/ there {f'are {there}' if there else 'is none'}")
