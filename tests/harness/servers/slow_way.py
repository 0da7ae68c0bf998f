"""A way to a server on which requests or answers can be held up or lost, as on a bad network."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

LONGEST_WAIT_S = 60
HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class SlowWay:
    """Leads to `target`. `loses_answer` and `holds_request` say of each request, by its number from 1 and its path,
    whether its answer is thrown away, and whether it waits for `let_go` before it goes on.
    """

    def __init__(
        self,
        target: str,
        *,
        loses_answer: Callable[[int, str], bool] = lambda number, path: False,
        holds_request: Callable[[int, str], bool] = lambda number, path: False,
    ) -> None:
        self.target = urlsplit(target)
        self.loses_answer = loses_answer
        self.holds_request = holds_request
        self.let_go = threading.Event()
        self.held_are_through = threading.Event()
        self.n_requests = 0
        self.lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Traveller)
        self._server.way = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go.set()
        self.close()

    def close(self) -> None:
        """Let nobody in any more; a second call does no harm."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    way: SlowWay


class _Traveller(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._travel()

    def do_POST(self) -> None:
        self._travel()

    def log_message(self, *_: object) -> None:
        pass

    def _travel(self) -> None:
        way = self.server.way
        with way.lock:
            way.n_requests += 1
            number = way.n_requests
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        is_held = way.holds_request(number, self.path)
        if is_held:
            way.let_go.wait(LONGEST_WAIT_S)
        there = http.client.HTTPConnection(way.target.hostname, way.target.port, timeout=LONGEST_WAIT_S)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_HEADERS}
        there.request(self.command, self.path, body or None, headers)
        answer = there.getresponse()
        content = answer.read()
        there.close()
        if is_held:
            way.held_are_through.set()
            self.close_connection = True
            return
        if way.loses_answer(number, self.path):
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_HEADERS:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
