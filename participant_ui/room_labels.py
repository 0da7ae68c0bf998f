"""The labels of a room's seats: a file that people edit, one label a line.

It is judged when the server starts. What goes bad while the server runs takes nothing away: the labels that were right
before stay, and the log and the administrator's page of the room say why.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from pathlib import Path

from participant_ui.label_rule import RULE, is_allowed

LINE_END = re.compile(r"\r\n|\r|\n")
LONGEST_SHOWN = 70  # characters of a line

logger = logging.getLogger(__name__)

_last_good: dict[str, list[str]] = {}
_said: dict[str, str] = {}


class LabelFileError(ValueError):
    """A file of labels cannot be used; the message names file, line, rule and value."""


def faults(files: Iterable[str]) -> list[str]:
    """Return what is wrong with the files of rooms."""
    found = []
    for file in files:
        try:
            _last_good[file] = read(file)
        except LabelFileError as error:
            found.append(str(error))
    return found


def labels_of(file: str) -> list[str]:
    """Return the labels in a file; those that stood there before if it has gone bad."""
    try:
        _last_good[file] = read(file)
        _said.pop(file, None)
    except LabelFileError as error:
        if file not in _last_good:
            raise
        if _said.get(file) != str(error):
            _said[file] = str(error)
            logger.error("the labels that were read before are kept: %s", error)
    return _last_good[file]


def fault_of(file: str) -> str:
    """Return what was wrong with a file when it was last read; empty if nothing was."""
    return _said.get(file, "")


def spelled(typed: str, labels: Iterable[str]) -> str | None:
    """Return a label as its file spells it: upper and lower case are the same seat. None if it is not there."""
    return {label.casefold(): label for label in labels}.get(typed.strip().casefold())


def read(file: str) -> list[str]:
    """Return the labels in a file, each once.

    Raises
    ------
    LabelFileError
        If the file cannot be read or a line is not a label.

    """
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        reason = error.strerror
        raise LabelFileError(f"{file} cannot be read ({reason}); write one label for each seat into it") from None
    try:
        # Other characters at which Python would split lines, such as a form feed, are not a new line to an editor.
        lines = LINE_END.split(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(content[: error.start].decode("latin-1"))) + 1
        raise LabelFileError(f"{file}, line {line}: this is not UTF-8; save the file as plain text in UTF-8") from None
    labels: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        label = line.strip()
        if label and not is_allowed(label):
            raise LabelFileError(f"{file}, line {number}: {RULE}, one label a line, not {_shown(label)}")
        if label:
            labels.setdefault(label.casefold(), label)
    if not labels:
        raise LabelFileError(f"{file} holds no label; write one label for each seat into it, one a line")
    return list(labels.values())


def _shown(label: str) -> str:
    return ascii(label[:LONGEST_SHOWN]) + (" …" if len(label) > LONGEST_SHOWN else "")
