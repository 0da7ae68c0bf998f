"""What providers tell of mails afterwards, in requests as Postmark, Mailgun and Amazon SES describe them."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import datetime, timedelta

import pytest
from anymail.signals import AnymailTrackingEvent
from django.core import mail as sent
from django.test import Client
from django.utils import timezone

from recruitment.environment import env_begins
from recruitment.mail.events import hear
from recruitment.mail.outgoing import queue_mail
from recruitment.models import OutgoingMail, Person
from recruitment.people.log_in_links import request_log_in, spend_link
from recruitment.seats.sign_ups import sign_up
from tests.recruitment.mailed_links import delivered, newest_token

pytestmark = pytest.mark.django_db

POSTMARK, MAILGUN = "/mail-events/postmark/tracking/", "/mail-events/mailgun/tracking/"
SIGNING_KEY = "signing-key-of-the-tests"
HARD = {"Type": "HardBounce", "TypeCode": 1, "Name": "Hard bounce", "Inactive": True}
SOFT = {"Type": "SoftBounce", "TypeCode": 4096, "Name": "Soft bounce", "Inactive": False}


@pytest.fixture
def rosa(person) -> Person:
    return person("rosa", email_confirmed_at=timezone.now() - timedelta(days=9))


@pytest.fixture
def secret(settings) -> str:
    settings.ANYMAIL = {**settings.ANYMAIL, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
    return settings.ANYMAIL["WEBHOOK_SECRET"]


def post(address: str, told: dict, secret: str | None) -> int:
    # A provider has no cookie and no token of a form.
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    return client.post(address, json.dumps(told), content_type="application/json", headers=headers).status_code


def from_postmark(at: datetime, **changed) -> dict:
    return {
        "RecordType": "Bounce",
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "ServerID": 23,
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": "Test bounce details",
        "Email": "Rosa@example.org",
        "From": "office@example.org",
        "BouncedAt": at.isoformat(),
        "DumpAvailable": True,
        "CanActivate": True,
        "Subject": "Test subject",
        "Metadata": {},
        **changed,
    }


def from_mailgun(*, key: str = SIGNING_KEY, **changed) -> dict:
    stamp, token = str(int(timezone.now().timestamp())), "cd87f5a30002794e37aa49e67fb46990e578b1e9197773d817"
    return {
        "signature": {
            "timestamp": stamp,
            "token": token,
            "signature": hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest(),
        },
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "suppress-bounce",
            "id": "G9Bn5sl1TC6nu79C8C0bwg",
            "timestamp": timezone.now().timestamp(),
            "recipient": "rosa@example.org",
            "log-level": "error",
            "delivery-status": {
                "code": 605,
                "message": "",
                "description": "Not delivering to previously bounced address",
            },
            "message": {"headers": {"to": "rosa@example.org", "message-id": "20130503192659.13651@example.org"}},
            **changed,
        },
    }


def is_stopped(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).bounced_at is not None


@pytest.mark.parametrize(
    ("changed", "stops"),
    [
        (HARD, True),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint", "TypeCode": 512}, True),
        ({"Type": "BadEmailAddress", "TypeCode": 100000}, True),
        (SOFT, False),
        ({"Type": "Transient", "TypeCode": 2}, False),
        ({"Type": "AutoResponder", "TypeCode": 64}, False),
        ({"RecordType": "Delivery", "Recipient": "rosa@example.org"}, False),
    ],
    ids=["hard bounce", "complaint", "no such address", "soft bounce", "for now", "out of office", "delivered"],
)
def test_postmark_is_believed_when_an_address_is_dead_or_complains(rosa, secret, changed, stops):
    assert post(POSTMARK, from_postmark(timezone.now(), **changed), secret) == 200

    assert is_stopped(rosa) is stops


@pytest.mark.parametrize(
    ("changed", "stops"),
    [
        ({}, True),
        ({"event": "complained"}, True),
        ({"severity": "temporary", "reason": "generic"}, False),
        ({"event": "delivered"}, False),
    ],
    ids=["permanent failure", "complaint", "temporary failure", "delivered"],
)
def test_mailgun_is_believed_when_an_address_is_dead_or_complains(rosa, secret, changed, stops):
    assert post(MAILGUN, from_mailgun(**changed), secret) == 200

    assert is_stopped(rosa) is stops


@pytest.mark.parametrize(("kind", "stops"), [("Permanent: General", True), ("Transient: MailboxFull", False)])
def test_amazon_ses_tells_in_the_description_whether_a_bounce_may_pass(rosa, kind, stops):
    event = AnymailTrackingEvent(
        event_type="bounced", recipient="rosa@example.org", description=kind, reject_reason="bounced", esp_event={}
    )
    hear(event=event)

    assert is_stopped(rosa) is stops


@pytest.mark.parametrize("given", [None, "office:guessed"], ids=["no secret", "a guessed one"])
def test_nobody_is_believed_without_the_secret(rosa, secret, given):
    assert post(POSTMARK, from_postmark(timezone.now(), **HARD), given) == 400
    assert post(MAILGUN, from_mailgun(), given) == 400

    assert not is_stopped(rosa)


def test_mailguns_signature_is_checked_as_well(rosa, secret):
    assert post(MAILGUN, from_mailgun(key="another key"), secret) == 400

    assert not is_stopped(rosa)


def test_mails_of_people_are_taken_nowhere(secret):
    assert post("/mail-events/postmark/inbound/", {"FromFull": {}}, secret) == 404


def test_nothing_is_sent_any_more_and_staff_see_it(rosa, secret, session, study, ada, logged_in):
    post(POSTMARK, from_postmark(timezone.now(), **HARD), secret)
    rosa.invitations.create(study=study)
    sign_up(person=rosa, session=session())

    assert delivered() == []
    assert OutgoingMail.objects.get().state == "withheld"
    assert "E-mails to one person come back" in logged_in(ada).get("/staff/").content.decode()
    assert "rosa@example.org" in logged_in(ada).get("/staff/people/?bounced=1").content.decode()


def test_the_mail_that_came_back_counts_as_refused(rosa, secret):
    mail = queue_mail(template="log_in", person=rosa, key="x")
    delivered()
    OutgoingMail.objects.update(provider_id="883953f4-6105-42a2-a16a-77a8eac79483")
    post(POSTMARK, from_postmark(timezone.now(), **HARD), secret)

    mail.refresh_from_db()
    assert (mail.state, mail.failure) == ("failed", "bounced")


def test_a_fresh_link_ends_it_and_what_is_told_late_does_not_bring_it_back(rosa, secret):
    told = from_postmark(timezone.now(), **HARD)
    post(POSTMARK, told, secret)
    request_log_in(address="rosa@example.org")
    assert spend_link(token=newest_token()) == rosa
    assert len(sent.outbox) == 1

    post(POSTMARK, told, secret)

    assert not is_stopped(rosa)


def test_an_address_that_somebody_had_before_stops_nothing(rosa, secret):
    Person.objects.update(email="new@example.org")
    post(POSTMARK, from_postmark(timezone.now(), **HARD), secret)

    assert not is_stopped(rosa)


def test_keys_of_a_provider_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("OFFICE_ANYMAIL_POSTMARK_SERVER_TOKEN", "token-1")

    assert env_begins("OFFICE_ANYMAIL_")["POSTMARK_SERVER_TOKEN"] == "token-1"
