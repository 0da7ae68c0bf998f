"""The survey's pages, played by oTree's bots in a session that has nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from forecast_sharing.session_design import SURVEY_SECTIONS
from tests.harness.bots import play_bots
from tests.harness.project_copy import REPOSITORY, copy_project
from trust_survey.items import ITEMS, items_of

pytestmark = pytest.mark.bots

CONFIG = """
SESSION_CONFIGS.append({"name": "survey", "app_sequence": ["trust_survey"], "num_demo_participants": 1})
"""

# The bot checks which questions every page shows, and then sends what the test says.
BOT = """
import re

from otree.api import Bot, Submission, SubmissionMustFail, expect

from trust_survey.items import items_of
from trust_survey.pages import AnswerQuestions

SECTIONS = {sections!r}


class PlayerBot(Bot):
    def play_round(self):
        for number, section in enumerate(SECTIONS, start=1):
            names = [item.name for item in items_of(section)]
            shown = list(dict.fromkeys(re.findall(r'type="radio" id="[^"]*" name="([^"]*)"', self.html)))
            expect(shown, names)
            expect('Part {{}} of {{}}'.format(number, len(SECTIONS)), 'in', self.html)
            expect(' checked', 'not in', self.html)
            {lines}
"""


def play(tmp_path: Path, lines: str, sections: str = " ".join(SURVEY_SECTIONS)) -> dict[str, str]:
    """Play the survey with one bot and return the exported row of its player."""
    project = copy_project(REPOSITORY, tmp_path / "project")
    with (project / "settings.py").open("a") as settings:
        settings.write(CONFIG)
    (project / "trust_survey" / "tests.py").write_text(BOT.format(lines=lines, sections=sections.split()))
    run = play_bots(project, "survey", 1, survey_sections=sections)
    with (run.exports / "trust_survey.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    return row


def answers(row: dict[str, str]) -> dict[str, str]:
    return {item.name: row[f"player.{item.name}"] for item in ITEMS}


def test_every_answer_is_stored(tmp_path):
    row = play(tmp_path, "yield AnswerQuestions, {item.name: item.scale.values[-1] for item in items_of(section)}")

    assert answers(row) == {item.name: str(item.scale.values[-1]) for item in ITEMS}
    assert row["player.sections_seen"] == "6"


def test_zero_is_stored_as_an_answer(tmp_path):
    row = play(tmp_path, "yield AnswerQuestions, {name: 0 for name in names}", sections="gps")

    assert (row["player.gps_trust"], row["player.gps_risk"]) == ("0", "0")


def test_questions_left_out_are_missing(tmp_path):
    lines = """
            yield AnswerQuestions
            expect([self.player.field_maybe_none(name) for name in names], [None] * len(names))
    """
    row = play(tmp_path, lines)

    assert set(answers(row).values()) == {""}
    assert row["player.sections_seen"] == "6"


def test_an_empty_text_is_missing_too(tmp_path):
    lines = """
            yield Submission(AnswerQuestions, {name: "" for name in names}, check_html=False)
            expect([self.player.field_maybe_none(name) for name in names], [None] * len(names))
    """
    row = play(tmp_path, lines)

    assert set(answers(row).values()) == {""}


def test_one_answer_can_be_given_and_the_others_left_out(tmp_path):
    row = play(tmp_path, "yield AnswerQuestions, {names[0]: items_of(section)[0].scale.values[0]}")

    assert [name for name, answer in answers(row).items() if answer] == [
        items_of(section)[0].name for section in SURVEY_SECTIONS
    ]


def test_an_answer_off_the_scale_is_refused_and_nothing_is_stored(tmp_path):
    lines = """
            for wrong in ("6", "0", "-1", "2.5", "agree", "9" * 30):
                sent = {names[0]: wrong, names[1]: 2}
                yield SubmissionMustFail(AnswerQuestions, sent, error_fields=[names[0]], check_html=False)
                expect(self.player.field_maybe_none(names[1]), None)
                expect(self.html.count(' checked'), 1)
            yield AnswerQuestions
    """
    row = play(tmp_path, lines, sections="ipip_trust")

    assert set(answers(row).values()) == {""}


def test_a_word_that_is_no_choice_is_refused(tmp_path):
    lines = """
            yield SubmissionMustFail(
                AnswerQuestions, {"gender": "<b>me</b>"}, error_fields=["gender"], check_html=False
            )
            yield AnswerQuestions
    """
    play(tmp_path, lines, sections="demographics")


def test_sections_come_in_the_order_of_the_setting(tmp_path):
    row = play(
        tmp_path,
        "yield AnswerQuestions, {names[0]: items_of(section)[0].scale.values[0]}",
        sections="demographics gps ipip_trust",
    )

    assert row["player.sections_seen"] == "3"
    assert (row["player.age_band"], row["player.gps_trust"], row["player.wvs_trust"]) == ("18_24", "0", "")


def test_no_sections_means_no_survey(tmp_path):
    row = play(tmp_path, "", sections="")

    assert row["player.sections_seen"] == ""
