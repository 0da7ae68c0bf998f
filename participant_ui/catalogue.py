"""The one catalogue of texts that participants read: Project Fluent files in locales/LANGUAGE/*.ftl.

A template says `{{ t("button-continue") }}`. The numbers in a text are its Fluent variables, taken from the values that
the page was given, so that no number is ever typed into prose.

The files are read once. `participant_ui.text_check` judges them when the server starts and when a session is created,
and only what it has found right replaces what people are shown.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle
from markupsafe import Markup, escape

from participant_ui import text_files

LOCALES = Path(__file__).parent / "locales"
# Shown where another language fails.
FALLBACK = "en"

logger = logging.getLogger(__name__)


class MissingTextError(KeyError):
    """A text is not in the catalogue, or a value that it needs was not given. Look in locales/LANGUAGE/*.ftl."""

    def __str__(self) -> str:
        return str(self.args[0])


class Catalogue:
    """All texts of one language, as they stood in the files when they were read."""

    def __init__(self, language: str, reading: text_files.Reading) -> None:
        self.language = language
        self.texts = reading.texts
        self.faults = reading.faults
        self.stamp = reading.stamp
        self._bundle = FluentBundle([language], use_isolating=False)
        for resource in reading.resources:
            self._bundle.add_resource(resource)
        self.variables = cache(self._variables)
        # The texts of a session hardly change from page to page, and formatting is the dearest part of a page.
        self._formatted = lru_cache(maxsize=4096)(self._format)

    def text(self, name: str, values: Mapping[str, Any]) -> Markup:
        """Return a text with its values filled in, escaped for HTML."""
        needed = self.variables(name)
        missing = [value for value in needed if value not in values]
        if missing:
            raise MissingTextError(f"text {name!r} needs a value for {', '.join(sorted(missing))}")
        return self._formatted(name, tuple((value, values[value]) for value in sorted(needed)))

    def inner(self, name: str) -> set[str]:
        """Return a text's own name and those of all texts inside it."""
        found, new = set(), {name}
        while new:
            found |= new
            new = {other for one in new if one in self.texts for other in self.texts[one].references.messages} - found
        return found

    def _variables(self, name: str) -> frozenset[str]:
        # The names of the values that a text needs, those of the texts inside it included.
        found: set[str] = set()
        for inner in self.inner(name):
            if inner not in self.texts:
                raise MissingTextError(f"the catalogue for {self.language} has no text {inner!r}")
            found |= self.texts[inner].references.variables
        return frozenset(found)

    def _format(self, name: str, values: tuple[tuple[str, Any], ...]) -> Markup:
        text, errors = self._bundle.format_pattern(self._bundle.get_message(name).value, dict(values))
        if errors:
            raise MissingTextError(f"text {name!r} cannot be filled in: {errors}")
        return escape(text)


_shown: dict[str, Catalogue] = {}


def catalogue(language: str) -> Catalogue:
    """Return the texts that people are shown in a language."""
    if language not in _shown:
        _shown[language] = Catalogue(language, text_files.read(LOCALES / language))
    return _shown[language]


def show(read_again: Catalogue) -> None:
    """Show these texts from now on."""
    _shown[read_again.language] = read_again


class Texts:
    """The catalogue in one language with the values of one page. Calling it returns text that is safe in HTML."""

    def __init__(self, language: str, values: Mapping[str, Any] | None = None) -> None:
        self.language = language
        self.values = dict(values or {})

    def __call__(self, message_id: str, **more: Any) -> Markup:
        """Return a text with its values filled in, escaped for HTML; in English where the language fails."""
        values = {**self.values, **more} if more else self.values
        try:
            return catalogue(self.language).text(message_id, values)
        except MissingTextError as error:
            if self.language == FALLBACK:
                raise
            _say_once(self.language, str(error))
            return catalogue(FALLBACK).text(message_id, values)

    def paragraphs(self, message_id: str) -> list[Markup]:
        """Return a long text as the list of its paragraphs, which blank lines part."""
        return [Markup(part) for part in self(message_id).split("\n\n")]  # noqa: S704 - escaped before

    def has(self, message_id: str) -> bool:
        """Return whether the catalogue has this text."""
        return message_id in catalogue(self.language).texts


@cache
def _say_once(language: str, reason: str) -> None:
    logger.error("a text in %s is shown in English: %s", language, reason)


def languages() -> list[str]:
    """Return the languages that participants can be shown."""
    return sorted(folder.name for folder in LOCALES.iterdir() if any(folder.glob("*.ftl")))
