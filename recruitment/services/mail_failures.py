"""What a provider's failure says about a mail: refused for good, refused for now, or nobody knows."""

from __future__ import annotations

import smtplib
from enum import Enum

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused, AnymailSerializationError

SERVER_ERROR = 500
TOO_MANY_REQUESTS = 429
CLIENT_ERROR = 400


class Failure(Enum):
    ADDRESS_REFUSED = "the address was refused"
    REFUSED = "the mail was refused"
    NOT_NOW = "the provider asked to try again later"
    IN_DOUBT = "nobody knows whether it was taken"


def classified(error: Exception) -> Failure:
    """Return what is known after the error; anything that is not a clear answer leaves doubt."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return Failure.ADDRESS_REFUSED if all(code >= SERVER_ERROR for code in codes) else Failure.NOT_NOW
    if isinstance(error, smtplib.SMTPResponseException):
        # The server has answered, and the answer was no; SMTP numbers failures for now from 400 to 499.
        return Failure.REFUSED if error.smtp_code >= SERVER_ERROR else Failure.NOT_NOW
    if isinstance(error, AnymailRecipientsRefused):
        return Failure.ADDRESS_REFUSED
    if isinstance(error, AnymailSerializationError | smtplib.SMTPNotSupportedError):
        return Failure.REFUSED
    if isinstance(error, AnymailAPIError) and CLIENT_ERROR <= (error.status_code or 0) < SERVER_ERROR:
        return Failure.NOT_NOW if error.status_code == TOO_MANY_REQUESTS else Failure.REFUSED
    return Failure.IN_DOUBT
