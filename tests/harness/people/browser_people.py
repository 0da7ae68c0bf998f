"""People who take part in a session, each in a browser window of their own, and remember what they typed."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.harness.people.arrivals import leading_on

LONGEST_SESSION_S = 240
PATH = re.compile(r"/p/(?P<code>\w+)/\w+/(?P<page>\w+)/(?P<index>\d+)")
NUMBER = re.compile(r"-?\d+")
# As English and German pages write thousands.
THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


@dataclass
class Person:
    """Plays any page that it finds itself on."""

    page: Page
    uses_keyboard_only: bool = False
    inflation: int = 25
    text: str = ""
    reports: list[dict[str, int]] = field(default_factory=list)
    capacities: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, str]] = field(default_factory=list)
    beliefs: list[dict[str, int]] = field(default_factory=list)
    seen_pages: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    participant_code: str = ""
    session_code: str = ""

    @classmethod
    def arriving(cls, context: BrowserContext, link: str, **habits: Any) -> Person:
        """Return a person who has just opened the start link."""
        page = context.new_page()
        person = cls(page, **habits)
        page.on("console", person._note_console)
        page.on("pageerror", lambda error: person.console_errors.append(str(error)))
        page.goto(link)
        person.remember_code()
        return person

    def remember_code(self) -> None:
        """Note the participant code from the address, if it is there already."""
        match = PATH.search(self.page.url)
        if match:
            self.participant_code = match["code"]

    def _note_console(self, message: Any) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    @property
    def where(self) -> str:
        """Return the class name of the page the person is on."""
        match = PATH.search(self.page.url)
        return match["page"] if match else self.page.url

    @property
    def is_waiting(self) -> bool:
        return self.where.startswith("Wait")

    @property
    def is_done(self) -> bool:
        return self.where == "Goodbye"

    def act(self) -> None:
        """Do what the present page asks for and go on."""
        self.seen_pages.append(self.where)
        getattr(self, f"_on_{self.where}")()

    def _on_Consent(self) -> None:  # noqa: N802 - named after the page
        self._press('button[value="True"]')

    def _on_Instructions(self) -> None:  # noqa: N802
        self._go_on()

    def _on_Quiz(self) -> None:  # noqa: N802
        # First everything wrong; the explanations then hold the right answers.
        if not self.page.locator("[id$=-error]").count():
            for box in self.page.locator("form#form input[type=text]").all():
                self._type(f"#{box.get_attribute('id')}", "1")
            for group in self.page.locator("form#form fieldset").all():
                self._choose(f"#{group.get_attribute('id')}-0")
        else:
            for name, answer in self._explained().items():
                self._type(f"#id_{name}", answer)
            for group in self.page.locator("form#form fieldset").all():
                ticked = group.locator("input:checked").get_attribute("id") or ""
                has_error = group.locator("[id$=-error]").count() > 0
                other = ticked[:-1] + ("0" if ticked.endswith("1") else "1")
                self._choose(f"#{other}" if has_error else f"#{ticked}")
        self._go_on()

    def _explained(self) -> dict[str, str]:
        answers = {}
        for error in self.page.locator("form#form [id^=quiz_][id$=-error]").all():
            name = (error.get_attribute("id") or "").removesuffix("-error")
            if self.page.locator(f"input#id_{name}").count():
                numbers = NUMBER.findall(THOUSANDS.sub("", error.inner_text()).replace("\u2212", "-"))
                answers[name] = numbers[-1]
        return answers

    def _on_NewPart(self) -> None:  # noqa: N802
        # First wrong, then as the explanation says; of a range it tells both ends, the highest last.
        error = self.page.locator("#part_number-error")
        right = NUMBER.findall(error.inner_text())[-1] if error.count() else "1"
        self._type("#id_part_number", right)
        self._go_on()

    def _on_Report(self) -> None:  # noqa: N802
        forecast = int(self.page.locator("#forecast").inner_text().replace("\u2212", "-"))
        report = min(forecast + self.inflation, 150)
        self._type("#id_report", str(report))
        if self.text and self.page.locator("#id_text").count():
            self._type("#id_text", self.text)
        self.reports.append({"forecast": forecast, "report": report})
        self._go_on()

    def _on_Capacity(self) -> None:  # noqa: N802
        report = int(self.page.locator("#report").inner_text().replace("\u2212", "-"))
        capacity = 180 + report // 3
        self._type("#id_capacity", str(capacity))
        message = self.page.locator("#message-text")
        self.capacities.append(
            {"report": report, "capacity": capacity, "text": message.inner_text() if message.count() else None}
        )
        self._go_on()

    def _on_StateCapacityBelief(self) -> None:  # noqa: N802
        self._state({"stated_capacity": 200 + 10 * len(self.beliefs)})

    def _on_StateForecastBelief(self) -> None:  # noqa: N802
        guess = int(self.page.locator("#report").inner_text().replace("\u2212", "-")) - 10
        guess = max(guess, -140)
        self._state({"stated_forecast": guess, "stated_forecast_low": guess - 10, "stated_forecast_high": guess + 5})

    def _state(self, belief: dict[str, int]) -> None:
        for name, value in belief.items():
            self._type(f"#id_{name}", str(value))
        self.beliefs.append(belief)
        self._go_on()

    def _on_Results(self) -> None:  # noqa: N802
        shown = {
            (value.get_attribute("id") or ""): value.inner_text().replace(",", "")
            for value in self.page.locator("#results dd[id]").all()
        }
        self.results.append(shown)
        self._go_on()

    def _on_AnswerQuestions(self) -> None:  # noqa: N802
        for group in self.page.locator("form#form fieldset").all():
            self._choose(f"#{group.locator('input').first.get_attribute('id')}")
        self._go_on()

    def _go_on(self) -> None:
        self._press("form#form button[type=submit]")

    def _press(self, selector: str) -> None:
        before = self.page.url
        button = self.page.locator(selector).first
        with leading_on(self.page):
            if self.uses_keyboard_only:
                self._tab_to(selector)
                self.page.keyboard.press("Enter")
            else:
                button.click()
        assert self.page.url != "about:blank", before

    def _type(self, selector: str, value: str) -> None:
        if self.uses_keyboard_only:
            self._tab_to(selector)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)
        else:
            self.page.fill(selector, value)

    def _choose(self, selector: str) -> None:
        if not self.uses_keyboard_only:
            self.page.check(selector)
            return
        # Tab reaches a radio group as one; the arrows move inside it.
        name = self.page.locator(selector).get_attribute("name")
        self._tab_to(f'input[name="{name}"]')
        self.page.keyboard.press("Space")
        for _ in range(20):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys never reached {selector}")

    def _tab_to(self, selector: str) -> None:
        for _ in range(80):
            if self.page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key never reached {selector} on {self.where}")


def play_to_the_end(people: list[Person]) -> None:
    """Let everybody act as soon as they can, until all have reached the last page."""
    deadline = time.monotonic() + LONGEST_SESSION_S
    while not all(person.is_done for person in people):
        assert time.monotonic() < deadline, f"stuck at {[person.where for person in people]}"
        able = [person for person in people if not person.is_done and not person.is_waiting]
        for person in able:
            person.act()
        if not able:
            people[0].page.wait_for_timeout(100)
