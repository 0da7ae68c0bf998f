"""Pausing invitations, without leaving the pool."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from recruitment.models import Person
from recruitment.refused import Refused


@transaction.atomic
def pause(*, person: Person) -> Person:
    """Stop invitations; seats that were taken stay."""
    return _move(person, Person.Status.ACTIVE, Person.Status.PAUSED)


@transaction.atomic
def resume(*, person: Person) -> Person:
    return _move(person, Person.Status.PAUSED, Person.Status.ACTIVE)


def _move(person: Person, seen: Person.Status, wanted: Person.Status) -> Person:
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.status == seen:
        locked.status = wanted
        locked.save(update_fields=["status"])
    elif locked.status != wanted:
        raise Refused(_("You are not in the pool at the moment."))
    return locked
