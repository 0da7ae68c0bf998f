"""A word of a setting stands once: what takes it from there has it, and what has nothing to say for it says so."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cheap_talk_game.pages import Report
from forecast_sharing import matching
from forecast_sharing.dataset import InvalidFileError, read_rounds, write_table
from forecast_sharing.session import choices
from forecast_sharing.session.design import CHOICES, SessionDesign
from forecast_sharing.session.message_types import MESSAGE_TYPES, NUMBERS, MessageType
from forecast_sharing.tables.columns import ROUNDS
from participant_ui import text_check
from participant_ui.session_texts import session_values
from settings import SESSION_CONFIG_DEFAULTS
from tests.strategies import round_row

# Settings that decide what is shown, and not in which words; texts ask of distributions whether they are uniform.
CHANGES_NO_TEXT = {
    "arrival",
    "beliefs",
    "forecast_distribution",
    "history",
    "noise_distribution",
    "participation",
    "purpose",
}
REPOSITORY = Path(__file__).parents[3]
PACKAGES = (
    "briefing",
    "cheap_talk_game",
    "forecast_sharing",
    "goodbye",
    "participant_ui",
    "recruitment",
    "trust_survey",
)


def faults() -> list[str]:
    return text_check.read_all([SessionDesign()])


@pytest.mark.parametrize("name", [column.name for column in ROUNDS if column.name in CHOICES])
def test_columns_have_the_words_of_the_design(name):
    column = next(column for column in ROUNDS if column.name == name)

    assert column.choices == CHOICES[name]


def test_texts_may_choose_by_every_setting_that_is_chosen_from_a_list():
    values = session_values(SessionDesign())

    assert {name: values[name] for name in CHOICES} == {name: SESSION_CONFIG_DEFAULTS[name] for name in CHOICES}


def typed_words(source: str) -> set[str]:
    """Return the words that a source compares a setting with, typed where they should be taken from the list."""
    return {
        word.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Compare) and (getattr(node.left, "attr", "") or getattr(node.left, "id", "")) in CHOICES
        for word in node.comparators
        if isinstance(word, ast.Constant)
    }


def test_no_code_types_a_word_of_a_setting():
    files = [file for package in PACKAGES for file in (REPOSITORY / package).rglob("*.py")]
    typed = {str(file): typed_words(file.read_text(encoding="utf-8")) for file in files}

    assert typed_words('design.dropout == "wait"') == {"wait"}
    assert {file: words for file, words in typed.items() if words} == {}


def test_no_page_types_a_word_of_a_setting():
    files = [file for package in PACKAGES for file in (REPOSITORY / package).rglob("*.html")]
    typed = {str(file): re.findall(r"design\.(\w+) [!=]=", file.read_text(encoding="utf-8")) for file in files}

    assert len(files) > 10
    assert {file: settings for file, settings in typed.items() if settings} == {}


def test_a_word_without_a_meaning_stops_the_program():
    with pytest.raises(ValueError, match="a meaning for each of full, own, none, delayed, not for full, own, none"):
        choices.for_each((*choices.FEEDBACKS, "delayed"), dict.fromkeys(choices.FEEDBACKS, True))


@pytest.mark.parametrize(("words", "new"), [("MATCHINGS", {"matching": "line"}), ("ROLES", {"roles": "auction"})])
def test_a_word_that_nobody_draws_is_not_drawn_as_another(words, new, monkeypatch):
    [word] = new.values()
    monkeypatch.setattr(matching, words, (*getattr(matching, words), word))
    known = {"matching": "stranger", "roles": "fixed"}

    with pytest.raises(NotImplementedError, match=word):
        matching.plan(4, 2, block_size=4, rng=np.random.default_rng(1), **(known | new))


@pytest.mark.parametrize("setting", sorted(set(CHOICES) - CHANGES_NO_TEXT))
def test_texts_say_something_for_each_word_or_are_refused(setting, monkeypatch):
    monkeypatch.setitem(CHOICES, setting, (*CHOICES[setting], "new"))
    said = f"chooses by ${setting} and says nothing for new; write a line that begins [new]"

    assert any(said in fault for fault in faults())


def test_texts_know_no_word_that_the_setting_does_not_have(monkeypatch):
    monkeypatch.setitem(CHOICES, "counterpart", ("human",))

    assert any("chooses by $counterpart, which is never robot; it is one of: human" in one for one in faults())


def test_a_new_type_of_message_is_not_told_what_another_is(monkeypatch):
    monkeypatch.setitem(CHOICES, "messages", (*CHOICES["messages"], "parcel"))
    silent = {one.partition(", text ")[2].partition(":")[0] for one in faults()}

    assert silent == {
        "belief-capacity-question",
        "button-send-report",
        "capacity-report-heading",
        "explain-quiz_must_be_true",
        "field-quiz_must_be_true-label",
        "instructions-step-capacity",
        "instructions-step-report",
        "part-value-messages",
        "report-instruction",
        "report-title",
    }


def test_the_numbers_of_messages_are_columns_of_rounds():
    assert set(NUMBERS) <= {column.name for column in ROUNDS}


def test_computers_play_only_where_one_number_stands_for_the_forecast(monkeypatch):
    unclear = MessageType("number", "two bounds", ("report_low", "report_high"))
    monkeypatch.setitem(MESSAGE_TYPES, "number", unclear)

    with pytest.raises(ValueError, match="messages must have a report where computers play, not 'number'"):
        SessionDesign(dropout="robot")
    assert SessionDesign().message_type.fields == ("report_low", "report_high")


def test_bounds_the_wrong_way_round_are_read_by_nobody(tmp_path, monkeypatch):
    backwards = MessageType("number", "two bounds", ("report", "stated_forecast"), is_ascending=True)
    monkeypatch.setitem(MESSAGE_TYPES, "number", backwards)
    for file, high in (("right", 50), ("wrong", 49)):
        stated = dict.fromkeys(("stated_forecast", "stated_forecast_low", "stated_forecast_high"), high)
        write_table(tmp_path / file, ROUNDS, [round_row(report=50, messages="number", **stated)])

    assert len(read_rounds(tmp_path / "right")) == 1
    with pytest.raises(InvalidFileError, match="column stated_forecast: must be at least report, not 49"):
        read_rounds(tmp_path / "wrong")


def test_bounds_the_wrong_way_round_are_sent_by_nobody(monkeypatch):
    monkeypatch.setitem(MESSAGE_TYPES, "number", MessageType("number", "", ("low", "high"), is_ascending=True))
    group = SimpleNamespace(session=SimpleNamespace(config={}), field_maybe_none=lambda _name: None)
    player = SimpleNamespace(group=group)

    assert Report.error_message(player, {"low": 3, "high": 3}) is None
    assert Report.error_message(player, {"low": 3, "high": 2}) == {
        "high": "“2” is too low here. Please type a whole number that is at least 3."
    }
