"""People of an older system come into the pool: all rows of a file, or none."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.data_rights.access_log import entries_of_making, record_making, record_reading
from recruitment.models import Person, PoolConsent, PoolFile, ProfileAnswer, ProfileField, User
from recruitment.people.erased_addresses import erased_among
from recruitment.people.models import normalised_email
from recruitment.pool_files import pool_status_columns
from recruitment.pool_files.answers import read_answer, telling_example, ways_of
from recruitment.pool_files.file_values import refuse_spoiled
from recruitment.pool_files.languages import language_of
from recruitment.pool_files.people_table import PeopleTable, read_table
from recruitment.refused import Refused
from recruitment.spreadsheets import plain

ANSWER = "answer:"  # begins the target of a column that holds answers to a question

# How other systems call their columns, in small letters without anything in between: "First name" is `first_name`.
USUAL_NAMES = {
    "email": {"email", "mail", "emailaddress", "mailaddress", "emailadresse", "mailadresse", "eml"},
    "given_name": {"fname", "firstname", "givenname", "forename", "vorname", "vornamen", "rufname", "first", "prenom"},
    "family_name": {"lname", "lastname", "surname", "familyname", "nachname", "familienname", "zuname", "last"},
    "language": {"language", "lang", "sprache", "preferredlanguage", "bevorzugtesprache"},
    **{name: {name.replace("_", "")} for name in pool_status_columns.LABELS},
}
N_READ = 4  # values of a column that show how it is read
N_LANGUAGES = 5
LONGEST_SHOWN = 100  # characters of a faulty value


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
    value: str = ""  # what is there, with signs that nobody sees by their names


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """How the values of a column are read, for staff to check before anybody comes in."""

    column: str
    values: list[tuple[str, str]]  # as it stands in the file, and as it would be kept


@dataclass(frozen=True, slots=True)
class Outcome:
    n_new: int
    n_known: int
    n_erased: int  # asked to be forgotten, and stay so
    errors: list[RowError]
    read: list[ReadColumn] = field(default_factory=list)
    n_nameless: int = 0  # of those who are new
    strange_languages: dict[str, int] = field(default_factory=dict)  # which the office does not speak; how many people


@dataclass(frozen=True, slots=True)
class Question:
    """A column that can be read in two ways of which nobody but its owner knows the right one."""

    example: str
    meanings: dict[str, str]  # by way: what the example would be


class Targets:
    """Where columns can belong, and where they most likely do."""

    def __init__(self) -> None:
        self.questions = {ANSWER + each.key: each for each in ProfileField.objects.all()}

    def guessed(self, header: str) -> str:
        """Return where a column most likely belongs; empty: nowhere."""
        name = _bare(header)
        target = next((target for target, names in USUAL_NAMES.items() if name in names), "")
        return target or next((target for target, each in self.questions.items() if _bare(each.key) == name), "")

    def guesses(self, table: PeopleTable) -> dict[int, str]:
        """Return where the columns of a table most likely belong, each place once."""
        guesses: dict[int, str] = {}
        for number, header in enumerate(table.headers):
            target = self.guessed(header) if table.has_header else ""
            if not target and "email" not in guesses.values() and table.holds_addresses(number):
                target = "email"
            if target and target not in guesses.values():
                guesses[number] = target
        return guesses

    def question_about(self, table: PeopleTable, column: int, target: str) -> Question | None:
        """Return what must be asked before this column can be read as answers to this question."""
        asked = self.questions.get(target)
        if asked is None:
            return None
        values = table.values(column)
        ways = ways_of(asked, values)
        if len(ways) == 1:
            return None
        example = telling_example(asked, values, ways)
        return Question(example, {way: read_answer(asked, example, way)[0] for way in ways})


def guessed_target(header: str) -> str:
    """Return where a column most likely belongs; empty: nowhere."""
    return Targets().guessed(header)


def import_people(
    *,
    file: PoolFile,
    targets: Mapping[int, str],
    consent: OldConsent | None,
    by: User,
    dry_run: bool,
    has_header: bool | None = None,
    ways: Mapping[int, str] | None = None,
) -> Outcome:
    """Bring the people of the file into the pool, or say row by row why not. People known already stay as they are.

    `targets` says by the number of a column, from 0, where it belongs; `ways` how it is read where two ways are
    possible. Everything is looked through by reading alone: on SQLite one writer keeps all others from writing.
    """
    used = {n: target for n, target in targets.items() if target}
    if len(set(used.values())) != len(used):
        raise Refused(_("Two columns are assigned to the same field."))
    if "email" not in used.values():
        raise Refused(_("One column must hold the e-mail addresses."))
    says_who_agreed = bool(set(pool_status_columns.OF_A_CONSENT) & set(used.values()))
    if says_who_agreed and consent is not None:
        raise Refused(_("The file itself says what each person agreed to; it cannot be entered for all of them again."))
    newcomers, outcome = _looked_through(read_table(file.text, has_header=has_header), used, ways or {}, consent)
    if not dry_run and not outcome.errors:
        try:
            _bring_in(newcomers, file=file, by=by)
        except IntegrityError:  # one person alone can have an address
            raise Refused(
                _("Somebody in the file has just joined the pool in another way. Please try again.")
            ) from None
    return outcome


@dataclass(slots=True)
class _Newcomer:
    """Rows that are to be made of one row of the file."""

    person: Person
    answers: list[ProfileAnswer]
    consent: PoolConsent | None


def _looked_through(
    table: PeopleTable, used: Mapping[int, str], chosen_ways: Mapping[int, str], consent: OldConsent | None
) -> tuple[list[_Newcomer], Outcome]:
    # Addresses in the one form in which they are kept, before the people known already are looked up by them.
    clean = {n: normalised_email if target == "email" else str.strip for n, target in used.items()}
    rows = [{target: clean[n](plain(row[n].strip())) for n, target in used.items()} for row in table.rows]
    headers = {target: table.headers[n] for n, target in used.items()}
    reader = _RowReader(used.values(), consent)
    reader.settle_ways(table, used, chosen_ways)
    erased = erased_among(row["email"] for row in rows)
    known = set(Person.objects.exclude(email=None).values_list("email", flat=True))
    newcomers, errors, n_known, n_erased = [], [], 0, 0
    for number, row in zip(table.numbers, rows, strict=True):
        newcomer, problems = reader.read(row)
        errors += [
            RowError(number, headers.get(target, ""), str(message), with_visible_signs(row.get(target, "")))
            for target, messages in problems.items()
            for message in messages
        ]
        if row["email"] in known:
            n_known += 1  # and known better: people keep their data up to date here
        elif row["email"] in erased:
            n_erased += 1
        else:
            newcomers.append(newcomer)
    return newcomers, Outcome(
        len(newcomers),
        n_known,
        n_erased,
        errors,
        [ReadColumn(headers[target], values) for target, values in reader.telling_values()],
        sum(not each.person.full_name for each in newcomers),
        dict(reader.strange_languages.most_common(N_LANGUAGES)),
    )


class _RowReader:
    """Makes a person of each row, without saving anything."""

    def __init__(self, targets: Iterable[str], consent: OldConsent | None) -> None:
        self._targets = Targets()
        self._questions = self._targets.questions
        unknown = set(targets) - {*USUAL_NAMES, *self._questions}
        if unknown:
            raise Refused(_("These questions no longer exist: %(names)s.") % {"names": ", ".join(sorted(unknown))})
        self._old_consent = consent
        self._seen: set[str] = set()
        self._ways: dict[str, str] = {}
        self._read: dict[str, dict[str, str]] = {}  # by target: each value as it stands and as it is kept
        self.strange_languages: Counter[str] = Counter()

    def settle_ways(self, table: PeopleTable, used: Mapping[int, str], chosen: Mapping[int, str]) -> None:
        """Find out how each column of answers is to be read; raises Refused where only its owner can say."""
        for number, target in used.items():
            question = self._questions.get(target)
            if question is None:
                continue
            ways = ways_of(question, [plain(value) for value in table.values(number)])
            if len(ways) > 1 and chosen.get(number) not in ways:
                message = _("Say how the column “%(column)s” is to be read: its values can mean two things.")
                raise Refused(message % {"column": table.headers[number]})
            self._ways[target] = chosen[number] if len(ways) > 1 else ways[0]

    def telling_values(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return for each column some values as they are in the file and as they are kept, changed ones first."""
        return [
            (target, sorted(values.items(), key=lambda pair: pair[0] == pair[1])[:N_READ])
            for target, values in self._read.items()
        ]

    def read(self, row: Mapping[str, str]) -> tuple[_Newcomer, dict[str, list[str]]]:
        """Return who the row describes, and what is wrong with each column."""
        problems = _spoiled(row)
        email = row["email"]
        if not email:
            problems["email"] = [_("The e-mail address is missing.")]
        elif email in self._seen:
            problems["email"] = [_("The same e-mail address is in an earlier row.")]
        self._seen.add(email)
        newcomer = _Newcomer(
            Person(
                email=email,
                given_name=row.get("given_name", ""),
                family_name=row.get("family_name", ""),
                language=self._language(row.get("language", "")),
            ),
            answers=[],
            consent=None,
        )
        try:
            newcomer.person.clean_fields()
            self._place(newcomer, pool_status_columns.read(row))
        except ValidationError as error:
            problems = error.message_dict | problems
        for target, question in self._questions.items():
            if row.get(target) and target not in problems:
                try:
                    value, number = read_answer(question, row[target], self._ways[target])
                except ValidationError as error:
                    problems[target] = error.messages
                else:
                    if question.kind != ProfileField.Kind.TEXT:
                        self._read.setdefault(target, {})[row[target]] = question.words_for(value)
                    newcomer.answers.append(
                        ProfileAnswer(person=newcomer.person, field=question, value=value, number=number)
                    )
        return newcomer, problems

    def _language(self, text: str) -> str:
        if not text:
            return settings.LANGUAGE_CODE
        language = language_of(text)
        if language is None:
            self.strange_languages[text] += 1
            return settings.LANGUAGE_CODE
        self._read.setdefault("language", {})[text] = str(dict(settings.LANGUAGES)[language])
        return language

    def _place(self, newcomer: _Newcomer, standing: pool_status_columns.Standing) -> None:
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


def _spoiled(row: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what is wrong with values that a spreadsheet has spoiled, wherever they belong."""
    problems = {}
    for target, text in row.items():
        try:
            refuse_spoiled(text)
        except ValidationError as error:
            problems[target] = error.messages
    return problems


def with_visible_signs(text: str) -> str:
    """Return the text with each invisible character written as its number and name."""
    shown = "".join(f"⟨{_called(sign)}⟩" if _is_invisible(sign) else sign for sign in text[:LONGEST_SHOWN])
    return shown + "…" * (len(text) > LONGEST_SHOWN)


def _is_invisible(sign: str) -> bool:
    # Controls, formats, unassigned, and every blank but the usual one.
    return unicodedata.category(sign)[0] in "CZ" and sign != " "


def _called(sign: str) -> str:
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '').lower()}".strip()


def _bare(name: str) -> str:
    """Return the letters and digits of a name, small."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
