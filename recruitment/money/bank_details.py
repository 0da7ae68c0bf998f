"""Where a person's payments go."""

from __future__ import annotations

from django.db import transaction

from recruitment.models import Person


@transaction.atomic
def save_bank_details(*, person: Person, **accounts: str) -> None:
    """Keep the accounts that were asked for, `iban` or `paypal_address`; nothing comes back after an erasure."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.status == Person.Status.ERASED:
        return
    for name, account in accounts.items():
        setattr(locked, name, account)
    locked.save(update_fields=list(accounts))
