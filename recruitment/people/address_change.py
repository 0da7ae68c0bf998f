"""People move to another e-mail address: the new one is confirmed by a link, the old one is notified.

No page and no mail to anybody else says whether the new address belongs to somebody already.
"""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.mail.outgoing import deliver, queue_mail
from recruitment.models import OutgoingMail, Person
from recruitment.people import erased_addresses
from recruitment.people.link_tokens import end_links, owner_of_new_address
from recruitment.people.models import normalised_email
from recruitment.refused import Refused

# How the keys of e-mails about another address begin.
NEW_ADDRESS = "new-address:"


@transaction.atomic
def ask(*, person: Person, address: str) -> None:
    """Mail a link to the new address and notify the old one. A later request replaces an earlier one."""
    address = normalised_email(address)
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.status == Person.Status.ERASED or address == locked.email:
        return
    locked.new_email, locked.new_email_asked_at = address, timezone.now()
    locked.save(update_fields=["new_email", "new_email_asked_at"])
    key = f"{NEW_ADDRESS}{locked.pk}:{secrets.token_hex(8)}"
    queue_mail(template="address_change_asked", person=locked, key=f"{key}:old")
    if Person.objects.with_email(address).exists():
        # Its owner is not troubled; as much work as for a free address.
        deliver.enqueue([])
        return
    request = {"asked_at": locked.new_email_asked_at.isoformat()}
    queue_mail(template="confirm_new_address", person=locked, key=f"{key}:new", context=request)


@transaction.atomic
def cancel(*, person: Person) -> None:
    """Give the request up; links that were mailed lead nowhere."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    give_up_wish(locked)


def give_up_wish(locked: Person) -> None:
    locked.new_email, locked.new_email_asked_at = "", None
    locked.save(update_fields=["new_email", "new_email_asked_at"])


@transaction.atomic
def confirm(*, token: str) -> Person | None:
    """Move the person to the new address; None where the link confirms nothing any more."""
    found = owner_of_new_address(token)
    if found is None:
        return None
    person = Person.objects.select_for_update(no_key=True).get(pk=found.pk)
    if person.new_email != found.new_email:  # of two clicks at once
        return None
    old, new = person.email, person.new_email
    # The notice for the old address goes there, although the address is no longer the person's.
    waiting = person.mails.filter(template="address_change_asked", state=OutgoingMail.State.QUEUED)
    if old:
        waiting.update(person=None, address=old, language=person.language)
    person.email, person.new_email, person.new_email_asked_at = new, "", None
    person.email_confirmed_at, person.bounced_at = timezone.now(), None
    if person.status == Person.Status.INVITED:
        person.status = Person.Status.ACTIVE
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Somebody has registered with it meanwhile. Anyone who reads this has opened an e-mail that went there.
        raise Refused(_("This address now belongs to another registration.")) from None
    # Links that were mailed to the old address, and log-ins wherever they are.
    end_links(person)
    erased_addresses.forget(new)
    if old:
        # An old file knows the person by it, also after an erasure. Anyone who confirms it again is welcome.
        erased_addresses.remember(old)
    return person
