"""Every text of the office is there in German, and what is compiled is what was translated."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

OFFICE = Path(__file__).resolve().parents[3] / "recruitment"
CATALOGUE = OFFICE / "locale" / "de" / "LC_MESSAGES" / "django.po"

KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}


def translated() -> dict[str, tuple[str, ...]]:
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source)
    entries = [message for message in catalogue if message.id and not message.fuzzy]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in entries
    }


def texts_of(source: str) -> set[str]:
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS)
    return {words if isinstance(words, str) else words[0] for _, words, _, _ in found} - {""}


def texts_in_use() -> set[str]:
    texts = set()
    for file in OFFICE.rglob("*.py"):
        texts |= texts_of(file.read_text(encoding="utf-8"))
    for file in [*OFFICE.rglob("templates/**/*.html"), *OFFICE.rglob("templates/**/*.txt")]:
        texts |= texts_of(templatize(file.read_text(encoding="utf-8"), origin=str(file)))
    return texts


def test_every_text_is_translated():
    """What is missing is added by `manage.py translate` and then by a person."""
    complete = {text for text, strings in translated().items() if all(strings)}

    assert sorted(texts_in_use() - complete) == []


def test_compiled_texts_are_those_translated():
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)

    assert {text: catalogue.gettext(text) for text in translated()} == {
        text: strings[0] for text, strings in translated().items()
    }


@pytest.mark.parametrize(
    "source", ['{% translate "Some text" %}', "{% blocktranslate %}Some text{% endblocktranslate %}"]
)
def test_texts_of_templates_are_seen(source):
    assert texts_of(templatize("{% load i18n %}" + source)) == {"Some text"}
