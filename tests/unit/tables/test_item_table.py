"""The survey's items as a table, with the English texts that participants read."""

from __future__ import annotations

import json

from forecast_sharing.session.survey_items import ITEMS
from forecast_sharing.tables.item_table import english_texts, survey_items
from trust_survey.english_texts import as_json


def test_the_copied_texts_are_those_of_the_catalogue():
    assert english_texts() == json.loads(as_json())


def test_every_item_has_a_row():
    items = survey_items()

    assert items["item"].tolist() == [item.name for item in ITEMS]
    assert items["wording"].tolist()[0] == "Trust others."
    assert items["position"].tolist()[:11] == [*range(1, 11), 1]


def test_items_say_their_scale_and_score():
    by_name = survey_items().set_index("item")

    assert by_name.loc["ipip_hidden_motives", ["lowest", "highest", "is_reversed", "score"]].tolist() == [
        1,
        5,
        True,
        "trust_ipip",
    ]
    assert json.loads(by_name.loc["wvs_trust", "answers"]) == {
        "1": "Most people can be trusted",
        "0": "Need to be very careful",
    }
    assert by_name.loc["gender", ["lowest", "highest", "score"]].isna().all()
    assert by_name["source"].str.len().min() > 10
