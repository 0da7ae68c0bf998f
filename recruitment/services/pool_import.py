"""People of an older system come into the pool: all rows of a file, or none."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from typing import Any

import tablib
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.instance_loaders import CachedInstanceLoader

from recruitment.models import Person, PoolConsent, PoolFile, ProfileAnswer, ProfileField, User
from recruitment.models.people import normalised_email
from recruitment.personal_data import record_making, record_reading
from recruitment.services import office_columns
from recruitment.services.erased_addresses import erased_among
from recruitment.services.imported_answers import read_answer
from recruitment.services.refusal import Refused
from recruitment.spreadsheets import plain
from recruitment.unreadable import UNREADABLE

ANSWER = "answer:"  # begins the target of a column that holds answers to a question
MOST_ROWS = 50_000
ROWS_AT_A_TIME = 1_000
DELIMITERS = ",;\t"

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

    def for_one(self) -> PoolConsent:
        text_hash = hashlib.sha256(self.text.encode()).hexdigest()
        return PoolConsent(version=self.version, text_hash=text_hash, given_at=_begin_of(self.given_on))


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


def decoded(content: bytes) -> str:
    """Return the text of a file; older systems still write in Windows' own encoding, and Excel in UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_table(text: str) -> tablib.Dataset:
    """Return the table of a CSV file with commas, semicolons or tabs; raises Refused."""
    if UNREADABLE in text:  # no database takes it; it comes of UTF-16 or UTF-32 without its mark
        raise Refused(_("The file is not in an encoding that is understood here. Save it as CSV in UTF-8."))
    first_line = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first_line.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused(_("The file is no table: %(reason)s") % {"reason": error}) from None
    # Only at the end: elsewhere the numbers of rows must stay those that a spreadsheet shows.
    while rows and not any(cell.strip() for cell in rows[-1]):
        del rows[-1]
    if len(rows) < 2:
        raise Refused(_("The file holds no people: a row with names of columns, and one for each person."))
    if len(rows) > MOST_ROWS + 1:
        raise Refused(_("The file has more than %(n)d rows; please split it.") % {"n": MOST_ROWS})
    width = len(rows[0])
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != width:
            message = _("Row %(row)d has %(n)d cells where the first has %(width)d.")
            raise Refused(message % {"row": number, "n": len(row), "width": width})
    return tablib.Dataset(*rows[1:], headers=rows[0])


def guessed_target(header: str) -> str:
    """Return where a column most likely belongs; empty: nowhere."""
    name = header.strip().lower()
    target = next((target for target, names in USUAL_NAMES.items() if name in names), "")
    if not target and (field := ProfileField.objects.filter(key__iexact=name.replace(" ", "_")).first()):
        return ANSWER + field.key
    return target


@transaction.atomic
def import_people(
    *, file: PoolFile, targets: Mapping[int, str], consent: OldConsent | None, by: User, dry_run: bool
) -> Outcome:
    """Bring the people of the file into the pool, or say row by row why not. People known already stay as they are.

    `targets` says by the number of a column, from 0, where it belongs.
    """
    used = {n: target for n, target in targets.items() if target}
    if len(set(used.values())) != len(used):
        raise Refused(_("Two columns go to the same place."))
    if "email" not in used.values():
        raise Refused(_("One column must hold the e-mail addresses."))
    says_who_agreed = bool(set(office_columns.OF_A_CONSENT) & set(used.values()))
    if says_who_agreed and consent is not None:
        raise Refused(_("The file says of each person what they agreed to; it cannot be said for all once more."))
    table = read_table(file.text)
    # Addresses in the one form in which they are kept, before the people known already are looked up by them.
    clean = {n: normalised_email if target == "email" else str.strip for n, target in used.items()}
    rows = ([clean[n](plain(row[n].strip())) for n in used] for row in table)
    chosen = tablib.Dataset(*rows, headers=list(used.values()))
    erased = erased_among(chosen["email"])
    resource = _PeopleResource(consent, erased, by)
    result = resource.import_data(
        chosen, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True, raise_errors=False
    )
    outcome = Outcome(
        n_new=result.totals["new"],
        n_known=result.totals["skip"] - len(resource.left_out),
        n_erased=len(resource.left_out),
        errors=_errors(result, {target: str(table.headers[n]) for n, target in used.items()}),
    )
    if not dry_run and not outcome.errors:
        record_reading(people=resource.made, reader=by, purpose=f"import of {file.name}")
        file.delete()
    return outcome


