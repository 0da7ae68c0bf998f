"""What is typed survives a page that is loaded anew, and is forgotten on the next one."""

from __future__ import annotations

import pytest

from tests.harness.people.arrivals import arrives_at

pytestmark = pytest.mark.browser


def come_to(person, where):
    while person.where != where:
        person.act()


def test_a_reload_keeps_what_was_typed_and_the_next_page_forgets_it(pair):
    sender, receiver = pair(num_rounds=2, messages="number_and_text")
    page = sender.page
    typed = {"#id_report": "\N{EN DASH}12", "#id_text": "kept & <kept>", "#calculator-capacity": "205"}
    for box, text in typed.items():
        page.fill(box, text)
    page.reload()
    kept = {box: page.input_value(box) for box in typed}
    sender.act()
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    arrives_at(page, "/Results/")
    stored = page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('typed '))")

    assert kept == typed
    assert stored == []


def test_a_window_that_was_discarded_comes_back_with_what_was_chosen(people):
    [person, _] = people("demo", 2, num_rounds=1)
    come_to(person, "Quiz")
    page = person.page
    page.fill("#id_quiz_sales", "205")
    page.check("#id_quiz_must_be_true-1")
    address = page.url
    # What a browser does with a window that it has discarded: another document, and the same storage.
    page.goto("about:blank")
    page.goto(address)

    assert page.input_value("#id_quiz_sales") == "205"
    assert page.is_checked("#id_quiz_must_be_true-1")
    assert page.input_value("#id_quiz_sender_profit") == ""


def test_a_page_that_came_back_with_an_error_shows_what_was_sent(pair):
    sender, _ = pair(num_rounds=1)
    page = sender.page
    page.fill("#id_report", "ten")
    with page.expect_navigation():
        page.locator("form#form button[type=submit]").click()
    page.fill("#id_report", "eleven")
    page.reload()

    assert page.input_value("#id_report") == "eleven"
