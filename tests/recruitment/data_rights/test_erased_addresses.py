"""Whoever was erased stays away when an old file comes in, and is welcome when coming back in person."""

from __future__ import annotations

import pytest
from django.conf import settings

from recruitment import private_keys
from recruitment.data_rights.erasure import erase
from recruitment.models import ErasedAddress, Person, PoolFile
from recruitment.people import address_change, erased_addresses
from recruitment.people.link_tokens import new_address_link
from recruitment.people.log_in_links import spend_link
from recruitment.people.registration import register
from recruitment.pool_files.importing import import_people
from tests.recruitment.mailed_links import newest_token

pytestmark = pytest.mark.django_db

OLD_FILE = "email;fname\nRosa@Example.org;Rosa\nomar@example.org;Omar\n"
TARGETS = {0: "email", 1: "given_name"}


@pytest.fixture
def gone(person) -> Person:
    return erase(person=person("rosa"))


def bring_in(by, *, dry_run: bool = False):
    file = PoolFile.objects.create(name="old.csv", text=OLD_FILE, created_by=by)
    return import_people(file=file, targets=TARGETS, consent=None, by=by, dry_run=dry_run)


@pytest.mark.parametrize("dry_run", [True, False], ids=["tried", "done"])
def test_an_old_file_does_not_bring_the_erased_back(gone, ada, dry_run):
    outcome = bring_in(ada, dry_run=dry_run)

    assert (outcome.n_new, outcome.n_known, outcome.n_erased, outcome.errors) == (1, 0, 1, [])
    assert not Person.objects.with_email("rosa@example.org").exists()


def moved(rosa: Person) -> Person:
    """Let the person move from the address of the old file to another one."""
    address_change.ask(person=rosa, address="rosa.new@example.org")
    rosa.refresh_from_db()
    token = new_address_link(rosa).partition("?link=")[2]
    return address_change.confirm(token=token)


def test_an_address_of_before_does_not_bring_the_erased_back_either(person, ada):
    erase(person=moved(person("rosa")))

    outcome = bring_in(ada)

    assert (outcome.n_new, outcome.n_erased) == (1, 1)
    assert not Person.objects.with_email("rosa@example.org").exists()


def test_an_address_of_before_is_welcome_again_from_whoever_confirms_it(person, ada, consent_text):
    rosa = moved(person("rosa"))
    register(email="rosa@example.org", names={}, language="en", answers={}, text=consent_text)

    spend_link(token=newest_token())

    assert not ErasedAddress.objects.exists()
    assert Person.objects.with_email("rosa@example.org").get() != rosa


def test_staff_are_told_how_many_were_left_out(gone, ada, logged_in):
    file = PoolFile.objects.create(name="old.csv", text=OLD_FILE, created_by=ada)
    page = logged_in(ada).post(
        f"/staff/pool/import/{file.public_id}/",
        {"do": "try", "column_0": "email", "column_1": "given_name"},
        follow=True,
    )

    assert "1 was erased here, or now has another address, and is left out." in page.content.decode()


def test_no_address_is_kept_and_none_can_be_tried_without_the_key(gone):
    kept = ErasedAddress.objects.get()
    key = private_keys.erasure_key(settings.DATA_FOLDER)

    assert "rosa" not in str(vars(kept))
    assert kept.digest == erased_addresses.digest_of(" ROSA@example.org")
    assert len(key) >= 32


def test_the_person_may_register_anew_and_is_forgotten_to_have_gone(gone, consent_text, ada):
    register(email="rosa@example.org", names={}, language="en", answers={}, text=consent_text)
    assert ErasedAddress.objects.exists()  # anybody can type an address
    person = spend_link(token=newest_token())

    assert person.pk != gone.pk
    assert not ErasedAddress.objects.exists()
    assert (bring_in(ada).n_known, Person.objects.with_email("rosa@example.org").count()) == (1, 1)
