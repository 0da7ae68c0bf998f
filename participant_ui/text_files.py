"""The files of texts in one language, read and judged: what Fluent would drop without a word is a fault here.

Anyone who edits them pastes what an ethics board has approved, and a consent that ends after its first paragraph looks
like one that was written so. Each fault names file, line and text, and says what to write in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from fluent.syntax import FluentParser, ast, visitor

FUNCTIONS = {"NUMBER", "DATETIME"}
BRACES = 'braces are for values such as {{ $show_up_fee }}; to show them, write {{"{{"}} and {{"}}"}}'.format()
INDENT = "put four blanks in front of every line that belongs to the text"
NO_WORDS = "there are no words after the equals sign"
# The library's code for that.
EMPTY = "E0005"
# What the first sign of a line would mean to Fluent.
SIGNS = "*[.}"


@dataclass(frozen=True)
class Placed:
    """A text with the place where it stands."""

    entry: ast.Message | ast.Term
    file: str
    line: int

    @property
    def name(self) -> str:
        """Return the name as texts refer to it; those of terms begin with a hyphen."""
        return f"-{self.entry.id.name}" if isinstance(self.entry, ast.Term) else self.entry.id.name

    @cached_property
    def references(self) -> References:
        """What the text refers to; asked for again for each text that it stands in."""
        found = References()
        found.visit(self.entry)
        return found

    def fault(self, what: str) -> str:
        """Return a fault of this text in words."""
        return f"{self.file}, line {self.line}, text {self.name}: {what}"


@dataclass(slots=True)
class Reading:
    """What was found in the files of one language."""

    texts: dict[str, Placed] = field(default_factory=dict)
    resources: list[ast.Resource] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # As the files stood when they were read.
    stamp: tuple[tuple[str, int, int], ...] = ()


class References(visitor.Visitor):
    """Collects what a text refers to."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()
        self.functions: set[str] = set()
        self.numbers: set[str] = set()
        # Each choice by a value: its name, and the words for which there is something.
        self.choices: list[tuple[str, list[str]]] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - the library's name
        self.messages.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802 - the library's name
        self.messages.add(f"-{node.id.name}")

    def visit_FunctionReference(self, node: ast.FunctionReference) -> None:  # noqa: N802 - the library's name
        self.functions.add(node.id.name)
        self.generic_visit(node)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - the library's name
        if isinstance(node.selector, ast.VariableReference):
            words = [variant.key.name for variant in node.variants if isinstance(variant.key, ast.Identifier)]
            self.choices.append((node.selector.id.name, words))
        self.generic_visit(node)

    def visit_Placeable(self, node: ast.Placeable) -> None:  # noqa: N802 - the library's name
        if isinstance(node.expression, ast.NumberLiteral):
            self.numbers.add(node.expression.value)
        self.generic_visit(node)


def read(folder: Path) -> Reading:
    """Return the texts of a folder and everything that is wrong with the way its files are written."""
    reading = Reading(stamp=stamp(folder))
    for path in sorted(folder.glob("*.ftl")):
        shown = "/".join(path.parts[-4:])
        try:
            source = path.read_bytes().decode("utf-8-sig")
        except (UnicodeDecodeError, OSError) as error:
            reading.faults.append(f"{shown}: cannot be read as UTF-8 ({error}); save it as UTF-8")
            continue
        _add(reading, shown, source.replace("\r\n", "\n").replace("\r", "\n"))
    return reading


def stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when a file of a folder does."""
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.glob("*.ftl")))


def _add(reading: Reading, file: str, source: str) -> None:
    resource = FluentParser().parse(source)
    reading.resources.append(resource)
    above = None
    for entry in resource.body:
        line = _line(source, entry.span.start)
        if isinstance(entry, ast.Junk):
            reading.faults.append(_junk(entry, file, source, above))
        elif isinstance(entry, ast.BaseComment):
            if above is not None:
                reading.faults.append(_loose_comment(above, line))
        else:
            comment_is_near = entry.comment is not None and above is not None
            if comment_is_near and not _follows_blank_line(source, entry.comment.span.start):
                reading.faults.append(_loose_comment(above, _line(source, entry.comment.span.start)))
            above = Placed(entry, file, _line(source, entry.id.span.start))
            reading.faults += _of_one(above, source)
            if (earlier := reading.texts.setdefault(above.name, above)) is not above:
                reading.faults.append(
                    above.fault(
                        f"there is another text of this name in {earlier.file}, line {earlier.line}, and only one can "
                        "be shown; delete one or give it another name"
                    )
                )


def _loose_comment(above: Placed, line: int) -> str:
    return (
        f"{above.file}, line {line}: a line that begins with # is a comment, is not shown, and ends the text "
        f"{above.name} above it; a comment stands directly above the text that it explains, with a blank line before "
        f"it. If people are to read the line, {INDENT}"
    )


def _of_one(placed: Placed, source: str) -> Iterator[str]:
    entry = placed.entry
    for attribute in entry.attributes:
        yield Placed(entry, placed.file, _line(source, attribute.span.start)).fault(
            f"a line that begins with a dot, here .{attribute.id.name} =, is not shown and ends the text; "
            f'write {{"."}}{attribute.id.name} ='
        )
    if entry.value is None:
        yield placed.fault(NO_WORDS)
    found = placed.references
    for number in sorted(found.numbers):
        yield placed.fault(f"{{{number}}} would be shown without its braces: write {number}, or {BRACES}")
    for name in sorted(found.functions - FUNCTIONS):
        yield placed.fault(f"there is no function {name}; {BRACES}")


def _junk(junk: ast.Junk, file: str, source: str, above: Placed | None) -> str:
    named = re.match(r"-?([A-Za-z][\w-]*) *=", junk.content)
    if named is None:
        # Nothing of it is a text: it belongs to the one above or to none.
        line = _line(source, junk.span.start)
        text = "" if above is None else f", text {above.name}"
        return f"{file}, line {line}{text}: {_remedy(_line_at(source, line))}"
    first = _line(source, junk.span.start)
    lines = junk.content.split("\n")
    wrong = next((number for number, words in enumerate(lines) if number and _is_badly_begun(words)), None)
    line = _line(source, junk.annotations[0].span.start) if wrong is None else first + wrong
    is_empty = wrong is None and junk.annotations[0].code == EMPTY
    return f"{file}, line {line}, text {named[1]}: {NO_WORDS if is_empty else _remedy(_line_at(source, line))}"


def _is_badly_begun(words: str) -> bool:
    begins = words.lstrip(" ")
    return bool(begins) and (begins[0] in "*." or begins[0].isspace())


def _remedy(words: str) -> str:
    begins = words.lstrip(" ")[:1]
    shown = f"“{words.strip()[:40]}”"
    if begins and begins.isspace():
        return f"{shown} begins with a tab or another sign that is not a blank; {INDENT}"
    if begins in SIGNS and begins and words.startswith(" "):
        return f'{shown}: a line cannot begin with {begins}; write {{"{begins}"}} or another sign in its place'
    if "{" in words or "}" in words:
        return f"{shown} cannot be read: {BRACES}"
    if words.startswith(" "):
        return f"{shown} belongs to no text: the text above it has ended before"
    return f"{shown} would end the text and not be shown; {INDENT}"


def _follows_blank_line(source: str, start: int) -> bool:
    return source[:start].endswith("\n\n") or not source[:start].strip()


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def _line_at(source: str, line: int) -> str:
    return source.split("\n")[line - 1]
