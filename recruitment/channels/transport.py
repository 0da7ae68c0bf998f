"""Making one call over HTTP: time limits, and no second try unless the first cannot have been heard."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import requests
import tenacity
from django.conf import settings
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from recruitment.channels.interface import Call

TRIES = 3
LONGEST_PAUSE_S = 8
REDIRECT = 300
BAD_REQUEST = 400
REQUEST_TIMEOUT = 408  # the server gave up waiting; how far it had come is not known
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


class Outcome(Enum):
    DONE = "done"
    REFUSED = "refused"  # it did nothing
    UNKNOWN = "unknown"  # nobody knows


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    status_code: int | None = None
    answer: Any = None
    failure: str = ""

    @property
    def is_worth_another_try(self) -> bool:
        """Whether the channel is busy or away."""
        return self.outcome is not Outcome.DONE and (
            self.status_code is None or self.status_code == TOO_MANY_REQUESTS or self.status_code >= SERVER_ERROR
        )


def perform(call: Call) -> Result:
    """Make the call. Only one that may be repeated is tried again; the others are made once, whatever happens."""
    retrying = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(TRIES if call.may_be_repeated else 1),
        wait=tenacity.wait_exponential(multiplier=0.5, max=LONGEST_PAUSE_S),
        retry=tenacity.retry_if_result(lambda result: result.is_worth_another_try),
        retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
    )
    return retrying(_once, call)


def _once(call: Call) -> Result:
    try:
        # A redirect of a call that pays would be a second call.
        response = requests.request(
            call.method,
            call.url,
            json=call.body,
            headers=dict(call.headers),
            timeout=settings.CHANNEL_TIMEOUT_S,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        outcome = Outcome.REFUSED if _was_never_sent(error) else Outcome.UNKNOWN
        # The name only: the text may repeat the address with its key.
        return Result(outcome, failure=type(error).__name__)
    status = response.status_code
    if response.ok and status < REDIRECT:
        return Result(Outcome.DONE, status, _answer(response))
    did_nothing = BAD_REQUEST <= status < SERVER_ERROR and status != REQUEST_TIMEOUT
    outcome = Outcome.REFUSED if did_nothing else Outcome.UNKNOWN
    return Result(outcome, status, failure=response.text[:300])


def _was_never_sent(error: requests.RequestException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def _answer(response: requests.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return response.text
