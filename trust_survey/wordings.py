"""What participants read of a question: its wording and what its answers are called."""

from __future__ import annotations

from forecast_sharing.session.survey_items import Item, Scale
from participant_ui.catalogue import Texts


def wording(item: Item, language: str) -> str:
    """Return a question as participants read it in a language."""
    return Texts(language)(f"field-{item.name}-label").unescape()


def labels(scale: Scale, t: Texts) -> list[str]:
    """Return what each answer is called: words, or the number that it is."""
    return [
        t(f"scale-{scale.name}-{value}", value=value) if value in scale.in_words else str(value)
        for value in scale.values
    ]
