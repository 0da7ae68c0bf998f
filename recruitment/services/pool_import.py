"""People of an older system come into the pool: all rows of a file, or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.models import Person, PoolConsent, PoolFile, ProfileAnswer, ProfileField, User
from recruitment.models.people import normalised_email
from recruitment.personal_data import entries_of_making, record_making, record_reading
from recruitment.services import office_columns
from recruitment.services.erased_addresses import erased_among
from recruitment.services.imported_answers import read_answer
from recruitment.services.pool_tables import PeopleTable, read_table
from recruitment.services.refusal import Refused
from recruitment.spreadsheets import plain

ANSWER = "answer:"  # begins the target of a column that holds answers to a question

# How ORSEE and hroot call their columns, in small letters.
USUAL_NAMES = {
    "email": {"email", "e-mail", "mail", "email_address", "e-mail-adresse"},
    "given_name": {"fname", "firstname", "first_name", "given_name", "vorname"},
    "family_name": {"lname", "lastname", "last_name", "surname", "family_name", "nachname"},
    "language": {"language", "lang", "sprache"},
    **{name: {name} for name in office_columns.LABELS},
}


@dataclass(frozen=True, slots=True)
class OldConsent:
    """What the people of the file agreed to, where, and when: without it they are not invited."""

    version: str
    text: str
    given_on: date

    def of(self, person: Person) -> PoolConsent:
        text_hash = hashlib.sha256(self.text.encode()).hexdigest()
        return PoolConsent(person=person, version=self.version, text_hash=text_hash, given_at=_begin_of(self.given_on))


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row; numbered as a spreadsheet does, where the first holds the names of columns."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    n_new: int
    n_known: int
    n_erased: int  # asked to be forgotten, and stay so
    errors: list[RowError]


def guessed_target(header: str) -> str:
    """Return where a column most likely belongs; empty: nowhere."""
    name = header.strip().lower()
    target = next((target for target, names in USUAL_NAMES.items() if name in names), "")
    if not target and (field := ProfileField.objects.filter(key__iexact=name.replace(" ", "_")).first()):
        return ANSWER + field.key
    return target


def import_people(
    *, file: PoolFile, targets: Mapping[int, str], consent: OldConsent | None, by: User, dry_run: bool
) -> Outcome:
    """Bring the people of the file into the pool, or say row by row why not. People known already stay as they are.

    `targets` says by the number of a column, from 0, where it belongs. Everything is looked through by reading alone:
    on SQLite whoever writes keeps everybody else from writing.
    """
    used = {n: target for n, target in targets.items() if target}
    if len(set(used.values())) != len(used):
        raise Refused(_("Two columns go to the same place."))
    if "email" not in used.values():
        raise Refused(_("One column must hold the e-mail addresses."))
    says_who_agreed = bool(set(office_columns.OF_A_CONSENT) & set(used.values()))
    if says_who_agreed and consent is not None:
        raise Refused(_("The file says of each person what they agreed to; it cannot be said for all once more."))
    newcomers, outcome = _looked_through(read_table(file.text), used, consent)
    if not dry_run and not outcome.errors:
        try:
            _bring_in(newcomers, file=file, by=by)
        except IntegrityError:  # one person alone can have an address
            raise Refused(
                _("Somebody of the file has just come into the pool in another way. Please try again.")
            ) from None
    return outcome


@dataclass(slots=True)
class _Newcomer:
    """Rows that are to be made of one row of the file."""

    person: Person
    answers: list[ProfileAnswer]
    consent: PoolConsent | None


def _looked_through(
    table: PeopleTable, used: Mapping[int, str], consent: OldConsent | None
) -> tuple[list[_Newcomer], Outcome]:
    # Addresses in the one form in which they are kept, before the people known already are looked up by them.
    clean = {n: normalised_email if target == "email" else str.strip for n, target in used.items()}
    rows = [{target: clean[n](plain(row[n].strip())) for n, target in used.items()} for row in table.rows]
    headers = {target: table.headers[n] for n, target in used.items()}
    reader = _RowReader(used.values(), consent)
    erased = erased_among(row["email"] for row in rows)
    known = set(Person.objects.exclude(email=None).values_list("email", flat=True))
    newcomers, errors, n_known, n_erased = [], [], 0, 0
    for number, row in zip(table.numbers, rows, strict=True):
        newcomer, problems = reader.read(row)
        errors += [
            RowError(number, headers.get(target, ""), str(message))
            for target, messages in problems.items()
            for message in messages
        ]
        if row["email"] in known:
            n_known += 1  # and known better: people keep their data up to date here
        elif row["email"] in erased:
            n_erased += 1
        else:
            newcomers.append(newcomer)
    return newcomers, Outcome(len(newcomers), n_known, n_erased, errors)


class _RowReader:
    """Makes a person of each row, without saving anything."""

    def __init__(self, targets: Iterable[str], consent: OldConsent | None) -> None:
        self._questions = {ANSWER + field.key: field for field in ProfileField.objects.all()}
        unknown = set(targets) - {*USUAL_NAMES, *self._questions}
        if unknown:
            raise Refused(_("There is no such question any more: %(names)s.") % {"names": ", ".join(sorted(unknown))})
        self._old_consent = consent
        self._languages = {code for code, _name in settings.LANGUAGES}
        self._seen: set[str] = set()

    def read(self, row: Mapping[str, str]) -> tuple[_Newcomer, dict[str, list[str]]]:
        """Return who the row describes, and what is wrong with each column."""
        problems: dict[str, list[str]] = {}
        email = row["email"]
        if not email:
            problems["email"] = [_("The e-mail address is missing.")]
        elif email in self._seen:
            problems["email"] = [_("The same e-mail address stands in an earlier row.")]
        self._seen.add(email)
        language = row.get("language", "").lower()[:2]
        newcomer = _Newcomer(
            Person(
                email=email,
                given_name=row.get("given_name", ""),
                family_name=row.get("family_name", ""),
                language=language if language in self._languages else settings.LANGUAGE_CODE,
            ),
            answers=[],
            consent=None,
        )
        try:
            newcomer.person.clean_fields()
            self._place(newcomer, office_columns.read(row))
        except ValidationError as error:
            problems = error.message_dict | problems
        for target, question in self._questions.items():
            if row.get(target):
                try:
                    value, number = read_answer(question, row[target])
                except ValidationError as error:
                    problems[target] = error.messages
                else:
                    newcomer.answers.append(
                        ProfileAnswer(person=newcomer.person, field=question, value=value, number=number)
                    )
        return newcomer, problems

    def _place(self, newcomer: _Newcomer, standing: office_columns.Standing) -> None:
        person = newcomer.person
        person.status, person.email_confirmed_at = standing.state, standing.confirmed_at
        if standing.consent is not None:
            version, text_hash, given_at = standing.consent
            newcomer.consent = PoolConsent(person=person, version=version, text_hash=text_hash, given_at=given_at)
        elif self._old_consent is not None:
            person.status = Person.Status.ACTIVE
            person.email_confirmed_at = _begin_of(self._old_consent.given_on)
            newcomer.consent = self._old_consent.of(person)


def _bring_in(newcomers: Sequence[_Newcomer], *, file: PoolFile, by: User) -> None:
    # Whatever can be made before stays out of the transaction, for which everybody else waits.
    people = [each.person for each in newcomers]
    answers = [answer for each in newcomers for answer in each.answers]
    consents = [each.consent for each in newcomers if each.consent]
    entries_of_people = entries_of_making(rows=people, maker=by)
    entries_of_consents = entries_of_making(rows=consents, maker=by)
    with transaction.atomic():
        Person.objects.bulk_create(people)
        ProfileAnswer.objects.bulk_create(answers)
        PoolConsent.objects.bulk_create(consents)
        record_making(rows=people, entries=entries_of_people)
        record_making(rows=consents, entries=entries_of_consents)
        record_reading(people=people, reader=by, purpose=f"import of {file.name}")
        file.delete()


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
