"""Sona as sona-systems.com describes its "Server-Side Completion URL Responses"."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel

GRANTED = (
    "<WebstudyCreditResponse><WebstudyCreditResult><a:Errors i:nil='true'/><a:Result>"
    "<a:credit_status>G</a:credit_status><a:signup_id>{n}</a:signup_id>"
    "<a:survey_code>{code}</a:survey_code></a:Result></WebstudyCreditResult></WebstudyCreditResponse>"
)
REFUSED = (
    "<WebstudyCreditResponse><WebstudyCreditResult><a:Errors><a:Error><a:ErrorText>{why}</a:ErrorText></a:Error>"
    "</a:Errors><a:Result i:nil='true'/></WebstudyCreditResult></WebstudyCreditResponse>"
)


@dataclass
class FakeSona(FakeChannel):
    """`sign_ups` holds the codes of who signed up; `granted` counts requests that were granted, by code."""

    experiment_id: str = "123"
    token: str = "9185d436"
    sign_ups: list[str] = field(default_factory=list)
    # What it says instead of its own words when it refuses.
    refusal: str = ""
    granted: Counter[str] = field(default_factory=Counter)

    def answer(self, asked: Asked) -> Answer:
        if asked.method != "GET" or asked.path != "/services/SonaAPI.svc/WebstudyCredit":
            return Answer(404, "no such page", "text/html")
        code = asked.query.get("survey_code", "")
        known = (asked.query.get("experiment_id"), asked.query.get("credit_token")) == (self.experiment_id, self.token)
        # Errors come with status 200 too: only the text tells.
        if not known or code not in self.sign_ups:
            return Answer(200, self.refusal or REFUSED.format(why="Invalid survey code"), "text/xml")
        self.granted[code] += 1
        return Answer(200, GRANTED.format(n=self.sign_ups.index(code) + 1, code=code), "text/xml")
