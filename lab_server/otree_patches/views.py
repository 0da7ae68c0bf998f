"""How the pages of administrators and programs are answered: in a thread, so that the event loop stays free."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse

FOR_BUTTONS = "This address belongs to a button, and there is nothing to see. Go back to the page with the button."


async def dispatch_admin_view(self: Any) -> None:
    """Answer a page of the administrator; oTree does so on the event loop, and everybody's files wait."""
    self.request = request = Request(self.scope, receive=self.receive)
    if not _has_answer_to(self, request.method):
        await PlainTextResponse(FOR_BUTTONS, 405)(self.scope, self.receive, self.send)
        return
    if request.method == "POST":
        self._form_data = await request.form()
    response = await run_in_threadpool(self.inner_dispatch, request)
    if asyncio.iscoroutine(response):
        response = await response
    await response(self.scope, self.receive, self.send)


async def dispatch_rest_view(self: Any) -> None:
    """Answer a program; creating a large session takes seconds."""
    from otree.views.cbv import validate_rest_key

    self.request = request = Request(self.scope, receive=self.receive)
    body = await request.body()
    try:
        self._payload = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        self._payload = None
    if isinstance(self._payload, dict):
        response = await run_in_threadpool(self.inner_dispatch, request)
    else:
        response = validate_rest_key(request) or PlainTextResponse("the body must be a JSON object", 400)
    await response(self.scope, self.receive, self.send)


def _has_answer_to(view: Any, method: str) -> bool:
    """Return whether a page can be looked at, or only sent to, as oTree's buttons do."""
    from otree.views.cbv import AdminView

    if method == "POST":
        return True
    kind = type(view)
    takes_forms_only = (
        kind.post is not AdminView.post
        and kind.get is AdminView.get
        and kind.vars_for_template is AdminView.vars_for_template
        and kind.form_class is None
    )
    return method in {"GET", "HEAD"} and not takes_forms_only
