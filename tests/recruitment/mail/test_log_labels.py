"""What is kept in English is read in German."""

from __future__ import annotations

import pytest
from django.core import mail

from forecast_sharing.session.earnings import EXIT_REASONS
from recruitment.data_rights import log_labels
from recruitment.mail.outgoing import deliver, queue_mail
from recruitment.models import SignUp

pytestmark = pytest.mark.django_db
GERMAN = {"accept-language": "de"}


def test_roles_and_currencies_are_in_german_or_codes(ada, logged_in):
    client = logged_in(ada)

    assert "ada</a> (Administration)" in client.get("/staff/laboratory/", headers=GERMAN).content.decode()
    form = client.get("/staff/studies/new/", headers=GERMAN).content.decode()
    assert '<option value="CHF">CHF</option>' in form
    assert "Swiss" not in form


def test_how_people_left_is_in_german(owed, aud, study, logged_in):
    owed()

    page = logged_in(aud).get(f"/staff/payments/studies/{study.pk}/", headers=GERMAN).content.decode()

    assert "(abgeschlossen)" in page
    assert log_labels.EXIT_REASONS.keys() == set(EXIT_REASONS)


def test_a_mail_on_ones_own_cancellation_does_not_call_the_session_off(person, session):
    place = SignUp.objects.create(session=session(), person=person(language="de"), state=SignUp.State.CANCELLED)
    mailed = queue_mail(template="cancelled", key="k", person=place.person, context={"session": place.session_id})

    deliver.func([mailed.pk])

    assert mail.outbox[0].subject.startswith("Abmeldung: ")
