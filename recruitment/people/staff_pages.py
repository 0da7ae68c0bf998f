"""The pool by name, for those who keep it."""

from __future__ import annotations

import unicodedata

from auditlog.models import LogEntry
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from recruitment.data_rights.access_log import record_reading
from recruitment.models import Person
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR, has_role

PEOPLE_PER_PAGE = 25
MOST_ENTRIES = 100
FEWEST_LETTERS = 2


@staff_page(ADMINISTRATOR, AUDITOR)
def people_list(request: HttpRequest) -> HttpResponse:
    """Find people by name, address, public id or id on a channel; nobody is shown who was not looked for."""
    words = request.GET.get("q", "").strip()
    found = _found(words.split())
    only_bounced = bool(request.GET.get("bounced"))
    if only_bounced:
        found = Person.objects.exclude(bounced_at=None).order_by("-bounced_at")
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    record_reading(people=page.object_list, reader=request.user, purpose="search in the pool")
    return render(
        request,
        "recruitment/people/people_list.html",
        {
            "page": page,
            "words": words,
            "is_too_short": bool(words) and not any(map(_says_enough, words.split())),
            "only_bounced": only_bounced,
            "may_export": has_role(request.user, ADMINISTRATOR),
        },
    )


def _found(words: list[str]) -> QuerySet[Person]:
    """Return the people who fit every word, so that a full name finds people as the list shows them."""
    if not any(map(_says_enough, words)):
        return Person.objects.none()
    found = Person.objects.all()
    for word in words:
        found = found.filter(
            Q(email__icontains=word)
            | Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(public_id=word)
            | Q(channel_id=word)
        )
    return found.order_by("family_name", "given_name", "pk")


def _says_enough(word: str) -> bool:
    """Return whether a word narrows the pool down; one character is a name in Chinese, Japanese and Korean."""
    return len(word) >= FEWEST_LETTERS or any(unicodedata.east_asian_width(sign) in "WF" for sign in word)


@staff_page(ADMINISTRATOR, AUDITOR)
def person_page(request: HttpRequest, public_id: str) -> HttpResponse:
    person = get_object_or_404(Person, public_id=public_id)
    record_reading(people=[person], reader=request.user, purpose="page of a person")
    return render(
        request,
        "recruitment/people/person.html",
        {
            "person": person,
            "consents": person.consents.order_by("-given_at"),
            "answers": person.answers.select_related("field").order_by("field__position"),
            "sign_ups": person.sign_ups.select_related("session__study").order_by("-session__starts_at"),
            "entries": LogEntry.objects.get_for_object(person).select_related("actor")[:MOST_ENTRIES],
            "may_act": has_role(request.user, ADMINISTRATOR) and person.status != Person.Status.ERASED,
        },
    )
