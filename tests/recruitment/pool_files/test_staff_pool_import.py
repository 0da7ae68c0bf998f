"""The import's pages: upload, map, try, import."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from recruitment.models import Person, PoolFile
from recruitment.pool_files.import_forms import MOST_COLUMNS
from tests.recruitment.history import question

pytestmark = pytest.mark.django_db

FILE = "email,fname,gender\none@example.org,Ona,f\ntwo@example.org,Tua,m\n"


@pytest.fixture
def uploaded(ada, logged_in):
    """Return ``uploaded(text)``, the address of the page that maps an uploaded file, and a client."""
    question("gender", "choice", ("female", "male"))

    def upload(text=FILE):
        client = logged_in(ada)
        content = text if isinstance(text, bytes) else text.encode()
        response = client.post("/staff/pool/import/", {"file": SimpleUploadedFile("people.csv", content)})
        return client, response.url

    return upload


def chosen(**more) -> dict:
    return {"column_0": "email", "column_1": "given_name", "column_2": "answer:gender", **more}


def test_columns_are_guessed_and_people_come_in_after_a_try(uploaded):
    client, address = uploaded()

    form = client.get(address).context["form"]
    assert [form.fields[name].initial for name in form.columns] == ["email", "given_name", "answer:gender"]

    assert "2 people would come into the pool" in client.post(address, chosen(do="try"), follow=True).content.decode()
    assert not Person.objects.exists()

    assert "2 people came into the pool" in client.post(address, chosen(do="import"), follow=True).content.decode()
    assert set(Person.objects.values_list("given_name", "status")) == {("Ona", "invited"), ("Tua", "invited")}


def test_mistakes_are_listed_by_row(uploaded):
    client, address = uploaded("email,fname,gender\none@example.org,Ona,f\nnobody,Tua,x\n")

    page = client.post(address, chosen(do="import"), follow=True).content.decode()

    assert "2 mistakes; nobody has been imported." in page
    assert "<td>3</td><td>gender</td><td>x</td>" in page
    assert not Person.objects.exists()


def test_an_agreement_needs_its_words_and_its_day(uploaded):
    client, address = uploaded()

    page = client.post(address, chosen(do="import", have_agreed="on"), follow=True)
    assert set(page.context["form"].errors) == {"version", "text", "given_on"}

    client.post(address, chosen(do="import", have_agreed="on", version="old", text="I agree.", given_on="2019-05-01"))
    assert Person.objects.may_be_invited().count() == 2


def test_an_agreement_of_a_year_that_cannot_be_meant_is_refused(uploaded):
    client, address = uploaded()
    agreed = {"have_agreed": "on", "version": "1", "text": "I agree.", "given_on": "0001-01-01", "do": "import"}
    page = client.post(address, {**agreed, "column_0": "email"}, follow=True)

    assert page.status_code == 200
    assert "This year cannot be meant" in page.content.decode()


def test_a_file_can_be_thrown_away(uploaded):
    client, address = uploaded()
    client.post(address, {"do": "discard"})

    assert not PoolFile.objects.exists()


def test_another_administrators_file_is_not_found(uploaded, ada, logged_in, django_user_model):
    _client, address = uploaded()
    other = django_user_model.objects.create_user("other", is_staff=True, is_superuser=True)

    assert logged_in(other).get(address).status_code == 404


def test_a_file_that_is_no_table_is_refused(ada, logged_in):
    page = logged_in(ada).post("/staff/pool/import/", {"file": SimpleUploadedFile("x.csv", b"nothing")})

    assert "holds no people" in page.content.decode()


def test_scripts_and_formulas_in_a_file_are_text(uploaded):
    client, address = uploaded('email,<script>alert(1)</script>,gender\none@example.org,=1+1,"<script>x()</script>"\n')

    page = client.post(address, chosen(do="try"), follow=True).content.decode()

    assert "<script>alert" not in page
    assert "<script>x()" not in page


def test_a_try_can_be_gone_back_to_and_loaded_again(uploaded):
    client, address = uploaded()

    assert client.post(address, chosen(do="try")).status_code == 302
    again = client.get(address).content.decode()

    assert "2 people would come into the pool" in again
    assert "takes about 1 second" in again


def test_first_values_stand_beside_each_column(uploaded):
    client, address = uploaded("email,fname,gender\none@example.org,Ona,\ntwo@example.org,Tua,\n")

    page = client.get(address).content.decode()

    assert "for example: Ona, Tua" in page
    assert "empty" in page


# As ORSEE's own sample stands in its documents: no names of columns.
HEADERLESS = (
    "anna.alt@students.example\tAnna\tAltmann\tf\t0123456789\nbert.bauer@students.example\tBert\tBauer\tm\t0123456790\n"
)


def test_a_file_without_names_of_columns_loses_nobody(uploaded):
    client, address = uploaded(HEADERLESS)

    form = client.get(address).context["form"]
    assert form.fields["first_row"].initial == "person"
    assert form.fields["column_0"].initial == "email"
    assert "anna.alt@students.example, Anna, Altmann" in form.fields["first_row"].help_text

    chosen = {"first_row": "person", "column_0": "email", "column_1": "given_name", "column_2": "family_name"}
    client.post(address, {**chosen, "do": "import"})
    assert set(Person.objects.values_list("given_name", flat=True)) == {"Anna", "Bert"}


def test_staff_can_say_that_the_first_row_is_none_of_names(uploaded):
    client, address = uploaded("someone,Ona,f\none@example.org,Tua,m\n")

    page = client.post(address, chosen(do="try", first_row="person"), follow=True).content.decode()

    assert "<td>1</td><td>Column 1</td><td>someone</td>" in page


def test_what_was_understood_is_shown(uploaded):
    client, address = uploaded("My pool;;\nemail;fname;gender\none@example.org;M&uuml;ller\n")

    page = client.get(address).content.decode()

    assert "Cells are separated by semicolons." in page
    assert "1 row above the table is left out: My pool" in page
    assert "1 row ends before the last column" in page
    assert "are turned into letters" in page
    assert "Müller" in page


def test_an_old_encoding_is_said(uploaded):
    client, address = uploaded("email,fname\none@example.org,Jörg\n".encode("cp1252"))

    page = client.get(address).content.decode()

    assert "It was read as Windows-1252" in page
    assert "Jörg" in page


def test_how_a_column_is_read_is_asked_and_shown_before_anybody_comes_in(uploaded):
    question("income", "number")
    client, address = uploaded("email;fname;income\none@example.org;Ona;1,500\n")
    mapped = {"column_0": "email", "column_1": "given_name", "column_2": "answer:income"}

    form = client.get(address).context["form"]
    assert form.fields["way_2"].label == "“1,500” in this column"
    assert form.fields["way_2"].choices == [("point", "is 1500"), ("comma", "is 1.5")]

    page = client.post(address, {**mapped, "do": "import"}, follow=True).content.decode()
    assert "can mean two things" in page
    assert not Person.objects.exists()

    page = client.post(address, {**mapped, "do": "try", "way_2": "comma"}, follow=True).content.decode()
    assert "<td>income</td><td>1,500</td><td>1.5</td>" in page

    client.post(address, {**mapped, "do": "import", "way_2": "comma"})
    assert Person.objects.get().answers.get().value == "1.5"


def test_a_column_that_is_put_elsewhere_is_asked_about_no_more(uploaded):
    question("income", "number")
    question("notes", "text")
    client, address = uploaded("email;fname;income\none@example.org;Ona;1,500\n")
    mapped = {"column_0": "email", "column_1": "given_name", "column_2": "answer:notes"}

    client.post(address, {**mapped, "do": "import"})

    assert Person.objects.get().answers.get().value == "1,500"


def test_strange_languages_and_people_without_a_name_are_said(uploaded):
    client, address = uploaded("email,nick,speaks\none@example.org,Ona,fr\n")

    page = client.post(address, {"column_0": "email", "column_2": "language", "do": "try"}, follow=True)

    assert "1 person would come in without a name" in page.content.decode()
    assert "“fr” (1)" in page.content.decode()


@pytest.mark.slow
def test_a_table_with_thousands_of_columns_is_shown_in_part_and_quickly(uploaded, django_assert_max_num_queries):
    width = 5000
    headers = [*(f"q{n}" for n in range(width - 2)), "email", "vorname"]
    client, address = uploaded(";".join(headers) + "\n" + ";".join(["x"] * (width - 2)) + ";one@example.org;Ona\n")

    with django_assert_max_num_queries(30):
        page = client.get(address)

    form = page.context["form"]
    assert len(form.columns) == MOST_COLUMNS
    assert form.fields[f"column_{width - 2}"].initial == "email"
    assert form.fields[f"column_{width - 1}"].initial == "given_name"
    assert f"{width - MOST_COLUMNS} more columns are not shown" in page.content.decode()


def test_empty_columns_without_a_name_are_not_asked_about(uploaded):
    client, address = uploaded("email,fname,,\none@example.org,Ona,,\n")

    assert client.get(address).context["form"].columns == ["column_0", "column_1"]


def test_a_web_page_is_told_at_once(ada, logged_in):
    file = SimpleUploadedFile("people.csv", b"<!DOCTYPE html><html><title>Log in</title>")
    page = logged_in(ada).post("/staff/pool/import/", {"file": file})

    assert "This is a web page, not a table" in page.content.decode()
    assert not PoolFile.objects.exists()


def test_an_excel_table_comes_in(uploaded):
    book = Workbook()
    book.active.append(["email", "fname", "gender"])
    book.active.append(["one@example.org", "Ona", "f"])
    written = io.BytesIO()
    book.save(written)
    client, address = uploaded(written.getvalue())

    client.post(address, chosen(do="import"))

    assert Person.objects.get().given_name == "Ona"
