r"""A table as LaTeX: a tabular with booktabs' rules and its notes, to be put into a table by ``\input``."""

import re
import textwrap
from collections.abc import Sequence

from forecast_sharing.reporting.paper.table import Table, printable, with_minus

# A bracket or an asterisk at the start of a row would belong to the end of the row before.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "–": "--",
    "−": "$-$",
    **{one: f"\\{one}" for one in "&%$#_"},
}
_HEADER_WIDTH = 12  # characters, after which a title goes on in the next line

_PREAMBLE = r"""% Each table is a file of its own, and this one shows how they are used; what they need is here:
\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[margin=2cm]{geometry}
\usepackage{booktabs}
\begin{document}
"""


def latex(table: Table) -> str:
    """Return the tabular and its notes."""
    columns = "".join("l" if column.is_text else "r" for column in table.columns)
    body = "\n".join(_row([escaped(cell) for cell in row]) for row in table.cells)
    notes = " ".join(escaped(note) for note in table.notes)
    return (
        f"% {printable(table.title)}.\n"
        f"\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n\\toprule\n"
        + _row([_title(column.title, "l" if column.is_text else "r") for column in table.columns])
        + f"\n\\midrule\n{body}\n\\bottomrule\n\\end{{tabular}}\n"
        + "\\par\\smallskip\n\\noindent\\begin{minipage}{\\linewidth}\\footnotesize\n"
        + f"\\emph{{Notes:}} {notes}\n\\end{{minipage}}\n"
    )


def document(tables: Sequence[Table]) -> str:
    """Return a document that holds all tables, with captions and labels."""
    floats = "".join(
        "\\begin{table}[htbp]\n\\centering\\small\\setlength{\\tabcolsep}{3pt}\n"
        f"\\caption{{{escaped(table.title)}}}\\label{{tab:{table.name}}}\n\\input{{{table.name}}}\n\\end{{table}}\n"
        for table in tables
    )
    return f"{_PREAMBLE}{floats}\\end{{document}}\n"


def escaped(words: str) -> str:
    """Return words that LaTeX prints as they are; letters that its usual fonts lack become their numbers."""
    return "".join(_escaped(one) for one in with_minus(printable(words), "−"))


def _escaped(one: str) -> str:
    if one in _SPECIAL:
        return _SPECIAL[one]
    return one if one.isascii() or re.match("[À-ÖØ-öø-ÿ]", one) else f"U+{ord(one):04X}"


def _row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"


def _title(title: str, side: str) -> str:
    lines = textwrap.wrap(title, _HEADER_WIDTH, break_long_words=False, break_on_hyphens=False)
    stacked = r"\\".join(escaped(line) for line in lines)
    return f"\\shortstack[{side}]{{{stacked}}}" if len(lines) > 1 else stacked
