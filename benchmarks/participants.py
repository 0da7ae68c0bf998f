"""Participants inside the server's process: each request goes straight to oTree's application.

Neither network nor web server lie between, so what is measured is what pages cost; the middleware, the lock and the
database are those of a live session. Websockets and static files, which browsers ask for too, are left out.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import urlencode

from otree import settings
from otree.asgi import app
from otree.common import get_models_module
from otree.database import db, dbq
from otree.models import Participant as ParticipantRow
from otree.models import Session

from tests.harness.people.web_people import AS_BROWSERS

REDIRECTS = (302, 307)
DECISIONS = {
    "Report": {"report": 50},
    "Capacity": {"capacity": 250},
    "Send": {"sent": 40},
    "SendBack": {"returned": 60},
    "Results": {},
    "Consent": {"consent": "True"},
    "Instructions": {},
    # Of the parts of benchmarks.parts.
    "NewPart": {"part_number": 25},
}
LAST_PAGE_OF_ROUND = "Results"
# Redirects one after the other; a person whose round is over is led through every later page.
LONGEST_CHAIN = 20


class Participant:
    """One participant and the page this person is on."""

    def __init__(self, code: str, quiz_answers: dict[str, Any]) -> None:
        self.url = f"/InitializeParticipant/{code}"
        self.requests: list[tuple[str, str, float, int]] = []
        self._decisions = DECISIONS | {"Quiz": quiz_answers}

    @classmethod
    def all_of(cls, session_code: str) -> list[Participant]:
        """Return everybody in a session, in order."""
        db.new_session()
        session = db.get_or_404(Session, code=session_code)
        answers = _quiz_answers(session)
        return [cls(row.code, answers) for row in _rows(session)]

    @property
    def page(self) -> str:
        return self.url.split("/")[-2]

    @property
    def decides(self) -> bool:
        """Return whether the page has a form."""
        return self.page in self._decisions

    async def start(self) -> None:
        await self.open()

    async def go_to(self, page: str) -> None:
        while self.page != page:
            await self.submit()
            await self.open()

    async def open(self) -> None:
        """Load the page, following redirects to the one this person should be on."""
        for _ in range(LONGEST_CHAIN):
            if await self._request("GET") not in REDIRECTS:
                return
        raise RuntimeError(f"{self.url} leads in circles")

    async def submit(self) -> None:
        """Send the page's form, without loading what comes next."""
        page = self.page
        status = await self._request("POST", urlencode(self._decisions[page]).encode())
        assert status in REDIRECTS, f"{page} did not accept {self._decisions[page]}"

    async def _request(self, method: str, body: bytes = b"") -> int:
        answer = Answer()
        page, scope = self.page, scope_of(method, self.url)
        cpu = time.process_time()
        await app(scope, Body(body), answer)
        cpu = time.process_time() - cpu
        assert answer.status in (200, *REDIRECTS), f"{method} {self.url} answered {answer.status}"
        kind = {"POST": "submit"}.get(method, "pass" if answer.status in REDIRECTS else "show")
        self.requests.append((page, kind, cpu, answer.size))
        if answer.status in REDIRECTS:
            self.url = answer.location
        return answer.status


class Play:
    """People who play with each other only, round by round."""

    def __init__(self, session_code: str, game: str, n: int) -> None:
        everybody = Participant.all_of(session_code)
        self.people = [everybody[index] for index in _closed_circle(session_code, game, n)]

    async def start(self) -> None:
        for person in self.people:
            await person.start()
            if person.page == "Consent":
                await person.go_to("Quiz")
                await person.submit()

    async def play_round(self) -> list[tuple[str, str, float, int]]:
        for person in self.people:
            person.requests.clear()
            await person.open()
        while True:
            deciding = [person for person in self.people if person.decides]
            waiting = [person for person in self.people if not person.decides]
            is_over = all(person.page == LAST_PAGE_OF_ROUND for person in deciding) and not waiting
            for person in deciding:
                await person.submit()
                if not is_over:
                    await person.open()
            if is_over:
                return [request for person in self.people for request in person.requests]
            # A browser that waits loads its page again when the partner has decided.
            for person in waiting:
                await person.open()


def _closed_circle(session_code: str, game: str, n: int) -> list[int]:
    """Return the places of n participants who only ever meet each other: whole blocks, or whole fixed pairs."""
    db.new_session()
    session = db.get_or_404(Session, code=session_code)
    player_class = get_models_module(game).Player
    players = dbq(player_class).filter_by(session=session, round_number=1).all()
    in_order = sorted(players, key=lambda player: (getattr(player, "block", 0), player.group_id, player.id))
    return [player.participant.id_in_session - 1 for player in in_order[:n]]


def _rows(session: Session) -> list[ParticipantRow]:
    return dbq(ParticipantRow).filter_by(session=session).order_by("id_in_session").all()


def _quiz_answers(session: Session) -> dict[str, Any]:
    if "briefing" not in settings.OTREE_APPS:
        return {}
    from briefing import quiz  # noqa: PLC0415 - the sample has none
    from forecast_sharing.session.design import SessionDesign  # noqa: PLC0415

    # In the benchmarks all arms begin with the same part.
    design = SessionDesign.from_config(session.config).parts[0]
    return {question.field: question.right_answer(design) for question in quiz.questions(design)}


def scope_of(method: str, path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"localhost"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            # A page does nothing for programs.
            *((name.lower().encode(), value.encode()) for name, value in AS_BROWSERS.items()),
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
    }


class Body:
    """Hands a request's body to the application once; then the connection stays open and silent, as a browser's."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body

    async def __call__(self) -> dict[str, Any]:
        if self._body is None:
            await asyncio.Event().wait()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class Answer:
    """Takes an answer from the application."""

    def __init__(self) -> None:
        self.status = 0
        self.size = 0
        self.location = ""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.location = dict(message["headers"]).get(b"location", b"").decode()
        else:
            self.size += len(message.get("body", b""))
