"""Erasing a person: the one place that empties personal columns.

What stays is the row with its random public id, so that sign-ups and payments keep adding up, and, apart from
everything else and until a set day, the payee of each payment as tax law wants it.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.channels import calls
from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import (
    Entitlement,
    KeptForAccounts,
    OnlineVisit,
    OutgoingMail,
    Payment,
    Person,
    ServerSeat,
    SignUp,
)
from recruitment.people import erased_addresses
from recruitment.people.address_change import NEW_ADDRESS
from recruitment.refused import Refused


@transaction.atomic
def erase(*, person: Person) -> Person:
    """Forget who this person is. Refused while money is open or a session runs, which would then pay nobody."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.status == Person.Status.ERASED:
        return locked
    _check_nothing_is_open(locked)
    withdraw_pool_consent(person=locked)
    locked.refresh_from_db()
    _keep_for_accounts(locked)
    if locked.email:
        erased_addresses.remember(locked.email)
    _cut_ties(locked)
    for name in Person.PERSONAL_FIELDS:
        setattr(locked, name, None if name == "email" else "")
    locked.email_confirmed_at = locked.bounced_at = locked.new_email_asked_at = locked.erasure_announced_at = None
    locked.erasure_wished_at = None
    locked.language = settings.LANGUAGES[0][0]
    locked.status = Person.Status.ERASED
    locked.erased_at = timezone.now()
    locked.save()
    return locked


@transaction.atomic
def wish_to_be_erased(*, person: Person) -> Person:
    """Erase the person now, or, while money is open, as soon as it no longer is; from now on nothing new begins."""
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if reason_to_wait(locked) is None:
        return erase(person=locked)
    withdraw_pool_consent(person=locked)
    locked.refresh_from_db()
    locked.erasure_wished_at = locked.erasure_wished_at or timezone.now()
    locked.save(update_fields=["erasure_wished_at"])
    return locked


def purge_accounts(*, today: date) -> int:
    """Delete the payees that need not be kept any longer; return how many there were."""
    rows = KeptForAccounts.objects.filter(keep_until__lt=today)
    n_rows = rows.count()
    for row in rows:  # one by one, so that each deletion is logged
        row.delete()
    return n_rows


def open_money(person: Person) -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(sign_up__person=person).open()


def unsettled(person: Person) -> QuerySet[SignUp]:
    """Return where the person came, and the session server has not yet said what was earned."""
    return SignUp.objects.filter(person=person, state__in=[SignUp.State.PRESENT, SignUp.State.LATE], entitlements=None)


def end_of_keeping(paid_on: date) -> date:
    """Return the last day on which the payee of a payment is kept."""
    # Counted from the end of the calendar year, as German tax law (section 147 AO) does.
    return date(paid_on.year + settings.OFFICE_ACCOUNTS_YEARS, 12, 31)


def reason_to_wait(person: Person) -> str | None:
    """Return why the person cannot be erased yet."""
    if open_money(person).exists():
        return _("Money is still owed to you. Your data can be erased once it is paid.")
    if unsettled(person).exists():
        return _("The earnings of one of your sessions are not known yet. Your data can be erased once they are.")
    return None


def _check_nothing_is_open(person: Person) -> None:
    if (reason := reason_to_wait(person)) is not None:
        raise Refused(reason)


def _keep_for_accounts(person: Person) -> None:
    for payment in Payment.objects.filter(entitlement__sign_up__person=person, paid_at__isnull=False):
        KeptForAccounts.objects.get_or_create(
            payment=payment,
            defaults={
                "payee_name": person.full_name or person.channel_id,
                "payee_account": person.iban or person.paypal_address,
                "keep_until": end_of_keeping(timezone.localdate(payment.paid_at)),
            },
        )


def _cut_ties(person: Person) -> None:
    for answer in person.answers.all():
        answer.delete()
    calls.forget(person)
    # Without the label nobody can tell any more which rows of the data were this person's.
    person.labels.all().delete()
    for sign_up in person.sign_ups.exclude(participant_code="", channel_submission=""):
        sign_up.participant_code = sign_up.channel_submission = ""
        sign_up.save(update_fields=["participant_code", "channel_submission"])
    OnlineVisit.objects.filter(sign_up__person=person).delete()
    for seat in ServerSeat.objects.filter(sign_up__person=person):
        seat.label, seat.participant_code = f"erased-{seat.number}", ""
        seat.save(update_fields=["label", "participant_code"])
    person.mails.update(context={})
    # Told to an address that was no longer the person's.
    OutgoingMail.objects.filter(idempotency_key__startswith=f"{NEW_ADDRESS}{person.pk}:", person=None).delete()
    person.mails.filter(state=OutgoingMail.State.QUEUED).update(state=OutgoingMail.State.WITHHELD)
    user, person.user = person.user, None
    if user is not None:
        person.save(update_fields=["user"])
        user.delete()
