"""How long and for whom the log-in stays closed; the clock is the test's own."""

from __future__ import annotations

import asyncio

import pytest

from lab_server.gateway.asgi import RefusedError
from lab_server.gateway.login import MOST_FAILURES, WITHIN_S, ThrottledLogin


class Door:
    """A log-in that refuses every password, at a time of day that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._door = ThrottledLogin(self._wrong_password, clock=lambda: self.now)

    async def _wrong_password(self, scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    def is_closed_to(self, address: str, path: str = "/login") -> bool:
        async def send(message) -> None:
            pass

        scope = {"type": "http", "method": "POST", "path": path, "client": (address, 1)}
        try:
            asyncio.run(self._door(scope, None, send))
        except RefusedError as refusal:
            return refusal.status == 429
        return False

    def guess_too_often(self, address: str) -> None:
        assert not any(self.is_closed_to(address) for _ in range(MOST_FAILURES))
        assert self.is_closed_to(address)


def test_it_opens_again_when_the_guesses_are_old():
    door = Door()
    door.guess_too_often("192.0.2.1")
    door.now += WITHIN_S - 1
    still = door.is_closed_to("192.0.2.1")
    door.now += 1

    assert still
    assert not door.is_closed_to("192.0.2.1")


@pytest.mark.parametrize(
    ("guesser", "other", "is_closed"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::2", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ],
    ids=["another computer", "same customer", "another customer"],
)
def test_only_the_guesser_is_shut_out(guesser, other, is_closed):
    door = Door()
    door.guess_too_often(guesser)

    assert door.is_closed_to(other) is is_closed


def test_a_stroke_at_the_end_opens_no_second_door():
    door = Door()
    door.guess_too_often("192.0.2.1")

    assert door.is_closed_to("192.0.2.1", "/login/")
