"""Whether every text can be shown: asked when the server starts and when a session is created, never by a person.

A text that is wrong is named with its file, line and remedy. What people are shown meanwhile is what was found right
before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from forecast_sharing.session.design import CHOICES, SessionDesign
from forecast_sharing.session.message_types import NUMBERS
from forecast_sharing.session.survey_items import ITEMS, SECTIONS
from participant_ui import catalogue as shown
from participant_ui import text_files
from participant_ui.catalogue import FALLBACK, Catalogue, MissingTextError
from participant_ui.session_texts import session_values

LIST = Path(__file__).with_name("declared_texts.txt")
CONSENT = "consent-"
# Stands for every value that only a page knows.
SAMPLE = 1
MOST_FAULTS = 5


class TextsRefusedError(ValueError):
    """Texts cannot be shown; the message names each with its file, line and remedy."""


@cache
def declared() -> dict[str, frozenset[str]]:
    """Return the name of every text that pages show, with the values that pages give it."""
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    pairs = (line.partition(":") for line in lines)
    listed = {name: frozenset(values.split()) for name, _, values in pairs}
    return dict.fromkeys([*_of_messages(), *_of_survey()], frozenset()) | dict(_of_answers()) | listed


def _of_messages() -> Iterator[str]:
    for number in NUMBERS:
        yield from (f"field-{number}-label", f"field-{number}-hint")


def _of_survey() -> Iterator[str]:
    for section in SECTIONS:
        yield from (f"survey-{section.name}-title", f"survey-{section.name}-intro")
    yield from (f"field-{item.name}-label" for item in ITEMS)


def _of_answers() -> Iterator[tuple[str, frozenset[str]]]:
    for item in ITEMS:
        yield from ((f"scale-{item.scale.name}-{value}", frozenset({"value"})) for value in item.scale.in_words)


def is_consent(name: str) -> bool:
    """Return whether a text is a version of the consent."""
    return name.startswith(CONSENT) and name not in declared()


def read_all(designs: Iterable[SessionDesign]) -> list[str]:
    """Read all texts and return everything that is wrong with them; what is right is shown from now on."""
    designs = [part for design in designs for part in design.parts]
    found = [fault for language in shown.languages() for fault in _read(language, designs)]
    if not found:
        found = [fault for design in designs for fault in consent_missing(design)]
    return found


def refuse_bad_texts(design: SessionDesign) -> None:
    """Refuse texts that a session with these settings could not show; files that have changed are read anew."""
    languages = dict.fromkeys((FALLBACK, design.language))
    found = [fault for language in languages for fault in _read(language, design.parts)]
    found = found or list(consent_missing(design))
    if found:
        raise TextsRefusedError(in_short(found))


def in_short(faults: list[str]) -> str:
    """Return the first faults and how many there are besides."""
    more = len(faults) - MOST_FAULTS
    return "; ".join(faults[:MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")


def consent_missing(design: SessionDesign) -> Iterator[str]:
    """Yield what is wrong where there is no such consent in the design's language."""
    texts = shown.catalogue(design.language).texts if design.language in shown.languages() else {}
    if f"{CONSENT}{design.consent_version}" not in texts or not is_consent(f"{CONSENT}{design.consent_version}"):
        versions = sorted(name.removeprefix(CONSENT) for name in texts if is_consent(name))
        yield (
            f"consent_version must name a text {CONSENT}VERSION of the catalogue for {design.language!r}, not "
            f"{design.consent_version!r}; there are: {', '.join(versions) or 'none'}"
        )


def _read(language: str, designs: Iterable[SessionDesign]) -> list[str]:
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return [f"{shown.LOCALES.name}/{language}: a folder of texts is named by a language, such as de or pt_BR"]
    current = shown.catalogue(language)
    folder = shown.LOCALES / language
    if current.stamp == text_files.stamp(folder):
        return list(faults(current, designs))
    read_again = Catalogue(language, text_files.read(folder))
    found = list(faults(read_again, designs))
    if not found:
        shown.show(read_again)
    return found


def faults(texts: Catalogue, designs: Iterable[SessionDesign]) -> Iterator[str]:
    """Yield everything because of which a text of one language could not be shown as it was written."""
    if texts.faults:
        # Whatever cannot be read would be missed below once more.
        yield from texts.faults
        return
    found = [*_missing(texts), *_unknown(texts), *_wrong_references(texts), *_wrong_choices(texts)]
    yield from found
    if not found:
        yield from dict.fromkeys(fault for design in designs for fault in _not_rendered(texts, design))


def _missing(texts: Catalogue) -> Iterator[str]:
    for name in declared():
        if name not in texts.texts:
            yield (
                f"{shown.LOCALES.name}/{texts.language}: there is no text {name}, which people are shown; write it "
                "into one of the files there, or take it from the project as it came"
            )


def _unknown(texts: Catalogue) -> Iterator[str]:
    inside = {inner for name in texts.texts for inner in texts.inner(name) - {name}}
    above = None
    for name, placed in texts.texts.items():
        if name not in declared() and name not in inside and not is_consent(name):
            belongs = f"belongs to the text {above.name} above it" if above and above.file == placed.file else "is text"
            yield placed.fault(
                f"no page shows a text of this name. If the line {belongs}, {text_files.INDENT}; a consent of your own "
                f"has a name that begins with {CONSENT}"
            )
        above = placed


def _wrong_references(texts: Catalogue) -> Iterator[str]:
    of_session = _value_names()
    for name, placed in texts.texts.items():
        direct = placed.references.messages
        for other in sorted(direct - set(texts.texts)):
            yield placed.fault(f"there is no text {other} to put in the place of {{{other}}}; {text_files.BRACES}")
        if (name in declared() or is_consent(name)) and texts.inner(name) <= set(texts.texts):
            for value in sorted(texts.variables(name) - of_session - declared().get(name, frozenset())):
                yield placed.fault(
                    f"this text is not given a value ${value}; it may use those of the session's settings, such as "
                    "$show_up_fee or $num_rounds"
                )


def _wrong_choices(texts: Catalogue) -> Iterator[str]:
    """Yield each text that would say of one word of a setting what it says of another."""
    for placed in texts.texts.values():
        for name, words in placed.references.choices:
            for word in sorted(set(CHOICES.get(name, words)) - set(words)):
                yield placed.fault(f"chooses by ${name} and says nothing for {word}; write a line that begins [{word}]")
            for word in sorted(set(words) - set(CHOICES.get(name, words))):
                yield placed.fault(
                    f"chooses by ${name}, which is never {word}; it is one of: {', '.join(CHOICES[name])}"
                )


def _not_rendered(texts: Catalogue, design: SessionDesign) -> Iterator[str]:
    values: Mapping[str, Any] = session_values(replace(design, language=texts.language))
    for name, placed in texts.texts.items():
        if name in declared() or is_consent(name):
            try:
                words = texts.text(name, {**dict.fromkeys(declared().get(name, ()), SAMPLE), **values})
            except (MissingTextError, ValueError, TypeError) as error:
                yield placed.fault(f"cannot be filled in: {error}")
            else:
                if not words.strip():
                    yield placed.fault("is empty with the session's settings")


@cache
def _value_names() -> frozenset[str]:
    return frozenset(session_values(SessionDesign()))