class _PeopleResource(resources.ModelResource):
    """Makes a person of each row."""

    email = fields.Field("email", "email")

    class Meta:
        model = Person
        fields = ("email", "given_name", "family_name", "language")
        import_id_fields = ("email",)
        instance_loader_class = CachedInstanceLoader
        skip_diff = True
        use_transactions = True
        # One by one, ten thousand people are a hundred thousand statements.
        use_bulk = True
        batch_size = ROWS_AT_A_TIME

    def __init__(self, consent: OldConsent | None, erased: set[str], by: User) -> None:
        super().__init__()
        self.made: list[Person] = []
        self.left_out: set[str] = set()
        self._erased = erased
        self._consent = consent
        self._by = by
        self._answers: list[ProfileAnswer] = []
        self._consents: dict[str, PoolConsent] = {}  # by address, until the person has a key
        self._questions = {ANSWER + field.key: field for field in ProfileField.objects.all()}
        self._languages = {code for code, _name in settings.LANGUAGES}
        self._seen: set[str] = set()

    def before_import(self, dataset: tablib.Dataset, **_options: Any) -> None:
        unknown = set(dataset.headers) - {*USUAL_NAMES, *self._questions}
        if unknown:
            raise ValueError(f"no such target: {', '.join(sorted(unknown))}")

    def before_import_row(self, row: dict[str, Any], **_options: Any) -> None:
        problems: dict[str, Any] = {}
        if not row["email"]:
            problems["email"] = _("The e-mail address is missing.")
        elif row["email"] in self._seen:
            problems["email"] = _("The same e-mail address stands in an earlier row.")
        else:
            try:
                validate_email(row["email"])
            except ValidationError as error:
                problems["email"] = error.messages
        self._seen.add(row["email"])
        if "language" in row:
            row["language"] = row["language"].lower()[:2] or settings.LANGUAGE_CODE
            if row["language"] not in self._languages:
                row["language"] = settings.LANGUAGE_CODE
        try:
            row["standing"] = office_columns.read(row)
        except ValidationError as error:
            problems |= error.message_dict
        problems |= self._read_answers(row)
        if problems:
            raise ValidationError(problems)

    def _read_answers(self, row: dict[str, Any]) -> dict[str, Any]:
        problems = {}
        row["answers"] = []
        for target, question in self._questions.items():
            if row.get(target):
                try:
                    row["answers"].append((question, *read_answer(question, row[target])))
                except ValidationError as error:
                    problems[target] = error.messages
        return problems

    def skip_row(self, instance: Person, *_others: Any, **_options: Any) -> bool:
        if instance.pk is not None:
            # Known already, and known better: people keep their data up to date here.
            return True
        if instance.email in self._erased:
            self.left_out.add(instance.email)
            return True
        return False

    def before_save_instance(self, instance: Person, row: Any, **_options: Any) -> None:
        standing = row["standing"]
        instance.status, instance.email_confirmed_at = standing.state, standing.confirmed_at
        if standing.consent is not None:
            version, text_hash, given_at = standing.consent
            self._consents[instance.email] = PoolConsent(version=version, text_hash=text_hash, given_at=given_at)
        elif self._consent is not None:
            instance.status = Person.Status.ACTIVE
            instance.email_confirmed_at = _begin_of(self._consent.given_on)
            self._consents[instance.email] = self._consent.for_one()

    def validate_instance(self, instance: Person, *problems: Any, **options: Any) -> None:
        super().validate_instance(instance, *problems, **options)
        # The columns alone: known addresses were looked up for the whole file, and the database checks its own rules.
        instance.clean_fields()

    def after_save_instance(self, instance: Person, row: Any, **_options: Any) -> None:
        self._answers += [
            ProfileAnswer(person=instance, field=field, value=value, number=number)
            for field, value, number in row["answers"]
        ]

    def bulk_create(self, *options: Any, **more: Any) -> None:
        people, answers = list(self.create_instances), list(self._answers)
        self._answers.clear()
        super().bulk_create(*options, **more)
        if not all(person.pk for person in people):
            return  # they were refused, which is noted for the whole file
        ProfileAnswer.objects.bulk_create(answers, batch_size=ROWS_AT_A_TIME)
        consents = []
        for person in people:
            if consent := self._consents.pop(person.email, None):
                consent.person = person
                consents.append(consent)
        consents = PoolConsent.objects.bulk_create(consents, batch_size=ROWS_AT_A_TIME)
        record_making(rows=people, maker=self._by)
        record_making(rows=consents, maker=self._by)
        self.made += people


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _errors(result: Any, headers: Mapping[str, str]) -> list[RowError]:
    found = [RowError(1, "", str(error.error)) for error in result.base_errors]
    for row in result.invalid_rows:
        found += [
            RowError(row.number + 1, headers.get(target, ""), message)
            for target, messages in row.error_dict.items()
            for message in messages
        ]
    for number, errors in result.row_errors():
        found += [RowError(number + 1, "", str(error.error)) for error in errors]
    return sorted(found, key=lambda error: error.row)
