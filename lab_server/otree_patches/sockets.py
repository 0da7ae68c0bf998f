"""What websockets do differently here: always under the lock, and never slower than the database allows."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterable
from functools import wraps
from typing import Any

from lab_server.otree_patches.session_request_rules import AMOUNTS, amount_rule_broken
from runtime.refusal import RefusalToStart

_tasks: set[asyncio.Task[Any]] = set()  # the loop itself keeps no hold on them
_loop: asyncio.AbstractEventLoop | None = None


def use_this_loop() -> None:
    """Remember the loop that owns the sockets; to be called from inside it when the server starts."""
    global _loop  # noqa: PLW0603 - there is one server in a process
    _loop = asyncio.get_running_loop()


def receive_under_the_lock() -> Any:
    """Return what all other websockets do with a message.

    oTree looks live pages up before it takes the lock. The query goes through the one connection, in the middle
    of somebody else's transaction.
    """
    from otree.channels.consumers import _OTreeAsyncJsonWebsocketConsumer

    return _OTreeAsyncJsonWebsocketConsumer.on_receive


def refusing_amounts_to_round(receive: Any) -> Any:
    """Return what the form that creates a session does, once its amounts are such that oTree need not round them."""

    @wraps(receive)
    async def post_receive_json(self: Any, form: dict[str, Any]) -> None:
        for name, typed in form.items():
            setting = name.rpartition(".")[2]
            if setting in AMOUNTS and typed != "" and (rule := amount_rule_broken(setting, typed)):
                error = f"Failed to create session: {setting} must be {rule}, not {typed}"
                await self.send_response_to_browser({"error": error})
                return
        await receive(self, form)

    return post_receive_json


async def send_json_later(self: Any, data: Any) -> None:
    """Send without waiting: an export can be large and its reader slow, and the lock is held meanwhile."""
    _keep(asyncio.get_running_loop().create_task(self.websocket.send_json(data)))


def send_from_any_thread(self: Any, group: str, data: dict[str, Any]) -> None:
    """Send to everybody in a group, on the loop that owns their sockets.

    Hooks run in threads. oTree starts a new loop there and writes to the sockets of another one, at every page.
    """
    # Who subscribes after this looks at the database first, and can do so only when this request is over.
    if not self._subs.get(group):
        return
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        if _loop is not None:
            _loop.call_soon_threadsafe(lambda: _keep(_loop.create_task(self.send(group, data))))
        return
    _keep(asyncio.get_running_loop().create_task(self.send(group, data)))


def check_live_methods(pages: Iterable[type]) -> None:
    """Refuse live methods that go on after they were called: they would hold the lock, or write without it."""
    endless = [page.__name__ for page in pages if inspect.isasyncgenfunction(getattr(page, "live_method", None))]
    if endless:
        raise RefusalToStart(
            f"The live_method of {endless[0]} is an asynchronous generator, which could write in the middle of other "
            "people's requests: make it a plain function that returns what to send."
        )


def _keep(task: asyncio.Task[Any]) -> None:
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
