"""The language of a person as other systems write it: a code, with or without a country, or a word."""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.conf import settings

# In whose words a language may be named; babel knows the words.
_WORDS_OF = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "cs", "da", "sv")
_LETTERS_OF_ISO = {"de": ("deu", "ger"), "en": ("eng",), "fr": ("fra", "fre"), "es": ("spa",), "it": ("ita",)}


def language_of(text: str) -> str | None:
    """Return the code of the office's language that is meant, or None where it is none of them."""
    word = text.strip().lower().replace("_", "-")
    return _known().get(word) or _known().get(word.partition("-")[0] if len(word.partition("-")[0]) == 2 else "")


@cache
def _known() -> dict[str, str]:
    known = {}
    for code, _name in settings.LANGUAGES:
        for word in (code, *_LETTERS_OF_ISO.get(code, ()), *(_name_of(code, other) for other in (*_WORDS_OF, code))):
            known[word.lower()] = code
    return known


def _name_of(code: str, other: str) -> str:
    return Locale.parse(code).get_language_name(other) or code
