"""What a decision needs is on one screen: what is known, the box, the button; the clock, too, beside a keyboard."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SCREENS = [(360, 740), (768, 1024), (1280, 720)]
# What a phone's keyboard leaves of the smallest of them.
BESIDE_A_KEYBOARD = 400


def bottom(page, selector):
    box = page.locator(selector).first.bounding_box()
    return box["y"] + box["height"]


def look(person, fact, box):
    for width, height in SCREENS:
        person.page.set_viewport_size({"width": width, "height": height})
        person.page.reload()
        assert bottom(person.page, fact) < bottom(person.page, box) < bottom(person.page, "#form button") <= height
        columns = person.page.evaluate("getComputedStyle(document.querySelector('.columns')).gridTemplateColumns")
        assert (len(columns.split()) == 2) == (width >= 1024)


def look_beside_a_keyboard(person, box, known):
    person.page.set_viewport_size({"width": 360, "height": BESIDE_A_KEYBOARD})
    person.page.locator(box).focus()
    person.page.locator(box).scroll_into_view_if_needed()
    person.page.evaluate("selector => document.querySelector(selector).scrollIntoView({block: 'center'})", box)
    header = person.page.locator(".site-header").bounding_box()
    assert header["y"] == 0
    assert header["y"] + header["height"] <= person.page.locator(box).bounding_box()["y"]
    assert known in person.page.locator(".known").inner_text()
    assert person.page.locator("#timer-clock").is_visible()


def test_both_decisions_fit_one_screen(pair):
    sender, receiver = pair(decision_seconds=600)
    look(sender, "#forecast", "#id_report")
    look_beside_a_keyboard(sender, "#id_report", sender.page.locator("#forecast").inner_text())
    sender.act()
    receiver.page.wait_for_url("**/Capacity/**")
    look(receiver, "#report", "#id_capacity")
    look_beside_a_keyboard(receiver, "#id_capacity", receiver.page.locator("#report").inner_text())


def test_the_last_minute_is_seen_and_moves_nothing(pair):
    sender, _ = pair(decision_seconds=61)
    before = sender.page.locator("#id_report").bounding_box()
    sender.page.wait_for_selector(".timer.is-soon", timeout=10_000)

    assert sender.page.locator("#id_report").bounding_box() == before
    assert sender.page.evaluate("getComputedStyle(document.getElementById('timer')).boxShadow") != "none"
