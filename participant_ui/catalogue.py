"""The one catalogue of texts that participants read: Project Fluent files in locales/LANGUAGE/*.ftl.

A template says `{{ t("button-continue") }}`. The numbers in a text are its Fluent variables, taken from the values that
the page was given, so that no number is ever typed into prose.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast, visitor
from markupsafe import Markup, escape

LOCALES = Path(__file__).parent / "locales"


class MissingTextError(KeyError):
    """A text is not in the catalogue, or a value that it needs was not given. Look in locales/LANGUAGE/*.ftl."""


class Texts:
    """The catalogue in one language with the values of one page. Calling it returns text that is safe in HTML."""

    def __init__(self, language: str, values: Mapping[str, Any] | None = None) -> None:
        self.language = language
        self.values = dict(values or {})

    def __call__(self, message_id: str, **more: Any) -> Markup:
        """Return a text with its values filled in, escaped for HTML."""
        values = {**self.values, **more} if more else self.values
        return _format(self.language, message_id, _used_values(self.language, message_id, values))

    def paragraphs(self, message_id: str) -> list[Markup]:
        """Return a long text as the list of its paragraphs, which blank lines part."""
        return [Markup(part) for part in self(message_id).split("\n\n")]  # noqa: S704 - escaped before

    def has(self, message_id: str) -> bool:
        """Return whether the catalogue has this text."""
        return message_id in _messages(self.language)


def languages() -> list[str]:
    """Return the languages that participants can be shown."""
    return sorted(folder.name for folder in LOCALES.iterdir() if any(folder.glob("*.ftl")))


@lru_cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for resource in _resources(language):
        bundle.add_resource(resource)
    return bundle


@lru_cache
def _resources(language: str) -> tuple[FluentResource, ...]:
    return tuple(
        FluentResource(path.read_text(encoding="utf-8")) for path in sorted((LOCALES / language).glob("*.ftl"))
    )


@lru_cache
def _messages(language: str) -> dict[str, ast.Message]:
    messages: dict[str, ast.Message] = {}
    for resource in _resources(language):
        for entry in resource.body:
            if isinstance(entry, ast.Junk):
                raise MissingTextError(f"the catalogue for {language} cannot be read at: {entry.content!r}")
            if isinstance(entry, ast.Message):
                messages[entry.id.name] = entry
    return messages


class _References(visitor.Visitor):
    """Collects the variables and messages that a message refers to."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802 - the library's name
        self.messages.add(node.id.name)


@cache
def variables(language: str, message_id: str) -> frozenset[str]:
    """Return the names of the values that a text needs, those of the texts inside it included."""
    messages = _messages(language)
    if message_id not in messages:
        raise MissingTextError(f"the catalogue for {language} has no text {message_id!r}")
    references = _References()
    references.visit(messages[message_id])
    inner = (variables(language, name) for name in references.messages)
    return frozenset(references.variables).union(*inner)


def _used_values(language: str, message_id: str, values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    needed = variables(language, message_id)
    missing = [name for name in needed if name not in values]
    if missing:
        raise MissingTextError(f"text {message_id!r} needs a value for {', '.join(sorted(missing))}")
    return tuple((name, values[name]) for name in sorted(needed))


# The texts of a session hardly change from page to page, and formatting is the dearest part of a page.
@lru_cache(maxsize=4096)
def _format(language: str, message_id: str, values: tuple[tuple[str, Any], ...]) -> Markup:
    bundle = _bundle(language)
    text, errors = bundle.format_pattern(bundle.get_message(message_id).value, dict(values))
    if errors:
        raise MissingTextError(f"text {message_id!r} cannot be filled in: {errors}")
    return escape(text)
