"""Building "who may come" in a real browser, under the real content security policy."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from recruitment.models import Audience
from tests.harness.people.arrivals import arrives_at, leading_on
from tests.harness.programs.axe import axe_violations
from tests.recruitment.history import answered, question

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("beside_an_event_loop"),
]


@pytest.fixture
def page(browser, live_server, alice, logged_in):
    """Return a page of Alice's browser; what its console complains about makes the test fail."""
    context = browser.new_context(base_url=live_server.url)
    cookie = logged_in(alice).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def pool(person):
    field = question("gender", "choice", ("female", "male"))
    for name, word in (("rosa", "female"), ("lin", "female"), ("omar", "male")):
        answered(person(name), field, word)


def left(page: Page):
    return page.get_by_role("row", name="of these, the conditions are true of").get_by_role("cell").last


def test_conditions_are_built_counted_and_saved_without_a_page_load(page, study, pool):
    page.goto(f"/staff/studies/{study.pk}/who-may-come/new/")
    page.evaluate("document.body.dataset.same = 'yes'")
    expect(left(page)).to_have_text("3")

    page.get_by_role("button", name="Add a condition").click()
    expect(page.get_by_text("Some conditions are not filled in yet")).to_be_visible()
    page.get_by_label("About").select_option(label="Gender")
    page.get_by_label("female").check()
    expect(left(page)).to_have_text("2")

    page.get_by_role("button", name="Add a group of conditions").click()
    page.get_by_label("About").nth(1).select_option(label="Sessions played")
    page.get_by_label("at most").fill("0")
    page.get_by_label("at most").blur()
    expect(left(page)).to_have_text("2")
    page.get_by_label("Applies to").nth(1).select_option("no")
    expect(left(page)).to_have_text("0")
    assert page.evaluate("document.body.dataset.same") == "yes"
    assert axe_violations(page) == []

    page.get_by_label("Name", exact=True).fill("Experienced women")
    page.get_by_role("button", name="Save").click()
    arrives_at(page, f"/staff/studies/{study.pk}/$")
    assert Audience.objects.get().conditions == {
        "all": [
            {"is": "answer_one_of", "field": "gender", "values": ["female"]},
            {"any": [{"not": {"is": "sessions_played", "to": 0}}]},
        ]
    }


def test_it_works_without_scripts(browser, live_server, alice, logged_in, study, pool):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = logged_in(alice).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/staff/studies/{study.pk}/who-may-come/new/")

    with leading_on(page):
        page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("About").select_option(label="Gender")
    with leading_on(page):
        page.get_by_role("button", name="Count again").click()
    page.get_by_label("female").check()
    with leading_on(page):
        page.get_by_role("button", name="Count again").click()

    expect(left(page)).to_have_text("2")
    context.close()
