"""A real SMTP server that takes every mail, remembers it, and can be told to wait before it says so."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage
from types import TracebackType
from typing import Self


class MailSink:
    """`taken` holds the mails in the order they came; `answers` is cleared to keep the sender waiting."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        # Set when a sender has handed a mail over and waits for the answer.
        self.has_one_in_hand = threading.Event()
        self.answers = threading.Event()
        self.answers.set()
        self._server = _Server(("127.0.0.1", 0), _Conversation)
        self._server.sink = self
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answers.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def environment(self) -> dict[str, str]:
        """What makes an office send through this server."""
        return {
            "OFFICE_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OFFICE_EMAIL_HOST": "127.0.0.1",
            "OFFICE_EMAIL_PORT": str(self.port),
        }


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    sink: MailSink


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends one mail after the other."""

    server: _Server

    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline():
            word = line.split(maxsplit=1)[0].upper() if line.strip() else b""
            if word == b"DATA":
                self._take()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("550 nobody here" if b"refused@" in line else "250 ok")

    def _take(self) -> None:
        self._say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.sink.taken.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        self.server.sink.has_one_in_hand.set()
        self.server.sink.answers.wait()
        self._say("250 taken")

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError):  # the sender was killed
            self.wfile.write(f"{text}\r\n".encode())
