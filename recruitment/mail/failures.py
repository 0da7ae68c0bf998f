"""What a provider's failure says about an e-mail: refused for good, refused for now, or nobody knows."""

from __future__ import annotations

import re
import smtplib
from enum import Enum

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused, AnymailSerializationError

SERVER_ERROR = 500
CLIENT_ERROR = 400
# A provider's answer about our key, our bill, our address or its own load, not about this e-mail: no or wrong key, not
# paid, not allowed, no such domain, too slow, too many.
ABOUT_US = {401, 402, 403, 404, 408, 429}
# SMTP numbers that speak of a mailbox where the server says no more: not there, moved, no name of a mailbox.
MAILBOX_CODES = {550, 551, 553}
# As in RFC 3463: class, subject, detail.
ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.(\d{1,3})\b")
OF_THE_ADDRESS, OF_THE_MAILBOX = 1, 2
# Under the subject "address" two details speak of the sender's.
OF_THE_SENDER = {7, 8}
# Servers that say no more than a number say in words when they mean us.
MEANS_US = re.compile(r"\b(relay|sender|authenti|prohibit|polic|block|spam|quota|rate)", re.IGNORECASE)


class Failure(Enum):
    ADDRESS_REFUSED = "the address was refused"
    REFUSED = "the mail was refused"
    NOT_NOW = "the provider asked to try again later"
    IN_DOUBT = "nobody knows whether it was taken"


def classified(error: Exception) -> Failure:
    """Return what is known after the error; anything that is not a clear answer leaves doubt."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))  # an e-mail has one reader
        return _of_a_recipient(code, words.decode(errors="replace") if isinstance(words, bytes) else words)
    if isinstance(error, smtplib.SMTPResponseException):
        # The server has answered, and the answer was no; SMTP numbers failures for now from 400 to 499.
        # A refused sender is we, whoever was to read it.
        is_about_the_mail = error.smtp_code >= SERVER_ERROR and not isinstance(error, smtplib.SMTPSenderRefused)
        return Failure.REFUSED if is_about_the_mail else Failure.NOT_NOW
    if isinstance(error, AnymailRecipientsRefused):
        return Failure.ADDRESS_REFUSED
    if isinstance(error, AnymailSerializationError | smtplib.SMTPNotSupportedError):
        return Failure.REFUSED
    if isinstance(error, AnymailAPIError) and CLIENT_ERROR <= (error.status_code or 0) < SERVER_ERROR:
        return Failure.NOT_NOW if error.status_code in ABOUT_US else Failure.REFUSED
    return Failure.IN_DOUBT


def _of_a_recipient(code: int, words: str) -> Failure:
    """Judge the answer to the name of a recipient: servers also answer there that they do not want us at all.

    Only a word about the address itself says something of the person.
    """
    if code < SERVER_ERROR:
        return Failure.NOT_NOW
    enhanced = ENHANCED.match(words)
    if enhanced is None:
        if MEANS_US.search(words):
            return Failure.NOT_NOW
        return Failure.ADDRESS_REFUSED if code in MAILBOX_CODES else Failure.REFUSED
    subject, detail = int(enhanced[1]), int(enhanced[2])
    if subject == OF_THE_ADDRESS:
        return Failure.NOT_NOW if detail in OF_THE_SENDER else Failure.ADDRESS_REFUSED
    return Failure.REFUSED if subject == OF_THE_MAILBOX else Failure.NOT_NOW
