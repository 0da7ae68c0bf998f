"""Write the data dictionary from the declarations of the tables."""

from forecast_sharing.tables.column import SAID_BY
from forecast_sharing.tables.event_columns import EVENT_KINDS
from forecast_sharing.tables.stored_tables import TABLES
from forecast_sharing.tables.table import Table

_INTRODUCTION = """\
# Data dictionary

This page is generated from `forecast_sharing/tables/stored_tables.py` by
`python -m forecast_sharing data-dictionary`; a test checks that it is current.

The files are comma-separated text in UTF-8 with one header row.
An empty cell is a missing value; a missing number is never written as 0.
Booleans are 0 or 1, times are ISO 8601 in UTC.
Later versions append columns and never insert, rename or reorder them.
The readers take files of earlier versions as well: a column that such a file does not have is missing in every row, or
holds what was true of all sessions then: `uniform` in the columns of distributions.

A text that begins with `=`, `+`, `-`, `@`, a tab, a carriage return or an apostrophe is exported with one apostrophe
before it, so that no spreadsheet runs it as a formula.
`forecast_sharing.dataset.read_rounds` and its siblings take that apostrophe away again; other programs should too.
The server's csv writer turns line breaks inside a text into spaces.
"""

_FREE_TEXT = """\
People can have written anything in these columns, a name too; read them before the file is published: {columns}.
"""

# What reads each table.
_READERS = {name: f"`read_{name}`" for name in ("rounds", "participants", "survey", "quiz", "events")}

_ROUNDS_RULES = """\
The reader also refuses rounds in which

- the same pair occurs twice in one round of a session, or a person is paired with themselves;
- the parameters are not a game (see [notation](notation.md)), or one `treatment` stands for two sets of them;
- forecast, report, capacity, market noise or a stated belief is outside its range in that game;
- a stated range ends below its beginning, or a prize is given for a belief that was not stated;
- demand, sales or a profit differs by more than 0.005 from what the game gives, or is empty beside a capacity;
- there are sales without a capacity, or profits without a capacity although no time ran out;
- a decision is given although the time ran out and no computer decided;
- a practice round is paid.
"""

_EVENTS_NOTE = """\
Seconds since the page was loaded are measured in the browser and reach the server with the page's own form, so those of
a page that was never sent are missing.
Free text in `detail` is the `text` of `help_asked` and `help_answered`, the `reason` that an experimenter gave for what
they did, and up to 20 characters each of `capacity` and `demand` of `calculator_query`, as they were typed.
"""


def as_markdown() -> str:
    """Return the whole page."""
    sections = [_INTRODUCTION, _free_text(), _said_by()]
    for table in TABLES:
        sections.append(f"## {table.title}\n\n{_description(table)}\n\n{_columns(table)}\n")
        if table.name == "rounds":
            sections.append(_ROUNDS_RULES)
        if table.name == "events":
            sections.append(_event_kinds())
    return "\n".join(sections)


def _free_text() -> str:
    named = [
        f"`{column.name}` of {table.title.lower()}"
        for table in TABLES
        for column in table.columns
        if column.is_free_text
    ]
    return _FREE_TEXT.format(columns=", ".join(named))


def _said_by() -> str:
    lines = [f"- {speaker}: {meaning}" for speaker, meaning in SAID_BY.items()]
    return "\n".join(["Where a value comes from:", "", *lines, ""])


def _description(table: Table) -> str:
    reader = _READERS.get(table.name, f"`read_stored`, which takes the name `{table.name}`")
    sentences = [f"{table.row}; read it with {reader}.", f"File: `{table.name}.csv`."]
    sentences.append(f"Key: {_named(table.key)}.")
    sentences += [f"Refers to `{key.table}` by {_named(key.columns)}." for key in table.foreign_keys]
    if table.is_free_text:
        sentences.append("Free text: left out of what is published unless asked for.")
    return "\n".join(sentences)


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _columns(table: Table) -> str:
    lines = ["| Column | Meaning | Unit | A cell must | Empty means | From | Page |", "|---|---|---|---|---|---|---|"]
    for column in table.columns:
        missing = "never empty" if column.missing is None else column.missing
        cells = (f"`{column.name}`", column.label, column.unit, column.rule, missing, column.said_by, column.page)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _event_kinds() -> str:
    lines = ["| Kind | What happened |", "|---|---|"]
    lines += [f"| `{kind}` | {meaning} |" for kind, meaning in EVENT_KINDS.items()]
    return "\n".join([*lines, "", _EVENTS_NOTE])
