"""Withdrawing the consent to be in the pool, which stops everything."""

from __future__ import annotations

from django.db import transaction

from recruitment.models import LabSession, OutgoingMail, Person, SignUp
from recruitment.people.consents import end_consents
from recruitment.seats.sign_ups import give_up_all_seats


@transaction.atomic
def withdraw_pool_consent(*, person: Person) -> list[SignUp]:
    """Stop everything: consent, future seats, e-mails not yet sent. Return the sign-ups that were given up.

    What was earned stays owed.
    """
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.status == Person.Status.ERASED:
        return []
    end_consents(locked)
    locked.status = Person.Status.WITHDRAWN
    locked.save(update_fields=["status"])
    locked.mails.filter(state=OutgoingMail.State.QUEUED).update(state=OutgoingMail.State.WITHHELD)
    return give_up_all_seats(person=locked, sessions=LabSession.objects.upcoming())
