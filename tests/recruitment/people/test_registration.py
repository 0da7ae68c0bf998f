"""Coming into the pool by the form: who is new, who is known, and who never answers."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recruitment.models import OutgoingMail, Person, ProfileAnswer, ProfileField, User
from recruitment.people.link_tokens import account_of
from recruitment.people.log_in_links import spend_link
from recruitment.people.registration import UNCONFIRMED_ARE_KEPT, forget_unconfirmed, register
from recruitment.seats.sign_ups import sign_up
from tests.recruitment.history import question
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def come(consent_text):
    def come(email: str = "rosa@example.org", given_name: str = "Rosa", **answers) -> None:
        fields = {ProfileField.objects.get(key=key): value for key, value in answers.items()}
        register(
            email=email,
            names={"given_name": given_name, "family_name": "Demo"},
            language="de",
            answers=fields,
            text=consent_text,
        )

    return come


def templates() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("template", flat=True))


def test_who_registers_is_in_the_pool_after_the_link_and_not_before(come, consent_text):
    come("Rosa@Example.org")
    rosa = Person.objects.get()
    before = Person.objects.may_be_invited().count()
    spend_link(token=newest_token())

    rosa.refresh_from_db()
    consent = rosa.consents.get()
    assert (rosa.email, rosa.language) == ("rosa@example.org", "de")
    assert (consent.version, consent.text_hash) == ("2026-1", hashlib.sha256(b"We keep your name.").hexdigest())
    assert timezone.now() - consent.given_at < timedelta(minutes=1)
    assert (before, Person.objects.may_be_invited().get()) == (0, rosa)


def test_whoever_is_known_keeps_everything_and_is_written_to(come, person):
    person("rosa", family_name="Before")

    come(given_name="Stranger")

    rosa = Person.objects.get()
    assert (rosa.given_name, rosa.family_name, rosa.consents.get().version) == ("Rosa", "Before", "1")
    assert templates() == ["already_registered"]


def test_a_known_address_makes_as_much_work_as_a_new_one(come, person):
    """Every statement that writes for a new address has its like for a known one, so that no clock tells them apart."""
    question("pet", "text")
    account_of(person("rosa"))
    written = []
    for email in ("new@example.org", "rosa@example.org"):
        with CaptureQueriesContext(connection) as captured:
            come(email, pet="a cat")
        words = (query["sql"].split() for query in captured)
        written.append(Counter(tuple(each[:3]) for each in words if each[0] in {"INSERT", "UPDATE"}))

    assert written[0].total() > 10
    assert written[1] == written[0]
    assert [field.value for field in ProfileAnswer.objects.all()] == ["a cat"]
    assert Person.objects.count() == 2


def test_registering_again_before_confirming_counts_and_ends_the_first_link(come):
    come(given_name="First")
    first = newest_token()
    come(given_name="Second")
    second = newest_token()

    assert spend_link(token=first) is None
    assert spend_link(token=second).given_name == "Second"
    assert Person.objects.count() == 1


def test_a_second_click_brings_no_second_mail_and_the_one_that_comes_works(come):
    come(given_name="First")
    come(given_name="Second")

    assert len(delivered()) == 1
    assert spend_link(token=newest_token()).given_name == "Second"


def test_what_staff_have_imported_is_not_overwritten_by_a_stranger(come, person):
    person("rosa", status=Person.Status.INVITED, email_confirmed_at=None)

    come(given_name="Stranger")

    assert Person.objects.get().given_name == "Rosa"
    assert templates() == ["already_registered"]


def test_the_mail_to_an_unconfirmed_address_carries_no_words_of_a_stranger(come):
    come(given_name="You have won, look at evil.example")

    assert "evil" not in str(delivered()[-1].message())


def test_mails_are_in_the_language_of_the_form(come):
    come()

    assert delivered()[-1].subject.startswith("Bitte bestätigen Sie")


def grow_old(**of) -> None:
    long_ago = timezone.now() - UNCONFIRMED_ARE_KEPT - timedelta(hours=1)
    people = Person.objects.filter(**of)
    people.update(created_at=long_ago)
    OutgoingMail.objects.filter(person__in=people).update(queued_at=long_ago)


def test_who_never_confirms_is_forgotten_with_all_that_was_typed(come):
    ProfileField.objects.create(key="pet", label="Pet", kind="text")
    come("old@example.org", pet="cat")
    grow_old()
    come("new@example.org")

    assert forget_unconfirmed() == 1
    assert list(Person.objects.values_list("email", flat=True)) == ["new@example.org"]
    assert User.objects.filter(is_staff=False).count() == 1


def test_who_registers_again_has_the_time_of_a_new_link(come):
    come()
    delivered()
    grow_old()
    come()

    assert forget_unconfirmed() == 0
    assert spend_link(token=newest_token()).status == Person.Status.ACTIVE


def test_who_confirmed_or_was_imported_is_not_forgotten(come, invited, session):
    come()
    spend_link(token=newest_token())
    sign_up(person=invited("omar"), session=session())
    invited("lin", status=Person.Status.INVITED, email_confirmed_at=None)
    grow_old()

    assert forget_unconfirmed() == 0
    assert Person.objects.count() == 3
