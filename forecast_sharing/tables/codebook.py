"""Write a codebook of stored tables from their declarations, as Markdown and as one HTML page that needs no other."""

from collections.abc import Iterable, Sequence
from html import escape

from forecast_sharing.tables.column import SAID_BY, Column
from forecast_sharing.tables.stored_tables import TABLES
from forecast_sharing.tables.table import Table

HEADINGS = ("Variable", "Label", "Type", "Values", "Empty means", "From", "Source")
_STYLE = """\
body { font: 16px/1.5 sans-serif; max-width: 90rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { border: 1px solid #767676; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
th { background: #eee; }
"""


def as_markdown(title: str, tables: Sequence[Table] = TABLES) -> str:
    """Return the codebook of tables under a title."""
    parts = [f"# {title}\n", *(f"- {speaker}: {meaning}" for speaker, meaning in SAID_BY.items()), ""]
    for table in tables:
        parts += [f"## {table.title}\n", *about(table), "", _line(HEADINGS), "|" + "---|" * len(HEADINGS)]
        parts += [_line([f"`{name}`", *(_in_cell(cell) for cell in cells)]) for name, *cells in rows(table)]
        parts.append("")
    return "\n".join(parts)


def as_html(title: str, tables: Sequence[Table] = TABLES) -> str:
    """Return the codebook of tables as a whole page."""
    speakers = "".join(f"<li>{speaker}: {escape(meaning)}</li>" for speaker, meaning in SAID_BY.items())
    body = [f"<h1>{escape(title)}</h1>", f"<ul>{speakers}</ul>"]
    for table in tables:
        body += [f'<h2 id="{table.name}">{escape(table.title)}</h2>', f"<p>{escape(' '.join(about(table)))}</p>"]
        body.append(_html_table(table))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def about(table: Table) -> list[str]:
    """Return sentences on what a row is, what tells rows apart, and which tables they refer to."""
    sentences = [f"{table.row}.", f"Key: {', '.join(table.key)}."]
    sentences += [f"Refers to {key.table} by {', '.join(key.columns)}." for key in table.foreign_keys]
    return sentences


def rows(table: Table) -> list[tuple[str, ...]]:
    """Return, for each column of a table, what stands under `HEADINGS`."""
    return [
        (
            column.name,
            column.label,
            f"{column.type}, {column.unit}" if column.unit else column.type,
            values(column),
            "never empty" if column.missing is None else column.missing,
            f"{column.said_by}, page {column.page}" if column.page else str(column.said_by),
            column.source,
        )
        for column in table.columns
    ]


def values(column: Column) -> str:
    """Return what values may be: each with its meaning, or the range."""
    if column.labels:
        return "; ".join(f"{value} = {meaning}" for value, meaning in column.labels.items())
    if column.game_range:
        return f"the game's {column.game_range.replace('_', ' ')}"
    bounds = [f"from {column.minimum:g}"] if column.minimum is not None else []
    bounds += [f"to {column.maximum:g}"] if column.maximum is not None else []
    return " ".join(bounds) or column.pattern_rule.removeprefix("be ")


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    lines = [
        f'<tr><th scope="row"><code>{name}</code></th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in rows(table)
    ]
    return "\n".join([f"<div><table>\n<thead><tr>{head}</tr></thead>\n<tbody>", *lines, "</tbody></table></div>"])
