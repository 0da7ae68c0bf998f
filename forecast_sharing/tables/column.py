"""What a column of an exported table is, and columns and words that several tables share."""

from dataclasses import dataclass
from typing import Literal

# How a moment is written.
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)"

ColumnType = Literal["text", "integer", "number", "boolean", "choice", "time"]


@dataclass(frozen=True)
class Column:
    """One column: its name, meaning, unit and what a cell may hold.

    Parameters
    ----------
    name, label : str
        The header and what it means, in words.
    type : {"text", "integer", "number", "boolean", "choice", "time"}
        Booleans are written 0 or 1, times as ISO 8601 in UTC.
    unit : str
        Empty where there is none.
    minimum, maximum : float, optional
        Inclusive bounds, for numbers.
    choices : tuple of str
        The words allowed, for choices.
    pattern, pattern_rule : str
        A regular expression that text must match whole, and the same in words.
    missing : str, optional
        What an empty cell means; None where the cell is never empty.
    is_free_text : bool
        Whether people can have written anything in it, a name too.
    is_appended : bool
        Whether files of earlier versions may end before this column.
    before : str, optional
        What holds in files that end before this column; where None, its cells are then missing.

    """

    name: str
    label: str
    type: ColumnType
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    pattern_rule: str = ""
    missing: str | None = None
    is_free_text: bool = False
    is_appended: bool = False
    before: str | None = None

    @property
    def rule(self) -> str:
        """Return what a cell must be, to follow the word "must" in a sentence."""
        if self.type == "choice":
            return f"be one of {', '.join(self.choices)}"
        if self.type == "boolean":
            return "be 0 or 1"
        if self.type == "time":
            return "be a time in ISO 8601 and UTC, such as 2030-01-31T09:30:00Z"
        if self.type == "text":
            return self.pattern_rule or "be text"
        return f"be {'a whole number' if self.type == 'integer' else 'a number'}{self._bounds}"

    def holds(self, number: float) -> bool:
        """Return whether a number is within the bounds."""
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)

    @property
    def _bounds(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f" from {self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f", at least {self.minimum:g}"
        return ""


SESSION_CODE = Column("session_code", "Code of the session", "text")
PARTICIPANT_CODE = Column("participant_code", "Pseudonym of the participant", "text")
