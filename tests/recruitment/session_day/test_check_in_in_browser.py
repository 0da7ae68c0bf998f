"""From the tap at the door to each person's own link, in a browser, with the office and a session server running."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.harness.people.arrivals import arrives_at
from tests.harness.people.office_story import PHONE
from tests.harness.people.web_people import WebPerson
from tests.harness.programs.axe import axe_violations
from tests.harness.servers.session_server import REST_KEY

pytestmark = pytest.mark.browser
SCENARIO = Path(__file__).parents[1] / "scenarios" / "check_in_today.py"
TABLET = {"width": 820, "height": 1180}


@pytest.fixture(params=[None], ids=["sqlite"])
def database_url(request):
    return request.param


@pytest.fixture
def open_check_in(office, browser, session_server):
    """Return the world, the office's address, and a tablet on which an assistant has logged in."""
    world = office.python(SCENARIO, session_server.url)
    with office.serving(OTREE_REST_KEY=REST_KEY) as url:
        context = browser.new_context(viewport=TABLET, locale="en-GB")
        yield world, url, logged_in(context.new_page(), office, url, world["password"])
        context.close()


def logged_in(page, office, url: str, password: str):
    page.goto(f"{url}/staff/door/")
    page.fill("[name=auth-username]", "demo-assistant")
    page.fill("[name=auth-password]", password)
    page.press("[name=auth-password]", "Enter")
    code = re.search(r"demo-assistant\D*(\d{6})", office.manage("demo_code"))
    page.fill("[name=token-otp_token]", code[1])
    page.press("[name=token-otp_token]", "Enter")
    arrives_at(page, "/staff/door/$")
    return page


def test_from_the_tap_at_the_door_to_a_link_of_ones_own(open_check_in):
    world, url, tablet = open_check_in
    tablet.goto(f"{url}/staff/door/{world['lab']}/")
    for n in range(1, 6):
        tablet.get_by_role("button", name=f"present Person {n} Demo").click()
        tablet.get_by_text(f"{n} here, {6 - n} still expected").wait_for()
    assert tablet.get_by_role("button", name="late Person 6 Demo").bounding_box()["height"] >= 48
    assert axe_violations(tablet) == []

    tablet.get_by_role("button", name="Create the session").click()
    tablet.get_by_text("The session was created for 4 people.").wait_for()
    assert tablet.get_by_text("came and was turned away · the last block was not full").count() == 1
    tablet.get_by_role("link", name="Seat cards").click()
    arrives_at(tablet, "/cards/$")
    links = [card.get_attribute("href") for card in tablet.locator(".cards a").all()]
    assert axe_violations(tablet) == []

    assert len(set(links)) == 4
    for link in links:
        page = WebPerson(link).arrive()
        assert page.code == urlsplit(link).path.rsplit("/", 1)[1]
        assert "Demo" not in page.html


def test_online_people_wait_and_are_led_to_the_session(open_check_in, browser):
    world, url, tablet = open_check_in
    pages = []
    for token in world["tokens"]:
        page = browser.new_context(viewport=PHONE).new_page()
        page.goto(f"{url}/wait/{token}/")
        page.get_by_role("button", name="I am here").click()
        page.get_by_text("keep this page open").wait_for()
        pages.append(page)
    assert axe_violations(pages[0]) == []

    tablet.goto(f"{url}/staff/door/{world['online']}/")
    tablet.get_by_text("4 here, 0 still expected").wait_for()
    tablet.get_by_role("button", name="Create the session").click()
    tablet.get_by_text("The session was created for 4 people.").wait_for()
    for page in pages:
        arrives_at(page, "/p/")

    assert len({page.url.split("/p/")[1][:8] for page in pages}) == 4
