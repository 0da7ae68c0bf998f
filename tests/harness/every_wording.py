"""Every wording that a text can take: once for each combination of the words that it chooses by."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from fluent.syntax import ast, visitor

from forecast_sharing.session.design import SessionDesign
from participant_ui.catalogue import Catalogue, catalogue
from participant_ui.session_texts import session_values
from participant_ui.text_check import SAMPLE, declared

# Stands for "every other number" where a text chooses by plural or by single numbers.
MANY = 7
NUMBERS = {"one": 1, "other": MANY}


class _Choices(visitor.Visitor):
    def __init__(self) -> None:
        self.values: dict[str, set[object]] = {}

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - the library's name
        keys = [variant.key for variant in node.variants]
        is_number = any(isinstance(key, ast.NumberLiteral) or key.name == "one" for key in keys)
        found = self.values.setdefault(node.selector.id.name, set())
        for key in keys:
            if isinstance(key, ast.NumberLiteral):
                found.add(int(key.value))
            else:
                found.add(NUMBERS[key.name] if is_number else key.name)
        self.generic_visit(node)


def choices(texts: Catalogue, name: str) -> dict[str, set[object]]:
    """Return the values by which a text and those inside it choose."""
    found = _Choices()
    for inner in texts.inner(name):
        found.visit(texts.texts[inner].entry)
    return found.values


def wordings(language: str, name: str) -> Iterator[str]:
    """Yield each wording of a text, as people read it."""
    texts = catalogue(language)
    values = dict.fromkeys(declared().get(name, ()), SAMPLE) | session_values(SessionDesign(language=language))
    chosen = choices(texts, name)
    for combination in itertools.product(*(sorted(words, key=str) for words in chosen.values())):
        words = texts.text(name, values | dict(zip(chosen, combination, strict=True)))
        yield html.unescape(str(words))


@dataclass(frozen=True)
class Wording:
    """One wording, and of which text it is."""

    name: str
    words: str


def all_wordings(language: str) -> list[Wording]:
    """Return every wording of every text in a language, each once."""
    found = [Wording(name, words) for name in catalogue(language).texts for words in wordings(language, name)]
    return list(dict.fromkeys(found))
