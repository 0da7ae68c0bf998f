"""CloudResearch Connect, as its help for researchers describes it: people are sent to a link, bonuses come as a table.

The help does not print that it appends `participantId`, `assignmentId` and `projectId`, nor how the columns are called.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from tests.harness.channels.fake_channel import Answer, Asked, FakeChannel


@dataclass
class FakeConnect(FakeChannel):
    """`link` is what the researcher gave it; `paid` counts cents by participant."""

    link: str = ""
    participants: list[str] = field(default_factory=list)
    paid: Counter[str] = field(default_factory=Counter)

    def link_of(self, participant: str) -> str:
        """Return where this participant is sent."""
        return f"{self.link}?participantId={participant}&assignmentId=a1&projectId=p1"

    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/bonuses":
            return Answer(404, "no such page", "text/html")
        rows = list(csv.DictReader(io.StringIO(asked.text)))
        strangers = [row["ParticipantId"] for row in rows if row["ParticipantId"] not in self.participants]
        if strangers:
            return Answer(400, f"unknown: {strangers}", "text/html")
        for row in rows:
            self.paid[row["ParticipantId"]] += int(Decimal(row["Bonus"]) * 100)
        return Answer(200, f"{len(rows)} bonuses", "text/html")
