"""What a browser sends about a page: everything else than the notes of our script is left out."""

from __future__ import annotations

import json

import pytest

from participant_ui.usage_events import MOST_EVENTS, readable


def sent(*notes):
    return json.dumps(notes)


def test_notes_of_our_script_are_read():
    first = {"kind": "first_edit", "seconds": 1.234, "field": "report"}
    opened = {"kind": "instructions_opened", "seconds": 3}

    assert list(readable(sent(first, opened), ["report"])) == [
        ("first_edit", {"seconds": 1.23, "field": "report"}),
        ("instructions_opened", {"seconds": 3.0}),
    ]


def test_a_field_that_the_page_does_not_have_is_left_out():
    note = {"kind": "first_edit", "seconds": 1, "field": "=1+1"}

    assert list(readable(sent(note), ["report"])) == [("first_edit", {"seconds": 1.0})]


@pytest.mark.parametrize(
    "text",
    [
        None,
        object(),
        "",
        "no json",
        "[" * 3000,
        "5",
        "{}",
        '["first_edit"]',
        sent({"kind": "ended", "seconds": 1}),
        sent({"kind": ["first_edit"], "seconds": 1}),
        sent({"kind": "first_edit"}),
        sent({"kind": "first_edit", "seconds": "1"}),
        sent({"kind": "first_edit", "seconds": True}),
        sent({"kind": "first_edit", "seconds": -1}),
        '[{"kind": "first_edit", "seconds": NaN}]',
        '[{"kind": "first_edit", "seconds": 1e999}]',
        sent({"kind": "first_edit", "seconds": 1, "field": "x" * 4000}),
    ],
    ids=range(17),
)
def test_everything_else_is_left_out(text):
    assert list(readable(text, [])) == []


def test_no_page_notes_without_end():
    notes = [{"kind": "page_hidden", "seconds": 1}] * (MOST_EVENTS + 5)

    assert len(list(readable(sent(*notes), []))) == MOST_EVENTS
