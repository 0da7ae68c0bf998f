"""An old pool comes in whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.models import Person, PoolFile, ProfileAnswer, ProfileField
from recruitment.pool_files import importing
from recruitment.pool_files.answers import read_answer
from recruitment.pool_files.file_text import decoded
from recruitment.pool_files.importing import OldConsent, ReadColumn, RowError, guessed_target, import_people
from recruitment.pool_files.left_behind import delete_left_behind
from recruitment.pool_files.people_table import read_table
from recruitment.refused import Refused
from tests.recruitment.history import question

pytestmark = pytest.mark.django_db

# As ORSEE's and hroot's tables of people look, with made-up people.
ORSEE = (
    "participant_id;email;fname;lname;language;gender;begin_of_studies\n"
    "1;One@Example.org;Ona;Demo;de;f;2021\n"
    '2;two@example.org;"Tua; the second";Demo;en;m;2019\n'
)
HROOT = "id,firstname,lastname,email,gender\n7,Ona,Demo,one@example.org,female\n"
HOUR = timedelta(hours=1)
AGREED = OldConsent("orsee-2019", "I agree.", date(2019, 5, 1))


@pytest.fixture
def bring(ada):
    """Return ``bring(text, targets)``, which imports a file."""

    def bring(text=ORSEE, targets=None, *, consent=AGREED, dry_run=False):
        file = PoolFile.objects.create(name="people.csv", text=text, created_by=ada)
        if targets is None:
            targets = {n: guessed_target(header) for n, header in enumerate(read_table(text).headers)}
        return import_people(file=file, targets=targets, consent=consent, by=ada, dry_run=dry_run)

    return bring


@pytest.fixture
def questions(db):
    question("gender", "choice", ("female", "male", "diverse"))
    question("begin_of_studies", "number")


def test_people_of_an_orsee_file_come_in_with_their_answers(bring, questions):
    outcome = bring()

    one, two = Person.objects.order_by("email")
    assert (outcome.n_new, outcome.errors) == (2, [])
    assert (one.email, one.full_name, one.language, one.status) == ("one@example.org", "Ona Demo", "de", "active")
    assert two.given_name == "Tua; the second"
    assert dict(one.answers.values_list("field__key", "value")) == {"gender": "female", "begin_of_studies": "2021"}
    assert ProfileAnswer.objects.get(person=two, field__key="begin_of_studies").number == 2019
    assert Person.objects.may_be_invited().count() == 2
    assert one.consents.get().version == "orsee-2019"


def test_a_file_of_hroot_is_understood(bring, questions):
    assert bring(HROOT).n_new == 1
    assert Person.objects.get().full_name == "Ona Demo"


def test_without_a_consent_nobody_is_invited(bring):
    bring(HROOT, consent=None)

    assert Person.objects.get().status == Person.Status.INVITED
    assert Person.objects.may_be_invited().count() == 0


def test_one_mistake_keeps_everybody_out_and_every_mistake_is_named(bring, questions):
    text = (
        "email,gender,begin_of_studies\n"
        "one@example.org,female,2020\n"
        "no-address,female,2020\n"
        "two@example.org,plant,then\n"
        "ONE@example.org,male,2020\n"
        ",male,2020\n"
    )

    errors = bring(text).errors

    assert Person.objects.count() == ProfileAnswer.objects.count() == 0
    assert [(error.row, error.column) for error in errors] == [
        (3, "email"), (4, "begin_of_studies"), (4, "gender"), (5, "email"), (6, "email"),
    ]  # fmt: skip
    assert RowError(4, "gender", "“plant” is not one of: female, male, diverse.", "plant") in errors


def test_trying_changes_nothing(bring, questions):
    assert bring(dry_run=True).n_new == 2
    assert Person.objects.count() == ProfileAnswer.objects.count() == 0
    assert PoolFile.objects.exists()


def test_trying_writes_nothing_and_asks_little(questions, ada):
    """On SQLite a transaction alone keeps everybody else from writing."""
    text = "email;gender\n" + "".join(f"p{n}@example.org;f\n" for n in range(500))
    file = PoolFile.objects.create(name="people.csv", text=text, created_by=ada)

    with CaptureQueriesContext(connection) as asked:
        outcome = import_people(
            file=file, targets={0: "email", 1: "answer:gender"}, consent=AGREED, by=ada, dry_run=True
        )

    assert outcome.n_new == 500
    assert {each["sql"].split()[0] for each in asked} == {"SELECT"}
    assert len(asked) < 10


def test_people_known_already_stay_as_they_are(bring, person, questions):
    known = person("one", given_name="Real")

    outcome = bring()

    known.refresh_from_db()
    assert (outcome.n_new, outcome.n_known) == (1, 1)
    assert known.given_name == "Real"
    assert known.answers.count() == 0


def test_who_imported_whom_is_logged_and_the_file_is_gone(bring, ada):
    bring(HROOT)

    entries = LogEntry.objects.get_for_object(Person.objects.get()).filter(action=LogEntry.Action.ACCESS)
    assert [(each.actor, each.additional_data["purpose"]) for each in entries] == [(ada, "import of people.csv")]
    assert not PoolFile.objects.exists()
    assert "Ona" not in str(list(LogEntry.objects.values("changes", "object_repr", "additional_data")))


def test_who_made_people_and_consents_is_logged_without_what_they_are_called(bring, ada, questions):
    bring()

    entries = LogEntry.objects.filter(action=LogEntry.Action.CREATE)
    of_people = entries.filter(content_type__model="person")
    assert {each.actor for each in entries.filter(content_type__model__in=["person", "poolconsent"])} == {ada}
    assert entries.filter(content_type__model="poolconsent").count() == of_people.count() == 2
    assert {each.object_id for each in of_people} == set(Person.objects.values_list("pk", flat=True))
    assert all(each.changes["email"] == ["", "(withheld)"] for each in of_people)
    assert {each.changes["status"][1] for each in of_people} == {"active"}


@pytest.mark.slow
def test_a_long_file_takes_few_statements(bring, questions, django_assert_max_num_queries):
    text = "email;gender\n" + "".join(f"p{n}@example.org;f\n" for n in range(500))

    # Person by person it would be many thousands.
    with django_assert_max_num_queries(100):
        outcome = bring(text)

    assert outcome.n_new == Person.objects.may_be_invited().count() == ProfileAnswer.objects.count() == 500


def test_who_comes_in_while_the_file_is_read_stops_the_whole_file(bring, questions, monkeypatch):
    """The database refuses the second person of an address, although the file was looked through before."""
    made = importing.entries_of_making

    def meanwhile(**options):
        Person.objects.get_or_create(email="two@example.org")
        return made(**options)

    monkeypatch.setattr(importing, "entries_of_making", meanwhile)

    with pytest.raises(Refused, match="another way"):
        bring()

    assert [each.email for each in Person.objects.all()] == ["two@example.org"]
    assert not ProfileAnswer.objects.exists()
    assert PoolFile.objects.exists()


def test_a_file_left_behind_is_deleted(ada):
    for name, hours in (("old", 13), ("new", 1)):
        file = PoolFile.objects.create(name=name, text="x", created_by=ada)
        PoolFile.objects.filter(pk=file.pk).update(created_at=file.created_at - hours * HOUR)

    assert delete_left_behind() == 1
    assert PoolFile.objects.get().name == "new"


@pytest.mark.parametrize(
    ("targets", "reason"),
    [({0: "email", 1: "email"}, "same field"), ({1: "given_name"}, "e-mail")],
)
def test_columns_that_make_no_sense_are_refused(bring, targets, reason):
    with pytest.raises(Refused, match=reason):
        bring(HROOT, targets)


def test_blank_rows_are_left_out_and_the_others_keep_their_numbers(bring, questions):
    text = "\nemail;gender\none@example.org;f\n\n;\ntwo@example.org;plant\n"

    assert [each.row for each in bring(text).errors] == [6]
    assert bring(text.replace("plant", "m")).n_new == 2


@pytest.mark.parametrize("row", ['"open@example.org,Ona', '"x"y@example.org,Ona'])
def test_a_quotation_mark_out_of_place_is_said_with_its_row(row):
    with pytest.raises(Refused, match="Row 3 has a quotation mark"):
        read_table(f"email,fname\none@example.org,Ona\n{row}\ntwo@example.org,Tua\n")


@pytest.mark.parametrize("text", ["", "email\n", "email;name\na@example.org;Ona;x\n", 'email\n"open'])
def test_what_is_no_table_is_refused(text):
    with pytest.raises(Refused):
        read_table(text)


def test_old_encodings_are_read():
    assert decoded("Jörg".encode("cp1252")) == decoded(b"\xef\xbb\xbfJ\xc3\xb6rg") == "Jörg"
    assert decoded("Jörg".encode("utf-16")) == decoded(b"\xfe\xff" + "Jörg".encode("utf-16-be")) == "Jörg"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_an_encoding_that_cannot_be_known_is_refused(encoding):
    """Its zeros would come as far as the database, which takes none."""
    with pytest.raises(Refused, match="encoding"):
        read_table(decoded(HROOT.encode(encoding)))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "31.12.2025", "2025-12-31"),
        ("yes_no", "Ja", "yes"),
        ("number", "1,50", "1.5"),
        ("choice", "F", "female"),
    ],
)
def test_answers_are_read_as_older_systems_write_them(kind, text, value):
    field = question("q", kind, ("female", "male") if kind == "choice" else ())

    assert read_answer(field, text)[0] == value


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("German", "de"), ("Deutsch", "de"), ("de_DE", "de"), ("de-AT", "de"), ("DE", "de"), ("deu", "de"),
        ("allemand", "de"), ("English", "en"), ("Englisch", "en"), ("en-GB", "en"),
    ],
)  # fmt: skip
def test_a_language_is_understood_as_a_code_or_a_word(bring, text, language):
    outcome = bring(f"email,language\none@example.org,{text}\n")

    assert Person.objects.get().language == language
    assert outcome.strange_languages == {}


def test_languages_that_are_not_spoken_here_are_named(bring):
    text = "email,language\na@example.org,fr\nb@example.org,1\nc@example.org,fr\nd@example.org,\n"

    assert bring(text, dry_run=True).strange_languages == {"fr": 2, "1": 1}


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("First name", "given_name"), ("First_Name", "given_name"), ("VORNAME", "given_name"),
        ("Last name", "family_name"), ("E-Mail-Adresse", "email"), ("E-mail", "email"),
        ("Begin of studies", "answer:begin_of_studies"), ("Notes", ""),
    ],
)  # fmt: skip
def test_columns_are_guessed_however_their_names_are_written(questions, header, target):
    assert guessed_target(header) == target


def test_people_without_a_name_are_counted(bring):
    assert bring("email,nickname\na@example.org,A\n", dry_run=True).n_nameless == 1
    assert bring("email,First name\na@example.org,A\n", dry_run=True).n_nameless == 0


def test_a_faulty_value_is_shown_with_the_signs_that_nobody_sees(bring):
    (error,) = bring("email\none\u200b@example.org\n").errors

    assert error.value == "one⟨U+200B zero width space⟩@example.org"


@pytest.mark.parametrize("sign", ["\n", "\t", "\x0c", "\x1c", "\x85", "\u2028"], ids=ascii)
@pytest.mark.parametrize("column", ["fname", "student_number"])
def test_a_value_of_several_lines_comes_in_nowhere(bring, sign, column):
    question("student_number", "text")
    (error,) = bring(f'email,{column}\na@example.org,"A{sign}B"\n').errors

    assert error.column == column
    assert "must be on one line" in error.message
    assert f"U+{ord(sign):04X}" in error.value
    assert not Person.objects.exists()


def test_people_called_null_and_true_keep_their_names(bring):
    bring("email,fname,lname\na@example.org,None,Null\nb@example.org,True,NA\n")

    assert set(Person.objects.values_list("given_name", "family_name")) == {("None", "Null"), ("True", "NA")}


def test_a_column_that_can_mean_two_things_is_asked_about(bring, ada):
    question("income", "number")
    text = "email;income\na@example.org;1,500\nb@example.org;2,250\n"

    with pytest.raises(Refused, match="“income” is to be read"):
        bring(text)

    file = PoolFile.objects.create(name="people.csv", text=text, created_by=ada)
    outcome = import_people(
        file=file, targets={0: "email", 1: "answer:income"}, ways={1: "point"}, consent=None, by=ada, dry_run=False
    )
    assert sorted(ProfileAnswer.objects.values_list("number", flat=True)) == [1500, 2250]
    assert outcome.read == [ReadColumn("income", [("1,500", "1500"), ("2,250", "2250")])]


def test_one_clear_cell_settles_how_its_column_is_read(bring):
    question("income", "number")
    text = "email;income\na@example.org;1,500\nb@example.org;1.234,50\nc@example.org;1.500\n"

    bring(text)

    numbers = ProfileAnswer.objects.order_by("person__email").values_list("value", flat=True)
    assert list(numbers) == ["1.5", "1234.5", "1500"]


@pytest.mark.parametrize("text", ["1,23457E+11", "#NV", "#WERT!", "#NAME?"])
def test_what_a_spreadsheet_has_spoiled_comes_in_nowhere(bring, text):
    question("student_number", "text")

    errors = bring(f"email;fname;student_number\na@example.org;{text};12\nb@example.org;Ona;{text}\n").errors

    assert [(each.row, each.column, each.value) for each in errors] == [
        (2, "fname", text),
        (3, "student_number", text),
    ]


@pytest.mark.parametrize("text", ["0012345", "1,500", "#1", "7E"])
def test_texts_stay_as_they_are(bring, text):
    question("student_number", "text")

    bring(f"email;student_number\na@example.org;{text}\n")

    assert ProfileAnswer.objects.get().value == text


@pytest.mark.parametrize("name", ["Müller", "Größe", "Łukasz", "Ãna", "Â"])
def test_a_name_that_was_saved_in_a_wrong_encoding_is_recognised(bring, name):
    bring(f"email;fname\na@example.org;{name}\n")
    assert Person.objects.get().given_name == name

    garbled = "Müller".encode().decode("cp1252")
    (error,) = bring(f"email;fname\nb@example.org;{garbled}\n").errors
    assert "“MÃ¼ller” is probably “Müller”" in error.message


def test_a_long_faulty_value_is_shown_in_part(bring):
    errors = bring(f"email\na@example.org{'x' * 300}\n").errors

    assert {len(error.value) for error in errors} == {101}


@pytest.mark.parametrize(
    ("text", "answer"),
    [("WAHR", "yes"), ("FALSCH", "no"), ("TRUE", "yes"), ("VRAI", "yes"), ("nein", "no"), (" Ja ", "yes"), ("0", "no")],
)
def test_yes_and_no_are_read_as_spreadsheets_and_people_write_them(text, answer):
    assert read_answer(ProfileField(kind=ProfileField.Kind.YES_NO), text)[0] == answer


def test_what_is_neither_yes_nor_no_is_not_guessed():
    with pytest.raises(ValidationError, match="“perhaps” is neither yes nor no"):
        read_answer(ProfileField(kind=ProfileField.Kind.YES_NO), "perhaps")
