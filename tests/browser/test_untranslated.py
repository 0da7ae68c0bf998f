"""Translators leave numbers and codes alone: a translated completion code is a payment problem."""

from __future__ import annotations

import pytest

from tests.harness.people.arrivals import arrives_at

pytestmark = pytest.mark.browser


def untranslated(page, selector):
    return page.locator(selector).evaluate_all("all => all.map((one) => one.translate)")


def test_translators_leave_numbers_and_codes_alone_and_may_translate_the_rest(pair):
    sender, receiver = pair(num_rounds=1, survey_sections="", completion_code="C0FFEE")
    page = sender.page
    on_report = untranslated(page, "#forecast, .demand-picture text, #calculator-results dd")
    sender.act()
    receiver.page.wait_for_selector("#id_capacity")
    receiver.act()
    arrives_at(page, "/Results/")
    on_results = untranslated(page, "#results dd, #history td:nth-child(n + 3)")
    sender.act()
    arrives_at(page, "/Goodbye/")
    at_the_end = untranslated(page, "#completion-code, dl.results dd, #earnings td")

    assert [len(found) > 5 for found in (on_report, on_results, at_the_end)] == [True] * 3
    assert not any([*on_report, *on_results, *at_the_end])
    assert all(untranslated(page, "main h1, main h2, main p, dl.results dt"))
