"""The office's own files, in front of its pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware
from servestatic.middleware import ServeStaticMiddleware


@sync_only_middleware
def static_files(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Ask ServeStatic for its files alone: it knows only coroutines, and would put one around every page too."""
    serving = _serving()
    file_for = async_to_sync(serving)

    def answered(request: HttpRequest) -> HttpResponse:
        # While somebody works on the files, only a search says which there are.
        may_be_file = serving.autorefresh or request.path_info in serving.files
        return (file_for(request) if may_be_file else None) or get_response(request)

    return answered


@cache
def _serving() -> ServeStaticMiddleware:
    """Look for the files once in a process, however often the pages are put behind them."""

    async def no_file(_: HttpRequest) -> None:
        return None

    return ServeStaticMiddleware(no_file)
