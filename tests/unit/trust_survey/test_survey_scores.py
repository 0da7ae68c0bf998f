"""Scores of the survey, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from forecast_sharing.reporting.survey import correlations
from forecast_sharing.session.survey_items import ITEMS, SCORES, items_of
from forecast_sharing.tables.columns import PARTICIPANTS
from trust_survey.scores import scored_value, scores

ITEM = {item.name: item for item in ITEMS}

IPIP_POSITIVE = [
    "ipip_trust_others",
    "ipip_good_intentions",
    "ipip_trust_what_people_say",
    "ipip_basically_moral",
    "ipip_human_goodness",
    "ipip_all_will_be_well",
]
IPIP_REVERSED = [
    "ipip_distrust_people",
    "ipip_hidden_motives",
    "ipip_wary_of_others",
    "ipip_essentially_evil",
]


def test_ipip_turns_its_four_reversed_items_round():
    # Six positive items at 5 and four reversed ones at 2, which count 4: (6 * 5 + 4 * 4) / 10.
    answers = dict.fromkeys(IPIP_POSITIVE, 5) | dict.fromkeys(IPIP_REVERSED, 2)

    assert scores(answers)["trust_ipip"] == 4.6


def test_yamagishi_is_the_plain_mean_of_its_six_items():
    names = [item.name for item in items_of("yamagishi_trust")]

    # (1 + 2 + 3 + 4 + 5 + 5) / 6 = 20 / 6
    assert scores(dict(zip(names, [1, 2, 3, 4, 5, 5], strict=True)))["trust_yamagishi"] == 20 / 6


def test_single_items_keep_their_answer():
    scored = scores({"wvs_trust": 0, "gps_trust": 0, "gps_risk": 10})

    assert (scored["trust_wvs"], scored["trust_gps"], scored["risk_gps"]) == (0, 0, 10)


@pytest.mark.parametrize(("request_made", "level"), [(20, 0), (19, 1), (17, 3), (11, 9)])
def test_level_counts_the_steps_below_twenty(request_made, level):
    assert scores({"request_11_20": request_made})["level_11_20"] == level


@pytest.mark.parametrize(
    ("n_answered", "expected"),
    [(4, None), (5, 5.0), (6, 5.0)],
    ids=["fewer than half", "half", "more than half"],
)
def test_a_scale_needs_half_of_its_items(n_answered, expected):
    answers = dict.fromkeys(IPIP_POSITIVE[:n_answered], 5)

    assert scores(answers)["trust_ipip"] == expected


def test_an_item_left_out_does_not_count_as_zero():
    # Five answered items, 1 + 2 + 3 + 4 + 5, and one left out: 15 / 5 and not 15 / 6.
    names = [item.name for item in items_of("yamagishi_trust")]
    answers = dict(zip(names, [1, 2, 3, 4, 5, None], strict=True))

    assert scores(answers)["trust_yamagishi"] == 3.0
    assert scores(answers)["survey_items_answered"] == 5


def test_no_answers_give_no_scores():
    scored = scores({item.name: None for item in ITEMS})

    assert scored.pop("survey_items_answered") == 0
    assert set(scored.values()) == {None}


def test_a_zero_and_a_word_are_answers():
    assert scores({"gps_risk": 0, "gender": "woman"})["survey_items_answered"] == 2


@pytest.mark.parametrize(
    ("name", "answer", "value"),
    [
        ("ipip_trust_others", 2, 2),
        ("ipip_distrust_people", 2, 4),
        ("ipip_distrust_people", 3, 3),
        ("yamagishi_i_am_trustful", 5, 5),
        ("wvs_trust", 0, 0),
        ("gps_trust", 0, 0),
        ("request_11_20", 18, 2),
        ("age_band", "18_24", None),
        ("ipip_distrust_people", None, None),
    ],
)
def test_scored_value_of_one_answer(name, answer, value):
    assert scored_value(ITEM[name], answer) == value


def test_scores_have_the_names_of_the_exported_columns():
    declared = [column.name for column in PARTICIPANTS]

    assert set(scores({})) <= set(declared)


def test_every_answer_that_is_a_number_counts_for_a_score():
    counted = {name for score in SCORES for name in score.items}

    assert counted == {item.name for item in ITEMS if item.scale.is_numeric}


def test_every_score_about_trust_is_compared_with_trust_in_the_game():
    people = pd.DataFrame(
        {"session_code": [], "participant_code": [], "block": [], **{name: [] for name in scores({})}}
    )
    compared = {one.scale for one in correlations([], people)}

    assert compared >= {"trust_ipip", "trust_yamagishi", "trust_wvs", "trust_gps"}
    assert compared == {score.name for score in SCORES if score.name.startswith("trust_")}
