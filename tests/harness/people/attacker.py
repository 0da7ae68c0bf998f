"""Somebody with a plain connection, who sends what no browser would send."""

from __future__ import annotations

import socket

from tests.harness.servers.session_server import SessionServer

LONGEST_ANSWER_S = 60


def exchange(server: SessionServer, request: bytes, *, wait_s: float = LONGEST_ANSWER_S) -> bytes:
    """Send bytes as they are; return the answer up to the end of the connection, or what came within `wait_s`."""
    with connection(server, wait_s) as plain:
        plain.sendall(request)
        parts = []
        try:
            while part := plain.recv(65_536):
                parts.append(part)
        except (TimeoutError, ConnectionResetError):  # a server that has heard enough resets the connection
            pass
    return b"".join(parts)


def connection(server: SessionServer, wait_s: float = LONGEST_ANSWER_S) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=wait_s)


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    """Return a request with exactly these headers, and those without which none is complete."""
    names = {line.partition(":")[0].lower() for line in headers}
    lines = [f"{method} {target} HTTP/1.1", *headers]
    if "host" not in names:
        lines.append("Host: 127.0.0.1")
    if body and "content-length" not in names:
        lines.append(f"Content-Length: {len(body)}")
    lines.append("Connection: close")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def open_socket(target: str, *headers: str) -> bytes:
    """Return the request that opens a websocket."""
    return (
        "\r\n".join(
            [
                f"GET {target} HTTP/1.1",
                "Host: 127.0.0.1",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                *headers,
                "",
                "",
            ]
        )
    ).encode("latin-1")


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])
