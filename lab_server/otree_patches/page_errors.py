"""What becomes of an error in the code of an oTree page."""

from __future__ import annotations

from http import HTTPStatus

from lab_server.otree_patches import replaced_parts


def raise_again() -> None:
    """Let errors of pages reach the requester: this server's own page about them, or a bot.

    oTree answers with a page of its own first, and newer releases of Starlette then lose the error.
    """
    from otree import asgi

    replaced_parts.check_parts({"otree.asgi": {"server_error": "7009ab893bde"}})

    async def handler(_request: object, error: Exception) -> None:
        raise error

    asgi.app.exception_handlers[HTTPStatus.INTERNAL_SERVER_ERROR] = handler
    asgi.app.middleware_stack = asgi.app.build_middleware_stack()
