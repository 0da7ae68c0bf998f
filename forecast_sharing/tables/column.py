"""What a column of an exported table is, and columns and words that several tables share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# How a moment is written.
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)"

ColumnType = Literal["text", "integer", "number", "boolean", "choice", "time"]

# Where a value comes from.
SAID_BY: dict[str, str] = {
    "participant": "typed or chosen by the participant",
    "experimenter": "set or written by the experimenter",
    "drawn": "drawn by lot, from the seed of the session",
    "computed": "computed from other values by a fixed rule",
    "server": "noted by the server",
}
Speaker = Literal["participant", "experimenter", "drawn", "computed", "server"]
NO_OR_YES = {"0": "no", "1": "yes"}


@dataclass(frozen=True)
class Column:
    """One column: its name, meaning, unit, what a cell may hold, and where it comes from.

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
    value_labels : mapping of str to str
        What values mean, in words, by how they are written in a file: of every choice, and of numbers that are codes.
    said_by : str
        One of `SAID_BY`.
    page : str
        The page on which a participant said it or on which it was measured; empty where there is none.
    source : str
        The paper or instrument that it is from.
    game_range : str
        The property of `Game` that bounds it beyond `minimum` and `maximum`: forms and the reader ask it.

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
    value_labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    said_by: Speaker | None = None
    page: str = ""
    source: str = ""
    game_range: str = ""

    @property
    def labels(self) -> Mapping[str, str]:
        """Return what values mean, by how they are written; empty where they are not codes."""
        return NO_OR_YES if self.type == "boolean" else self.value_labels

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


SESSION_CODE = Column("session_code", "Code of the session", "text", said_by="server")
PARTICIPANT_CODE = Column("participant_code", "Pseudonym of the participant", "text", said_by="server")
ROUND_NUMBER = Column(
    "round_number", "Number of the round, practice rounds included", "integer", minimum=1, said_by="server"
)
BLOCK = Column("block", "Closed block of people, numbered within the session", "integer", minimum=1, said_by="drawn")
PAIR_ID = Column(
    "pair_id",
    "The two people of the pair: their seat numbers in the session, in ascending order",
    "text",
    pattern=r"[1-9]\d*-[1-9]\d*",
    pattern_rule="be two seat numbers in ascending order, such as 3-5",
    said_by="drawn",
)
