"""Staff, and people of a pool, each at a browser of their own, with one mailbox that keeps everybody's mail."""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from html import unescape
from typing import Self
from urllib.parse import urljoin

import requests
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Locator, Page, expect

from tests.harness.people.arrivals import leading_on
from tests.harness.servers.mail_sink import MailSink

# As narrow as phones that people have.
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
LONGEST_WAIT_S = 60
LONGEST_CLICK_MS = 20_000
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
ACTION = re.compile(r'<form[^>]*\baction="([^"]*)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
LINK = re.compile(r"http://localhost:\d+/\S*/\S+")


class Mailbox:
    """The mails of everybody, found by address and by how the subject begins."""

    def __init__(self, sink: MailSink) -> None:
        self._sink = sink

    def all(self, subject: str, address: str | None = None) -> list[EmailMessage]:
        return [
            mail
            for mail in list(self._sink.taken)
            if mail["Subject"].startswith(subject) and address in {None, mail["To"]}
        ]

    def wait_for(self, subject: str, *, n: int = 1, address: str | None = None) -> list[EmailMessage]:
        """Return the first `n` such mails as soon as they have come."""
        deadline = time.monotonic() + LONGEST_WAIT_S
        while len(found := self.all(subject, address)) < n:
            assert time.monotonic() < deadline, f"{len(found)} of {n} mails “{subject}” to {address} came"
            time.sleep(0.05)
        return found[:n]

    def link(self, subject: str, address: str) -> str:
        return LINK.search(self.wait_for(subject, address=address)[-1].get_content())[0]


@dataclass
class Visitor:
    """Somebody at a browser. What every page must keep is checked in test_every_page_in_browser.py."""

    page: Page
    url: str
    console_errors: list[str] = field(default_factory=list)

    @classmethod
    def arriving(cls, browser: Browser, url: str, *, on_a_phone: bool = False) -> Self:
        context = browser.new_context(
            viewport=PHONE if on_a_phone else DESK, is_mobile=on_a_phone, has_touch=on_a_phone, locale="en-GB"
        )
        context.set_default_timeout(LONGEST_CLICK_MS)
        visitor = cls(context.new_page(), url)
        visitor.page.on(
            "console", lambda message: message.type == "error" and visitor.console_errors.append(message.text)
        )
        visitor.page.on("pageerror", lambda error: visitor.console_errors.append(str(error)))
        return visitor

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def navigate(self, name: str) -> None:
        with leading_on(self.page):
            self.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        with leading_on(self.page):
            self.main.get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        with leading_on(self.page):
            self.tap(name)

    def tap(self, name: str) -> None:
        """Press a button that changes the page in its place."""
        self.main.get_by_role("button", name=name, exact=True).first.click()

    def field(self, label: str) -> Locator:
        return self.main.get_by_label(re.compile(f"^{re.escape(label)}:?$"))

    def fill(self, answers: dict[str, str]) -> None:
        """Fill a form by its labels."""
        for label, answer in answers.items():
            self.field(label).fill(answer)

    def choose(self, label: str, choice: str) -> None:
        self.field(label).select_option(label=choice)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.main.get_by_text(text).first).to_be_visible(timeout=LONGEST_CLICK_MS)

    def sees_no(self, role: str, name: str) -> None:
        expect(self.main.get_by_role(role, name=name, exact=True)).to_have_count(0)


class StaffMember(Visitor):
    """Somebody who works in the office."""

    def begin(self, link: str, name: str, password: str) -> None:
        """Choose a password behind the link, log in, and set up the second factor."""
        self.page.goto(link)
        self.fill({"New password": password, "New password confirmation": password})
        self.press("Save")
        self.fill({"Username": name, "Password": password})
        self.press("Next")
        self.press("Next")
        secret = self.main.get_by_role("link").first.inner_text().strip()
        key = base64.b32decode(secret + "=" * (-len(secret) % 8))
        self.main.get_by_role("textbox").or_(self.main.get_by_role("spinbutton")).fill(f"{TOTP(key).token():06d}")
        self.press("Next")


class PoolMember(Visitor):
    """Somebody of the pool."""

    email: str = ""

    def ask_for_link(self, email: str) -> None:
        self.email = email
        self.go("/log-in/")
        self.fill({"E-mail address": email})
        self.press("Send me a link")

    def enter(self, mailbox: Mailbox) -> None:
        self.page.goto(mailbox.link("Your link", self.email))
        self.press("Go on to my sessions")


class PoolMemberAfar:
    """Somebody of the pool who reads pages and presses buttons without a browser."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.email = ""
        self._http = requests.Session()
        self._http.trust_env = False

    def ask_for_link(self, email: str) -> None:
        self.email = email
        self._read(self._http.get(f"{self.url}/log-in/", timeout=LONGEST_WAIT_S))
        self.press("Send me a link", email=email)

    def enter(self, mailbox: Mailbox) -> None:
        self._read(self._http.get(mailbox.link("Your link", self.email), timeout=LONGEST_WAIT_S))
        self.press("Go on to my sessions")

    def press(self, name: str, **answers: str) -> None:
        """Send the first form that has this button."""
        form = next(form for form in FORM.findall(self._page.text) if re.search(f"<button[^>]*>{name}</button>", form))
        action = ACTION.search(form)
        address = urljoin(self._page.url, action[1] if action else "")
        self._read(self._http.post(address, data=dict(HIDDEN.findall(form)) | answers, timeout=LONGEST_WAIT_S))

    def sees(self, text: str) -> None:
        assert text in unescape(self._page.text), self._page.text

    def at_a_phone(self, browser: Browser) -> PoolMember:
        """Return the same person, still logged in, at a browser."""
        member = PoolMember.arriving(browser, self.url, on_a_phone=True)
        member.email = self.email
        cookies = [{"name": each.name, "value": each.value, "url": self.url} for each in self._http.cookies]
        member.page.context.add_cookies(cookies)
        return member

    def _read(self, answer: requests.Response) -> None:
        assert answer.ok, (answer.url, answer.status_code)
        self._page = answer
