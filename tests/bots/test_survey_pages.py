"""The survey's pages, played by bots in sessions that have nothing else."""

from __future__ import annotations

import json
import shutil

import pytest

from forecast_sharing.session.design import SURVEY_SECTIONS
from forecast_sharing.session.survey_items import ITEMS, items_of
from tests.harness.people import survey_bot
from tests.harness.servers.bots import Bots
from tests.harness.servers.project_copy import REPOSITORY, copy_project

pytestmark = pytest.mark.bots

ALL_SECTIONS = " ".join(SURVEY_SECTIONS)

CONFIG = """
SESSION_CONFIGS.append(
    {"name": "survey", "app_sequence": ["trust_survey"], "num_demo_participants": 1, "plan": "[]", "wrongs": "[]"}
)
"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("survey") / "project")
    with (project / "settings.py").open("a") as settings:
        settings.write(CONFIG)
    shutil.copy(survey_bot.__file__, project / "trust_survey" / "tests.py")
    with Bots(project) as bots:
        yield bots


def play(survey, answer, sections=ALL_SECTIONS, wrongs=lambda items: []):
    """Let a bot give to each page the answers that `answer` makes of its items; return the exported row.

    Before that it sends each of the `wrongs`, which the page has to refuse.
    """
    pages = [items_of(section) for section in sections.split()]
    plan, refused = [answer(items) for items in pages], [wrongs(items) for items in pages]
    run = survey.play("survey", 1, survey_sections=sections, plan=json.dumps(plan), wrongs=json.dumps(refused))
    (row,) = run.stock_rows("trust_survey")
    return row


def answers(row: dict[str, str]) -> dict[str, str]:
    return {item.name: row[f"player.{item.name}"] for item in ITEMS}


def first_of_first(items):
    return {items[0].name: items[0].scale.values[0]}


def nothing(items):
    return {}


def test_every_answer_is_stored(survey):
    row = play(survey, lambda items: {item.name: item.scale.values[-1] for item in items})

    assert answers(row) == {item.name: str(item.scale.values[-1]) for item in ITEMS}
    assert row["player.sections_seen"] == str(len(SURVEY_SECTIONS))


def test_zero_is_stored_as_an_answer(survey):
    row = play(survey, lambda items: {item.name: 0 for item in items}, "gps")

    assert (row["player.gps_trust"], row["player.gps_risk"]) == ("0", "0")


def test_questions_left_out_are_missing(survey):
    row = play(survey, nothing)

    assert set(answers(row).values()) == {""}
    assert row["player.sections_seen"] == str(len(SURVEY_SECTIONS))


def test_an_empty_text_is_missing_too(survey):
    row = play(survey, lambda items: {item.name: "" for item in items})

    assert set(answers(row).values()) == {""}


def test_one_answer_can_be_given_and_the_others_left_out(survey):
    row = play(survey, first_of_first)

    assert [name for name, answer in answers(row).items() if answer] == [
        items_of(section)[0].name for section in SURVEY_SECTIONS
    ]


def test_an_answer_off_the_scale_is_refused_and_nothing_is_stored(survey):
    def wrongs(items):
        return [{items[0].name: wrong, items[1].name: 2} for wrong in ("6", "0", "-1", "2.5", "agree", "9" * 30)]

    row = play(survey, nothing, "ipip_trust", wrongs)

    assert set(answers(row).values()) == {""}


def test_a_word_that_is_no_choice_is_refused(survey):
    row = play(survey, nothing, "demographics", lambda items: [{"gender": "<b>me</b>"}])

    assert row["player.gender"] == ""


def test_sections_come_in_the_order_of_the_setting(survey):
    row = play(survey, first_of_first, "demographics gps ipip_trust")

    assert row["player.sections_seen"] == "3"
    assert (row["player.age_band"], row["player.gps_trust"], row["player.wvs_trust"]) == ("18_24", "0", "")


def test_no_sections_means_no_survey(survey):
    row = play(survey, nothing, "")

    assert row["player.sections_seen"] == ""
