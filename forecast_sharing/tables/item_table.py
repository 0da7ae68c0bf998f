"""The table of the survey's items, from their declarations and their English texts.

The texts stand in the catalogue of what participants read; `make pages` copies the English ones into the library, which
does not know the catalogue.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from forecast_sharing.session.survey_items import ITEMS, SCORES, Item, items_of
from forecast_sharing.tables.typed_frames import typed

TEXTS = "survey_texts.json"


def survey_items() -> pd.DataFrame:
    """Return the table of survey items, in the order shown."""
    rows = [_row(item) for item in ITEMS]
    return typed("survey_items", {name: [row[name] for row in rows] for name in rows[0]})


@cache
def english_texts() -> dict[str, dict[str, Any]]:
    """Return the wording of each item under `items`, and under `scales` what the answers of each scale are called."""
    return json.loads(files("forecast_sharing").joinpath(TEXTS).read_text(encoding="utf-8"))


def _row(item: Item) -> dict[str, Any]:
    texts, scale = english_texts(), item.scale
    return {
        "item": item.name,
        "section": item.section,
        "position": items_of(item.section).index(item) + 1,
        "wording": texts["items"][item.name],
        "scale": scale.name,
        "lowest": min(scale.values) if scale.is_numeric else None,
        "highest": max(scale.values) if scale.is_numeric else None,
        "answers": json.dumps(texts["scales"][scale.name], ensure_ascii=False),
        "is_reversed": item.is_reversed,
        "score": next((score.name for score in SCORES if item.name in score.items), None),
        "source": item.source,
    }
