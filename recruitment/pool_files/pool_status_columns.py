"""Columns by which one office passes a person's status in the pool to another: state, address, consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruitment.models import Person, PoolConsent

STATE = "office_state"
CONFIRMED = "office_email_confirmed_at"
VERSION = "office_consent_version"
TEXT_HASH = "office_consent_text_hash"
GIVEN = "office_consent_given_at"
LABELS = {
    STATE: gettext_lazy("State in the pool"),
    CONFIRMED: gettext_lazy("Address confirmed at"),
    VERSION: gettext_lazy("Consent: version"),
    TEXT_HASH: gettext_lazy("Consent: digest of the words"),
    GIVEN: gettext_lazy("Consent: given at"),
}
OF_A_CONSENT = (VERSION, TEXT_HASH, GIVEN)
STATES = frozenset(Person.Status.values) - {Person.Status.ERASED}


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's status in the office that wrote the file."""

    state: str
    confirmed_at: datetime | None
    consent: tuple[str, str, datetime] | None  # version, digest of the words, given at


def written(person: Person, consents: Iterable[PoolConsent]) -> dict[str, str]:
    """Return the cells of a person; of their consents, the valid one."""
    consent = next((each for each in consents if each.withdrawn_at is None), None)
    return {
        STATE: person.status,
        CONFIRMED: person.email_confirmed_at.isoformat() if person.email_confirmed_at else "",
        VERSION: consent.version if consent else "",
        TEXT_HASH: consent.text_hash if consent else "",
        GIVEN: consent.given_at.isoformat() if consent else "",
    }


def read(row: Mapping[str, str]) -> Standing:
    """Return the status of the person of a row; raises ValidationError, by column."""
    state = row.get(STATE) or Person.Status.INVITED
    if state not in STATES:
        raise ValidationError({STATE: _("“%(text)s” is not a state of a person.") % {"text": state}})
    consent = [row.get(name, "") for name in OF_A_CONSENT]
    if any(consent) and not all(consent):
        raise ValidationError({VERSION: _("A consent needs version, digest and time.")})
    given_at, confirmed_at = _moment(row, GIVEN), _moment(row, CONFIRMED)
    return Standing(state, confirmed_at, (consent[0], consent[1], given_at) if given_at else None)


def _moment(row: Mapping[str, str], name: str) -> datetime | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment) or moment > timezone.now():
        raise ValidationError({name: _("“%(text)s” is not a moment in the past with its time zone.") % {"text": text}})
    return moment
