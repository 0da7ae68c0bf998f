"""Every page in Chromium, on a phone, with markup in every field that anybody can type.

What people and staff have typed stays text; nobody is kept out (axe); nothing must be moved sideways on a phone.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from tests.harness.people.arrivals import leading_on
from tests.harness.people.office_story import PHONE
from tests.harness.programs.axe import axe_violations
from tests.recruitment.one_of_everything import WholeOffice
from tests.recruitment.whole_office import FOR_ALL, FOR_PEOPLE, FOR_STAFF, PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("beside_an_event_loop"),
]

HOSTILE = "'\"><img src=x class=hostile onerror=alert(1)>{{7*7}}"
FILES = {"healthz", "session_file", "my_data_file", "balances_table", "credits_table", "person_data"}
# Where something stands that somebody has typed; the others would stay clean whatever the templates did.
SHOWS_TYPED_TEXT = {
    "nobody": {"register", "waiting", "arrival"},
    "rosa": {"calendar", "history", "my_data", "consent"},
    "ada": set(FOR_STAFF) - {
        "upload_pool", "new_permanent_rule", "new_part", "new_account", "edit_account", "seat_cards",
        "channel_payment",
    },
}  # fmt: skip


@pytest.fixture
def office(whole_office) -> WholeOffice:
    return whole_office(HOSTILE)


@pytest.fixture
def open_as(office, browser, live_server, as_visitor):
    """Return ``open_as("ada")``, a phone of this visitor and the list of what it complains about."""
    contexts = []

    def open_as(visitor: str, locale: str = "en-GB") -> tuple[Page, list[str]]:
        context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale=locale)
        contexts.append(context)
        if visitor != "nobody":
            cookie = as_visitor(office, visitor).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page, complaints = context.new_page(), []
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
        return page, complaints

    yield open_as
    for context in contexts:
        context.close()


def faults(page: Page, address: str) -> list[str]:
    """Open the page and return what is wrong with it."""
    answer = page.goto(address)
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    if page.locator(".hostile").count():
        found.append("what somebody typed became a part of the page")
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        found.append(f"must be moved sideways on a phone: {width}")
    return found + axe_violations(page)


@pytest.mark.parametrize(
    ("visitor", "pages", "locale"),
    # German words are long.
    [("nobody", FOR_ALL, "en-GB"), ("rosa", FOR_PEOPLE, "de-DE"), ("ada", FOR_STAFF, "de-DE")],
    ids=["nobody", "rosa", "ada"],
)
def test_every_page_is_sound(office, open_as, visitor, pages, locale):
    page, complaints = open_as(visitor, locale)
    shown = [name for name, each in pages.items() if each.get and name not in FILES]

    wrong, with_text, languages = {}, set(), set()
    for name in shown:
        if found := faults(page, PAGES[name].address(name, office)):
            wrong[name] = found
        languages.add(page.evaluate("document.documentElement.lang"))
        if "class=hostile" in page.content() or "class=&quot;hostile" in page.content():
            with_text.add(name)

    assert [f"{name}: {fault}" for name, faults_of in wrong.items() for fault in faults_of] == []
    assert complaints == []
    assert languages == {locale[:2]}
    assert SHOWS_TYPED_TEXT[visitor] & set(shown) <= with_text


@pytest.mark.parametrize(
    ("visitor", "name"),
    [
        ("nobody", "two_factor:login"),
        ("ada", "two_factor:profile"),
        ("ada", "two_factor:backup_tokens"),
        ("ada", "two_factor:disable"),
        ("ada without second factor", "two_factor:setup"),
    ],
)
def test_pages_of_the_second_factor_are_sound(open_as, visitor, name):
    page, complaints = open_as(visitor)

    assert faults(page, reverse(name)) == []
    assert complaints == []


def test_a_list_to_sign_is_sound(office, open_as):
    page, complaints = open_as("ada")
    page.goto(reverse("payment_batch", args=[office.approved.public_id]))
    with leading_on(page):
        page.get_by_role("button", name="print", exact=False).click()
    page.get_by_role("columnheader", name="Signature").wait_for()

    assert page.locator(".hostile").count() == 0
    assert axe_violations(page) == []
    assert complaints == []
