"""How oTree's bots ask for pages: straight from the application, on one event loop for all of them.

oTree gives each bot a client of Starlette's, which starts a thread and an event loop for every request.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp

from lab_server.otree_patches import internal_client, replaced_parts, sockets
from lab_server.otree_patches.internal_client import Answer


class BotClient:
    """As much of a client as bots use; where an answer leads, it follows."""

    def __init__(self, app: ASGIApp, runner: asyncio.Runner, opened: dict[str, bytes]) -> None:
        self._app = app
        self._runner = runner
        self._opened = opened

    def get(self, url: str, **_habits: Any) -> Answer:
        return self._ask("GET", url)

    def post(self, url: str, data: Mapping[str, Any], **_habits: Any) -> Answer:
        return self._ask("POST", url, urlencode(data, doseq=True).encode())

    def _ask(self, method: str, url: str, form: bytes = b"") -> Answer:
        from otree.database import db

        # What the bot has read of its player is closed before the request and read anew after it.
        db.close()
        try:
            follow = internal_client.follow(self._app, method, url, form, signs_of_life_of_a_person=True)
            answer = self._runner.run(follow)
            self._opened.setdefault(answer.url, answer.content)
            return answer
        finally:
            db.new_session()


def use_in_bots() -> dict[str, bytes]:
    """Give every bot such a client, after `otree.main.setup`; return pages by address, as bots first open them."""
    from otree.asgi import app

    runner = asyncio.Runner()
    runner.run(_own_the_sockets())
    opened: dict[str, bytes] = {}

    def load_client(bot: Any) -> None:
        bot._client = BotClient(app, runner, opened)  # noqa: SLF001 - where oTree keeps it

    replaced_parts.apply(
        [replaced_parts.change("otree.bots.bot", "ParticipantBot.load_client", load_client, "8bbbd4aa625c")]
    )
    return opened


async def _own_the_sockets() -> None:
    sockets.use_this_loop()
