"""The history of past rounds comes the same way in every round: what changes with the round would be a confound."""

from __future__ import annotations

import re

import pytest

from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

HISTORY = re.compile(r'<details class="panel history" id="history"( open)?>')


@pytest.mark.parametrize("history", ["open", "closed"])
def test_the_history_comes_as_the_setting_says_in_every_round(session_server, history, tmp_path):
    played = WebSession(session_server, "demo", 2, num_rounds=8, history=history, survey_sections="")
    comes_open = []

    def note_and_tell() -> bool:
        for person in played.people:
            comes_open.extend(bool(found[1]) for found in HISTORY.finditer(person.html))
        return all(person.is_done for person in played.people)

    played.bring_to_the_game(played.people)
    played.go_on(played.people, note_and_tell)

    assert len(comes_open) > 16
    assert set(comes_open) == {history == "open"}
    assert set(played.rounds(tmp_path)["history"]) == {history}
