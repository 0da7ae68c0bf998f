"""Pages that show a person what concerns that person, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from recruitment.models import Person
from recruitment.people.link_tokens import mark_of
from recruitment.web.logged_out import to_personal_log_in


def person_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only people of the pool into a view, which gets the person after the request.

    No such page has a person in its address, so there is none to guess.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_personal_log_in(request)
        person = Person.objects.filter(user=request.user).exclude(status=Person.Status.ERASED).first()
        if person is None:
            raise PermissionDenied
        # A link that was mailed to somebody else must not act in the name of who happens to be logged in.
        if request.GET.get("for", mark_of(person)) != mark_of(person):
            return render(request, "recruitment/people/of_another.html", {"person": person}, status=403)
        return view(request, person, *args, **kwargs)

    guarded.is_person_page = True
    # What a browser keeps could be read by the next person in front of it.
    return never_cache(guarded)
