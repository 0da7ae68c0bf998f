"""A session whose people have no browser: who goes on, who has gone, and what is exported of it."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from forecast_sharing import dataset
from tests.harness.people.web_people import WebPerson
from tests.harness.servers.session_server import SessionServer

LONGEST_SESSION_S = 100
# Where everybody waits they ask this often: more often only keeps the processor busy.
SECONDS_BETWEEN_ASKS = 0.5


class WebSession:
    """One session, its people in the order of their seats."""

    def __init__(self, server: SessionServer, config: str, n: int, **modified: Any) -> None:
        self.server = server
        self.code = server.rest.create_session(config, n, **modified)
        same = "yes" if server.rest.session(self.code)["config"]["matching"] == "partner" else "no"
        self.people = [WebPerson(link, same) for link in server.rest.participant_links(self.code)]

    def go_on(self, people: Iterable[WebPerson], until: Callable[[], bool]) -> None:
        """Let people act in turn, as often as they can, until something is so."""
        people = list(people)
        deadline = time.monotonic() + LONGEST_SESSION_S
        while not until():
            assert time.monotonic() < deadline, f"stuck at {[(p.page, p.text[:300]) for p in people]}"
            for person in people:
                if not person.is_done:
                    person.act()
            if all(person.is_waiting or person.is_done for person in people):
                time.sleep(SECONDS_BETWEEN_ASKS)

    def bring_to_the_game(self, people: Iterable[WebPerson]) -> None:
        """Let people arrive and read side by side, so that nobody is silent for long, up to the first round."""
        people = [person.arrive() for person in people]
        ready = ("Report", "Capacity", "WaitForReport", "WaitForCapacity", "Results")
        deadline = time.monotonic() + LONGEST_SESSION_S
        while any(person.page not in ready for person in people):
            assert time.monotonic() < deadline, f"stuck at {[(p.page, p.text[:300]) for p in people]}"
            for person in people:
                if person.page in ready:
                    person.ask()
                else:
                    person.act()

    def play_to_the_end(self, people: Iterable[WebPerson]) -> None:
        """Let people act until each has reached the last page."""
        people = list(people)
        self.go_on(people, lambda: all(person.is_done for person in people))

    def participants(self) -> dict[str, dict[str, str]]:
        """Return the exported rows of participants by code."""
        table = self._export("custom_export_participants")
        return {row["participant_code"]: row for row in csv.DictReader(table.splitlines())}

    def events(self) -> list[dict[str, str]]:
        """Return the exported events."""
        return list(csv.DictReader(self._export("custom_export_events").splitlines()))

    def rounds(self, folder: Path) -> pd.DataFrame:
        """Return the exported rounds, read and checked as an analysis would."""
        path = folder / "rounds.csv"
        path.write_text(self._export("custom_export_rounds"), encoding="utf-8", newline="")
        return dataset.read_rounds(path)

    def _export(self, function_name: str) -> str:
        return self.server.rest.custom_export("cheap_talk_game", function_name, self.code)
