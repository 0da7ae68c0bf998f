"""What every answer tells the browser to refuse: foreign scripts, frames, guessed types, plain-text cookies.

Pages of participants with a form have no script inside them, so none is allowed there. Pages that wait have one, in
case their other scripts do not come, and oTree's own pages for the administrator have some; those are marked
(csp_nonces.py). A script that came with somebody's data is not, and does
not run.
"""

from __future__ import annotations

import secrets

from lab_server.gateway.asgi import Application, Message, Receive, Scope, Send, WholeAnswer, header
from lab_server.gateway.csp_nonces import MARK

ONE_YEAR_S = 365 * 24 * 60 * 60

FOR_EVERY_ANSWER = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),  # the administrator's split screen frames our own pages
    # A participant's address is their key; it must not travel to the site of a completion link.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


class SecurityHeaders:
    """Adds the headers, the content security policy among them."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        is_secure = scope["scheme"] == "https"
        socket_origin = f"{'wss' if is_secure else 'ws'}://{header(scope['headers'], b'host')}"

        def protect(start: Message, body: bytes) -> bytes:
            nonce = None
            if MARK.encode("ascii") in body:
                nonce = secrets.token_urlsafe(16)
                body = body.replace(MARK.encode("ascii"), nonce.encode("ascii"))
            policy = _policy(socket_origin, nonce)
            start["headers"] = [*start["headers"], (b"content-security-policy", policy.encode("latin-1"))]
            return body

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _completed(message["headers"], is_secure=is_secure)
            await held(message)

        held = WholeAnswer(send, is_held=_is_html, change=protect)
        await self._app(scope, receive, send_with_headers)


def _policy(socket_origin: str, nonce: str | None) -> str:
    # `'self'` does not cover websockets in older browsers, so their origin is named.
    scripts = "'self'" if nonce is None else f"'self' 'nonce-{nonce}'"
    # oTree's templates have style attributes. Styles can disturb a page, but not act in anybody's name.
    styles = "'self'" if nonce is None else "'self' 'unsafe-inline'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {socket_origin}; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'self'"
    )


def _completed(headers: list[tuple[bytes, bytes]], *, is_secure: bool) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    completed = [(name, _secure(name, value) if is_secure else value) for name, value in headers]
    completed += [(name, value) for name, value in FOR_EVERY_ANSWER if name not in present]
    if b"cache-control" not in present:
        # Pages hold what one person decided and earns; the next person at the computer must not find them.
        completed.append((b"cache-control", b"no-store"))
    if is_secure:
        completed.append((b"strict-transport-security", f"max-age={ONE_YEAR_S}".encode("ascii")))
    return completed


def _secure(name: bytes, value: bytes) -> bytes:
    is_open_cookie = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return value + b"; Secure" if is_open_cookie else value


def _is_html(start: Message) -> bool:
    return header(start["headers"], b"content-type").startswith("text/html")
