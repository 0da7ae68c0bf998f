"""The whole way of one person on a phone: from the first page to being forgotten, with real mails and processes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.harness.people.arrivals import leading_on
from tests.harness.people.office_story import PHONE
from tests.harness.programs.axe import axe_violations
from tests.harness.servers.mail_sink import MailSink

pytestmark = pytest.mark.browser

SCENARIO = Path(__file__).parents[1] / "scenarios" / "journey.py"
LONGEST_WAIT_S = 60
LINK = re.compile(r"http://localhost:\d+/enter/\S+")
NEW_ADDRESS_LINK = re.compile(r"http://localhost:\d+/new-address/\S+")


@dataclass
class Visitor:
    """Somebody with a phone and a mailbox, who looks closely at every page."""

    page: Page
    url: str
    mails: MailSink
    console_errors: list[str] = field(default_factory=list)
    n_read: int = 0

    def look(self, name: str) -> None:
        """Check the page that is open."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{name} must be moved sideways: {width}"
        assert axe_violations(self.page) == [], name
        small = self.page.evaluate(
            """() => [...document.querySelectorAll("button, a.button, input:not([type=hidden]), select")]
                .filter(each => each.getBoundingClientRect().height < 24).map(each => each.outerHTML)"""
        )
        assert small == [], name

    def press(self, name: str) -> None:
        self.click(self.page.get_by_role("main").get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def click(self, leads_on: Locator) -> None:
        with leading_on(self.page):
            leads_on.click()

    def next_mail(self) -> EmailMessage:
        deadline = time.monotonic() + LONGEST_WAIT_S
        while len(self.mails.taken) <= self.n_read:
            assert time.monotonic() < deadline, "no mail came"
            time.sleep(0.05)
        self.n_read += 1
        return self.mails.taken[self.n_read - 1]

    def enter_by_mail(self) -> str:
        """Open the link of the next mail; return its address."""
        link = LINK.search(self.next_mail().get_content())[0]
        self.page.goto(link)
        return link


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with MailSink() as sink:
        yield sink


@pytest.fixture
def rosa(office, sink: MailSink, browser: Browser) -> Iterator[Visitor]:
    office.python(SCENARIO, "prepare")
    with office.serving(**sink.environment) as url:
        context = browser.new_context(
            viewport=PHONE, device_scale_factor=2, has_touch=True, is_mobile=True, locale="en-GB", accept_downloads=True
        )
        page = context.new_page()
        visitor = Visitor(page, url, sink)
        page.on("console", lambda message: message.type == "error" and visitor.console_errors.append(message.text))
        page.on("pageerror", lambda error: visitor.console_errors.append(str(error)))
        yield visitor
        context.close()


def register(rosa: Visitor) -> None:
    rosa.page.goto(rosa.url)
    rosa.look("home")
    rosa.click(rosa.page.get_by_role("main").get_by_role("link", name="Register"))
    rosa.look("register")
    rosa.press("Register")
    expect(rosa.page.get_by_role("alert")).to_be_visible()
    rosa.look("register-with-errors")
    rosa.page.get_by_label("E-mail address").fill("rosa@example.org")
    rosa.page.get_by_label("Given name").fill("Rosa")
    rosa.page.get_by_label("Family name").fill("Demo")
    rosa.page.get_by_label("Year of birth").fill("2001")
    rosa.page.get_by_label("Field of study").select_option("economics")
    rosa.page.get_by_label("First day of your studies").fill("2020-10-01")
    rosa.page.get_by_label("I have read this and agree.").check()
    rosa.press("Register")
    rosa.look("sent")
    link = rosa.enter_by_mail()
    rosa.look("enter")
    rosa.press("Go on to my sessions")
    expect(rosa.page.get_by_text("There is no invitation for you at the moment.")).to_be_visible()
    rosa.look("calendar-empty")
    come_back_by_another_link(rosa, link)


def come_back_by_another_link(rosa: Visitor, used: str) -> None:
    """Log out, and in again: the link that was used leads nowhere."""
    rosa.click(rosa.page.get_by_role("button", name="Log out"))
    rosa.page.goto(used)
    expect(rosa.page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    rosa.look("spent")
    assert "403" in rosa.console_errors.pop()  # browsers complain of what the office means
    rosa.page.goto(f"{rosa.url}/log-in/")
    rosa.look("log-in")
    rosa.page.get_by_label("E-mail address").fill("rosa@example.org")
    rosa.press("Send me a link")
    rosa.enter_by_mail()
    rosa.press("Go on to my sessions")


def card(rosa: Visitor, title: str):
    return rosa.page.get_by_role("article", name=title)


def sign_up_and_wait(rosa: Visitor, office) -> None:
    office.python(SCENARIO, "invite")
    rosa.page.reload()
    rosa.look("invitations")
    rosa.click(card(rosa, "Decisions in pairs").get_by_role("button", name="Sign up"))
    expect(card(rosa, "Decisions in pairs").get_by_text("You have a seat.")).to_be_visible()
    assert rosa.next_mail()["Subject"].startswith("Your seat")
    rosa.click(card(rosa, "Markets in groups").get_by_role("button", name="Join the waiting list"))
    expect(card(rosa, "Markets in groups").get_by_text("You are number 1 on the waiting list.")).to_be_visible()
    assert rosa.next_mail()["Subject"].startswith("Waiting list")
    rosa.look("calendar")
    office.python(SCENARIO, "omar_cancels")
    came = {rosa.next_mail()["Subject"].partition(":")[0] for _ in range(2)}
    rosa.page.reload()
    assert came == {"A seat became free", "You have cancelled"}
    expect(card(rosa, "Markets in groups").get_by_text("You have a seat.")).to_be_visible()


def change_ones_mind(rosa: Visitor) -> None:
    rosa.click(card(rosa, "Decisions in pairs").get_by_role("link", name="Cancel"))
    rosa.look("cancel")
    rosa.press("Cancel my seat")
    assert rosa.next_mail()["Subject"].startswith("You have cancelled")
    rosa.click(card(rosa, "Decisions in pairs").get_by_role("button", name="Sign up"))
    assert rosa.next_mail()["Subject"].startswith("Your seat")


def be_reminded(rosa: Visitor, office) -> None:
    office.python(SCENARIO, "days_pass", "send_reminders")
    reminder = rosa.next_mail()
    [file] = reminder.iter_attachments()
    assert reminder["Subject"] == "Reminder: Decisions in pairs"
    assert (file.get_filename(), file.get_content_type()) == ("session.ics", "text/calendar")


def look_back(rosa: Visitor, office) -> None:
    office.python(SCENARIO, "all_is_over")
    rosa.follow("History")
    expect(rosa.page.get_by_text("50 out of 100")).to_be_visible()
    expect(rosa.page.get_by_text("paid on")).to_be_visible()
    rosa.look("history")


def read_in_german(rosa: Visitor) -> None:
    rosa.click(rosa.page.get_by_role("button", name="Deutsch"))
    rosa.look("history-de")
    for name, address in (("calendar", "/my/"), ("data", "/my/data/"), ("consent", "/my/consent/"), ("home", "/")):
        rosa.page.goto(rosa.url + address)
        assert rosa.page.locator("html").get_attribute("lang") == "de"
        rosa.look(f"{name}-de")
    rosa.click(rosa.page.get_by_role("button", name="English"))


def move_to_another_address(rosa: Visitor) -> None:
    rosa.follow("My data")
    rosa.follow("Use another one")
    rosa.look("new-address")
    rosa.page.get_by_label("New e-mail address").fill("rosa@new.example.org")
    rosa.press("Mail me the link")
    expect(rosa.page.get_by_text("You asked us to write to rosa@new.example.org.")).to_be_visible()
    rosa.look("my-data-new-address")
    told, asked = sorted((rosa.next_mail() for _ in range(2)), key=lambda mail: "confirm" in mail["Subject"])
    assert (told["To"], asked["To"]) == ("rosa@example.org", "rosa@new.example.org")
    rosa.page.goto(NEW_ADDRESS_LINK.search(asked.get_content())[0])
    rosa.look("confirm-address")
    rosa.press("Write to this address from now on")
    rosa.look("log-in-again")
    rosa.page.get_by_label("E-mail address").fill("rosa@new.example.org")
    rosa.press("Send me a link")
    rosa.enter_by_mail()
    rosa.press("Go on to my sessions")


def be_forgotten(rosa: Visitor) -> None:
    rosa.follow("My data")
    rosa.look("my-data")
    with rosa.page.expect_download() as download:
        rosa.page.get_by_role("link", name="Download my data (JSON)").click()
    data = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (data["person"]["given_name"], data["answers"]["arrived_on"]) == ("Rosa", "2020-10-01")
    rosa.press("Pause invitations")
    rosa.follow("My sessions")
    rosa.look("calendar-at-rest")
    rosa.press("Invite me again")
    rosa.follow("Erase my data")
    rosa.look("erase")
    rosa.page.get_by_label("Yes, erase my data.").check()
    rosa.press("Erase my data")
    expect(rosa.page.get_by_role("heading", name="Your data are erased")).to_be_visible()
    rosa.look("erased")


@pytest.mark.slow
# On PostgreSQL, test_from_pool_to_paid.py goes this way with many people.
@pytest.mark.parametrize("database_url", [None], ids=["sqlite"])
def test_a_person_goes_the_whole_way_on_a_phone(rosa, office):
    register(rosa)
    sign_up_and_wait(rosa, office)
    change_ones_mind(rosa)
    be_reminded(rosa, office)
    look_back(rosa, office)
    read_in_german(rosa)
    move_to_another_address(rosa)
    be_forgotten(rosa)

    assert office.python(SCENARIO) == ["active", "erased"]
    assert rosa.console_errors == []
