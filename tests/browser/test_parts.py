"""A session of two arms of two parts in browsers: by keyboard, on a phone, and each page with axe."""

from __future__ import annotations

import re

import pytest

from forecast_sharing import dataset
from forecast_sharing.session.design import MAY_DIFFER
from forecast_sharing.study.study import read
from tests.browser.test_whole_sessions import observe
from tests.harness.people.browser_people import Person, play_to_the_end
from tests.harness.servers.project_copy import REPOSITORY

pytestmark = pytest.mark.browser

DEMO = read(REPOSITORY / "studies" / "demo_study")


def test_people_read_what_changes_and_play_on_by_the_new_numbers(session_server, arrive, monkeypatch, tmp_path):
    code = session_server.rest.create_session("study_demo_study", 4)
    links = session_server.rest.participant_links(code)
    people = [
        arrive(links[0], width=360),
        arrive(links[1], uses_keyboard_only=True),
        arrive(links[2]),
        arrive(links[3], width=768),
    ]
    seen, offences, _ = observe(monkeypatch)
    shown = {}
    act = Person.act

    def note_and_act(person):
        if person.where == "NewPart" and not person.page.locator("#part_number-error").count():
            rows = person.page.locator("table.changes tbody tr").all_inner_texts()
            shown[person.participant_code] = [re.split(r"\t+", row.strip()) for row in rows]
            assert "2 of 2" in person.page.title()
        if person.where == "Report" and person.seen_pages.count("Results") == 3:
            # The table of past rounds says of which part each is.
            tags = person.page.locator("#history tbody .tag").all_inner_texts()
            assert [tag.strip() for tag in tags] == ["part 2", "part 1", "part 1"]
        act(person)

    monkeypatch.setattr(Person, "act", note_and_act)
    play_to_the_end(people)
    path = tmp_path / "rounds.csv"
    path.write_text(
        session_server.rest.custom_export("cheap_talk_game", "custom_export_rounds", code), encoding="utf-8", newline=""
    )
    rounds = dataset.read_rounds(path)

    assert offences == []
    assert ("NewPart", True, 360) in seen
    arm_of = dict(zip(rounds["sender_code"], rounds["arm"], strict=True)) | dict(
        zip(rounds["receiver_code"], rounds["arm"], strict=True)
    )
    for person in people:
        arm = next(arm for arm in DEMO.arms if arm.name == arm_of[person.participant_code])
        before, after = (DEMO.treatments[part.treatment] for part in arm.parts)
        assert [row[1:] for row in shown[person.participant_code]] == [
            [f"from -{one.noise_half_width} to {one.noise_half_width}" for one in (before, after)],
            [f"{one.capacity_cost} points" for one in (before, after)],
        ]
        assert len(shown[person.participant_code]) == sum(
            getattr(before, name) != getattr(after, name) for name in MAY_DIFFER
        )
        # Neither arm nor treatment is told anywhere that a person looks.
        assert not re.search(r"dear|cheap", person.page.url)
