"""A real HTTP server that stands for a channel; what goes wrong next can be chosen."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text) if self.text else None


@dataclass
class Answer:
    status: int
    body: Any = None
    content_type: str = "application/json"


@dataclass
class FakeChannel:
    """Subclasses answer; `mishaps` holds what happens to the next requests whose path contains a word.

    "busy": not done, 429. "broken": not done, 500. "broken after": done, 500. "silent": done, the line is cut.
    "slow": done, the answer comes only when `answers` is set.
    """

    asked: list[Asked] = field(default_factory=list)
    mishaps: list[tuple[str, str]] = field(default_factory=list)
    answers: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.channel = self
        # It looks that often, in seconds, whether it is to stop; by itself only twice a second.
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def mishap_of(self, path: str) -> str:
        for n, (word, mishap) in enumerate(self.mishaps):
            if word in path:
                del self.mishaps[n]
                return mishap
        return ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    channel: FakeChannel


class _Conversation(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._converse()

    def do_POST(self) -> None:
        self._converse()

    def _converse(self) -> None:
        channel = self.server.channel
        parts = urlsplit(self.path)
        asked = Asked(
            self.command,
            parts.path,
            {name: values[0] for name, values in parse_qs(parts.query).items()},
            dict(self.headers),
            self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(),
        )
        with channel.lock:
            channel.asked.append(asked)
            mishap = channel.mishap_of(asked.path)
            if mishap in {"busy", "broken"}:
                answer = Answer(429 if mishap == "busy" else 500, {"error": {"detail": mishap}})
            else:
                answer = channel.answer(asked)
        if mishap == "silent":
            self.close_connection = True
            return
        if mishap == "slow":
            channel.answers.wait()
        self._say(Answer(500) if mishap == "broken after" else answer)

    def _say(self, answer: Answer) -> None:
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing; the tests look at what was asked."""
