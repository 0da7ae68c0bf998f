"""Consent to the pool: which words, when, and that taking it back stops everything."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.data_rights.withdrawal import withdraw_pool_consent
from recruitment.models import PoolConsentText
from recruitment.people.consents import current_text, give_pool_consent
from recruitment.refused import Refused
from recruitment.seats.sign_ups import sign_up

pytestmark = pytest.mark.django_db


def publish(version, language, *, days_ago=0) -> PoolConsentText:
    return PoolConsentText.objects.create(
        version=version,
        language=language,
        text=f"text {version} {language}",
        published_at=timezone.now() - timedelta(days=days_ago),
    )


def test_the_newest_published_text_counts_in_the_readers_language():
    publish("1", "de", days_ago=2)
    publish("2", "de", days_ago=1)
    publish("3", "de", days_ago=-1)
    publish("1", "en", days_ago=2)

    assert current_text("de").version == "2"
    assert current_text("fr").language == "en"


def test_without_a_text_nobody_can_agree():
    with pytest.raises(Refused, match="not published"):
        current_text("en")


def test_a_new_consent_ends_the_earlier_one_and_keeps_it(person):
    rosa = person()

    consent = give_pool_consent(person=rosa, text=publish("2", "en"))

    assert consent.text_hash == hashlib.sha256(b"text 2 en").hexdigest()
    assert list(rosa.consents.filter(withdrawn_at=None)) == [consent]
    assert rosa.consents.count() == 2


def test_withdrawing_gives_seats_to_others_and_keeps_mails_back(session, invited):
    lab = session(seats=1)
    rosa, omar = invited("rosa"), invited("omar")
    sign_up(person=rosa, session=lab)
    sign_up(person=omar, session=lab)

    given_up = withdraw_pool_consent(person=rosa)

    rosa.refresh_from_db()
    assert [place.session for place in given_up] == [lab]
    assert rosa.status == "withdrawn"
    assert set(rosa.mails.values_list("state", flat=True)) == {"withheld"}
    assert omar.sign_ups.get().state == "signed_up"


def test_who_agrees_again_is_back(person):
    rosa = person()
    withdraw_pool_consent(person=rosa)

    give_pool_consent(person=rosa, text=publish("2", "en"))

    rosa.refresh_from_db()
    assert rosa.status == "active"
