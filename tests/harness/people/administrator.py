"""An administrator at a browser: logs in, looks at data, creates sessions, as far as cookies and sockets go."""

from __future__ import annotations

import asyncio
import json
import re
from inspect import signature
from typing import Any

import requests
import websockets

from tests.harness.servers.session_server import SessionServer

LONGEST_ANSWER_S = 60
# Renamed in release 14; oTree pins 10.
HEADERS = "additional_headers" if "additional_headers" in signature(websockets.connect).parameters else "extra_headers"


class Administrator:
    """Somebody logged in to one server."""

    def __init__(self, server: SessionServer) -> None:
        self._server = server
        self._browser = requests.Session()
        self._browser.trust_env = False
        answer = self.post("/login", "/login", username="admin", password=server.admin_password)
        assert "/login" not in answer.url, "the password was not accepted"

    @property
    def cookies(self) -> str:
        """What a browser sends along with each request."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._browser.cookies)

    def get(self, path: str) -> requests.Response:
        return self._browser.get(self._server.url + path, timeout=LONGEST_ANSWER_S)

    def post(self, path: str, form_page: str, **fields: Any) -> requests.Response:
        """Send a form with the token of the page that it stands on."""
        form = {"csrftoken": _token(self.get(form_page)), **fields}
        return self._browser.post(self._server.url + path, data=form, timeout=LONGEST_ANSWER_S)

    def refresh_data(self, code: str) -> requests.Response:
        """Ask for what the Data tab shows, as it does by itself every few seconds."""
        return self.get(f"/session_data/{code}")

    def act(self, code: str, participant: str, action: str) -> str:
        """Do in the console what it offers to do to a person; return what was done, in words."""
        path = f"/console/{code}/action"
        page_index = self.get(f"{path}?participant={participant}").json()["page_index"]
        fields = {"participant": participant, "action": action, "page_index": page_index}
        answer = self.post(path, f"/AdminReport/{code}", **fields)
        assert answer.ok, answer.text
        return answer.json()["done"]

    def create_session(self, config: str, n: int) -> str:
        """Create a session with the admin page's form; return its code."""
        return asyncio.run(self._create_session({"session_config": config, "num_participants": str(n)}))

    async def _create_session(self, form: dict[str, str]) -> str:
        address = f"ws://127.0.0.1:{self._server.port}/create_session"
        # oTree's page sends every field of the form, empty ones too.
        complete = {"room_name": "", "is_mturk": "", **form}
        async with websockets.connect(
            address, origin=self._server.url, ping_interval=None, **{HEADERS: {"Cookie": self.cookies}}
        ) as socket:
            await socket.send(json.dumps(complete))
            while True:
                message: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), LONGEST_ANSWER_S))
                if "session_url" in message:
                    return message["session_url"].rsplit("/", 1)[-1]
                if "progress" not in message:
                    raise RuntimeError(f"the session was not created: {message}")


def _token(page: requests.Response) -> str:
    match = re.search(r'name="csrftoken"[^>]*value="([^"]*)"', page.text)
    return match[1] if match else ""
