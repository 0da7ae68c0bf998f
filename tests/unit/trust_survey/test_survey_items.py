"""What is declared of the survey's questions, and that the catalogue has a text for all of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from forecast_sharing.session.design import SURVEY_SECTIONS, SessionDesign, SettingError
from forecast_sharing.session.survey_items import ITEMS, REQUEST, REQUEST_BONUS
from participant_ui.catalogue import Texts, languages
from trust_survey import Player
from trust_survey.reference import as_markdown
from trust_survey.wordings import labels as labels_of
from trust_survey.wordings import wording as as_read

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "survey.md"


def test_sections_are_those_of_the_setting_in_its_order():
    assert tuple(dict.fromkeys(item.section for item in ITEMS)) == SURVEY_SECTIONS


def test_sections_have_the_items_of_the_published_scales():
    n_items = {"ipip_trust": 10, "wvs_trust": 1, "yamagishi_trust": 6, "gps": 2, "eleven_twenty": 1, "demographics": 4}
    found, turned = (
        Counter(item.section for item in ITEMS if item.is_reversed or not only_reversed)
        for only_reversed in (False, True)
    )

    assert {section: found[section] for section in n_items} == n_items
    assert {section: turned[section] for section in n_items} == dict.fromkeys(n_items, 0) | {"ipip_trust": 4}


@pytest.mark.parametrize(
    ("name", "wording", "is_reversed"),
    [
        ("ipip_trust_others", "Trust others.", False),
        ("ipip_good_intentions", "Believe that others have good intentions.", False),
        ("ipip_trust_what_people_say", "Trust what people say.", False),
        ("ipip_basically_moral", "Believe that people are basically moral.", False),
        ("ipip_human_goodness", "Believe in human goodness.", False),
        ("ipip_all_will_be_well", "Think that all will be well.", False),
        ("ipip_distrust_people", "Distrust people.", True),
        ("ipip_hidden_motives", "Suspect hidden motives in others.", True),
        ("ipip_wary_of_others", "Am wary of others.", True),
        ("ipip_essentially_evil", "Believe that people are essentially evil.", True),
    ],
)
def test_ipip_items_are_worded_and_keyed_as_published(name, wording, is_reversed):
    item = next(item for item in ITEMS if item.name == name)

    assert (as_read(item, "en"), item.is_reversed) == (wording, is_reversed)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.name)
def test_item_has_wording_scale_source_and_field(item):
    assert as_read(item, "en")
    assert len(set(item.scale.values)) == len(item.scale.values) >= 2
    assert item.source
    assert item.name in Player.__table__.columns


def test_names_are_unique():
    assert len({item.name for item in ITEMS}) == len(ITEMS)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_text(language):
    t = Texts(language)
    needed = [f"field-{item.name}-label" for item in ITEMS]
    needed += [f"survey-{section}-{part}" for section in SURVEY_SECTIONS for part in ("title", "intro")]
    # Words need a label; the numbers between the ends of a scale do not.
    needed += [
        f"scale-{item.scale.name}-{value}" for item in ITEMS for value in item.scale.values if not item.scale.is_numeric
    ]

    assert [message_id for message_id in needed if not t.has(message_id)] == []


def test_ends_of_every_scale_but_the_request_are_said_in_words():
    graded = {item.scale for item in ITEMS if item.scale.is_numeric} - {REQUEST}
    for scale in graded:
        labels = labels_of(scale, Texts("en"))
        assert not labels[0].isdigit()
        assert not labels[-1].isdigit()


def test_the_imagined_game_states_its_rules_and_that_it_is_unpaid():
    t = Texts("en", {"lowest_request": 11, "highest_request": 20, "request_bonus": REQUEST_BONUS})
    text = t("survey-eleven_twenty-intro")

    assert "from 11 to 20" in text
    assert "another 20 points" in text
    assert "nothing is paid" in text


@pytest.mark.parametrize(
    "sections",
    ["ipip_trust hexaco", "gps gps", "ipip_trust,gps", None],
    ids=["unknown", "twice", "with a comma", "no text"],
)
def test_wrong_sections_are_refused(sections):
    with pytest.raises(SettingError, match="survey_sections must be some of these words, once each"):
        SessionDesign(survey_sections=sections)


def test_reference_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), (
        "run: python -m trust_survey.reference > docs/reference/survey.md"
    )
