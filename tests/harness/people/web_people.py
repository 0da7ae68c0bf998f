"""People without a browser: each requests, sends and polls pages as one would, many times faster."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import requests

PATH = re.compile(r"/p/(?P<code>\w+)/\w+/(?P<page>\w+)/(?P<index>\d+)")
OPENING = re.compile(r'name="page_opening" value="(\d+)"')
FIGURE = re.compile(r'id="(?:forecast|report)">([^<]+)<')
LONGEST_REQUEST_S = 60
# What a browser says of itself when a person goes to an address.
AS_BROWSERS = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}

# Right in the game of ch_uh, the default.
QUIZ_ANSWERS = {
    "quiz_lowest_demand": "225",
    "quiz_sales": "205",
    "quiz_sender_profit": "5125",
    "quiz_receiver_profit": "-2325",
    "quiz_must_be_true": "no",
    "quiz_counterpart": "computer",
    "quiz_belief_range": "no",
}


@dataclass
class WebPerson:
    """One person with one window."""

    link: str
    quiz_same_partner: str = "no"
    url: str = ""
    html: str = ""
    seen_pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keep one connection."""
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers.update(AS_BROWSERS)

    def arrive(self) -> WebPerson:
        """Open the start link."""
        return self._read(self.http.get(self.link, timeout=LONGEST_REQUEST_S))

    def reload(self) -> WebPerson:
        """Load the present page anew."""
        return self._read(self.http.get(self.url, timeout=LONGEST_REQUEST_S))

    def send(self, **answers: Any) -> WebPerson:
        """Send the form of the present page, with the hidden number it came with."""
        return self._read(self.http.post(self.url, data=self.hidden | answers, timeout=LONGEST_REQUEST_S))

    def ask(self, opening: str | None = None) -> int:
        """Ask as a page does that only tells it is there; return the status of the answer."""
        header = opening or ("leave" if 'id="offer"' in self.html else "wait" if self.is_waiting else self.opening)
        answer = self.http.get(
            self.url, headers={"x-page-opening": header}, allow_redirects=False, timeout=LONGEST_REQUEST_S
        )
        if answer.is_redirect or answer.status_code == 205:
            self.reload()
        return answer.status_code

    def _read(self, response: requests.Response) -> WebPerson:
        assert response.status_code < 400, (response.status_code, response.url, response.text[-3000:])
        self.url, self.html = response.url, response.text
        self.seen_pages.append(self.page)
        return self

    @property
    def page(self) -> str:
        """Return the class name of the present page."""
        match = PATH.search(self.url)
        return match["page"] if match else self.url

    @property
    def code(self) -> str:
        """Return the participant code."""
        match = PATH.search(self.url)
        assert match, self.url
        return match["code"]

    @property
    def opening(self) -> str:
        """Return the number of the present page's opening."""
        match = OPENING.search(self.html)
        return match[1] if match else ""

    @property
    def hidden(self) -> dict[str, str]:
        """Return what the form sends besides what is typed."""
        return {"page_opening": self.opening} if self.opening else {}

    @property
    def is_waiting(self) -> bool:
        return self.page.startswith("Wait")

    @property
    def is_done(self) -> bool:
        return self.page == "Goodbye"

    @property
    def text(self) -> str:
        """Return the words of the page."""
        main = self.html.partition("<main")[2] or self.html
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    def shown(self, element_id: str) -> str:
        """Return the text of an element."""
        match = re.search(rf'id="{element_id}"[^>]*>([^<]*)<', self.html)
        assert match, f"no {element_id} on {self.page}"
        return unescape(match[1])

    def act(self) -> WebPerson:
        """Do what the present page asks for, or ask whether the waiting is over."""
        if self.is_waiting:
            self.ask()
            return self
        return self.send(**self._answers())

    def _answers(self) -> dict[str, Any]:
        if self.page == "Report":
            return {"report": str(min(self._figure() + 20, 150))}
        answers: dict[str, dict[str, Any]] = {
            "Consent": {"consent": "True"},
            "Quiz": QUIZ_ANSWERS | {"quiz_same_partner": self.quiz_same_partner},
            "Capacity": {"capacity": "200"},
            "StateCapacityBelief": {"stated_capacity": "200"},
            "StateForecastBelief": {"stated_forecast": "0", "stated_forecast_low": "-10", "stated_forecast_high": "10"},
        }
        return answers.get(self.page, {})

    def _figure(self) -> int:
        match = FIGURE.search(self.html)
        assert match, self.html
        return int(match[1].replace("\u2212", "-").replace(",", ""))

    def play_until(self, *pages: str, most: int = 60) -> WebPerson:
        """Act until one of these pages is shown."""
        for _ in range(most):
            if self.page in pages:
                return self
            self.act()
        raise AssertionError(f"never came to {pages}: {self.seen_pages[-10:]}")
