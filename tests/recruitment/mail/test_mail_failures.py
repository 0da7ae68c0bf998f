"""What a server's answer says of the mail, of the address, and of ourselves."""

from __future__ import annotations

import smtplib

import pytest
import requests
from anymail.exceptions import AnymailRequestsAPIError

from recruitment.mail.failures import Failure, classified

NOT_NOW, REFUSED, ADDRESS_REFUSED = Failure.NOT_NOW, Failure.REFUSED, Failure.ADDRESS_REFUSED


@pytest.mark.parametrize(
    ("status", "failure"),
    [(status, NOT_NOW) for status in (401, 402, 403, 404, 408, 429)]
    + [(400, REFUSED), (422, REFUSED), (500, Failure.IN_DOUBT)],
)
def test_a_wrong_key_or_an_unpaid_bill_is_not_the_fault_of_a_mail(status, failure):
    response = requests.Response()
    response.status_code = status

    assert classified(AnymailRequestsAPIError(response=response)) is failure


def test_a_refused_sender_is_not_the_fault_of_a_mail():
    assert classified(smtplib.SMTPSenderRefused(553, b"not you", "office@example.org")) is NOT_NOW


@pytest.mark.parametrize(
    ("code", "words", "failure"),
    [
        (550, b"5.1.1 user unknown", ADDRESS_REFUSED),
        (554, b"5.1.10 no mail is taken there", ADDRESS_REFUSED),
        (550, b"no such user", ADDRESS_REFUSED),
        (553, b"not a mailbox", ADDRESS_REFUSED),
        (554, b"5.7.1 <x>: Relay access denied", NOT_NOW),
        (550, b"relay not permitted", NOT_NOW),
        (550, b"5.4.5 Daily user sending quota exceeded", NOT_NOW),
        (550, b"5.7.1 looks like spam", NOT_NOW),
        (553, b"5.1.8 sender's domain not found", NOT_NOW),
        (450, b"4.2.1 busy", NOT_NOW),
        (552, b"5.2.2 mailbox full", REFUSED),
        (554, b"no", REFUSED),
    ],
)
def test_only_a_word_about_the_address_says_something_of_it(code, words, failure):
    assert classified(smtplib.SMTPRecipientsRefused({"rosa@example.org": (code, words)})) is failure
