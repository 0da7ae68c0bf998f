"""How the pages of administrators and programs are answered: in a thread, so that the event loop stays free."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request


async def dispatch_admin_view(self: Any) -> None:
    """Answer a page of the administrator; oTree does so on the event loop, and everybody's files wait."""
    self.request = request = Request(self.scope, receive=self.receive)
    if request.method == "POST":
        self._form_data = await request.form()
    response = await run_in_threadpool(self.inner_dispatch, request)
    if asyncio.iscoroutine(response):
        response = await response
    await response(self.scope, self.receive, self.send)


async def dispatch_rest_view(self: Any) -> None:
    """Answer a program; creating a large session takes seconds."""
    self.request = request = Request(self.scope, receive=self.receive)
    body = await request.body()
    self._payload = json.loads(body) if body else {}
    response = await run_in_threadpool(self.inner_dispatch, request)
    await response(self.scope, self.receive, self.send)
