"""The import's pages: upload, map, try, import."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from recruitment.models import Person, PoolFile
from tests.recruitment.history import question

pytestmark = pytest.mark.django_db

FILE = "email,fname,gender\none@example.org,Ona,f\ntwo@example.org,Tua,m\n"


@pytest.fixture
def uploaded(ada, logged_in):
    """Return ``uploaded(text)``, the address of the page that maps an uploaded file, and a client."""
    question("gender", "choice", ("female", "male"))

    def upload(text=FILE):
        client = logged_in(ada)
        response = client.post("/staff/pool/import/", {"file": SimpleUploadedFile("people.csv", text.encode())})
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
    assert "<td>3</td><td>gender</td>" in page
    assert not Person.objects.exists()


def test_an_agreement_needs_its_words_and_its_day(uploaded):
    client, address = uploaded()

    page = client.post(address, chosen(do="import", have_agreed="on"), follow=True)
    assert set(page.context["form"].errors) == {"version", "text", "given_on"}

    client.post(address, chosen(do="import", have_agreed="on", version="old", text="I agree.", given_on="2019-05-01"))
    assert Person.objects.may_be_invited().count() == 2


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
