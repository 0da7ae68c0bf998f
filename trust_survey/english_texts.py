"""Copies the survey's English texts for the analysis; `make pages` runs `python -m trust_survey.english_texts`."""

from __future__ import annotations

import json

from forecast_sharing.session.survey_items import ITEMS
from participant_ui.catalogue import Texts
from trust_survey.wordings import labels, wording

LANGUAGE = "en"


def as_json() -> str:
    """Return the wording of each item, and what the answers of each scale are called."""
    t = Texts(LANGUAGE)
    scales = {
        scale.name: {str(value): str(label) for value, label in zip(scale.values, labels(scale, t), strict=True)}
        for scale in dict.fromkeys(item.scale for item in ITEMS)
    }
    texts = {"items": {item.name: wording(item, LANGUAGE) for item in ITEMS}, "scales": scales}
    return json.dumps(texts, indent=2, ensure_ascii=False)


if __name__ == "__main__":
    print(as_json())
