"""A character that no database takes in a text: a request with it is refused before any page reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

UNREADABLE = "\0"


def refuse_unreadable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    def answered(request: HttpRequest) -> HttpResponse:
        sent = [value for form in (request.GET, request.POST) for _, values in form.lists() for value in values]
        if any(UNREADABLE in text for text in (request.path_info, *sent)):
            raise BadRequest
        return get_response(request)

    return answered
