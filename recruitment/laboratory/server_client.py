"""The one way to the oTree session servers: over REST, with a key, with time-outs.

Everything asked here may be asked again: questions change nothing, and a session is created by a key, for which the
server makes one session however often it is asked. What fails is one of three things, and callers need the difference:
nothing arrived, the server said no, or nobody knows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import requests
from djmoney.money import Money
from moneyed import CurrencyDoesNotExist, get_currency
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_random_exponential
from urllib3.exceptions import MaxRetryError, NewConnectionError

from forecast_sharing.preflight.check import Check
from forecast_sharing.preflight.from_outside import joined
from forecast_sharing.session import choices
from forecast_sharing.session.design import SessionDesign, SettingError
from recruitment.models import SessionServer

CONNECT_S = 3.0
ANSWER_S = 10.0
SIGN_OF_LIFE_S = 4.0
# Creating a session of 400 takes some 12 seconds, and it waits its turn behind the pages of others.
CREATION_S = 45.0
MOST_TRIES = 3
# No further try begins after this.
PATIENCE_S = 20.0
LONGEST_PAUSE_S = 2.0
LONGEST_TEXT = 300
# A proxy in front of the server answers so while the server is away.
AWAY = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT)


class SessionServerFailure(Exception):
    """A session server did not do what it was asked. The message says what happened, for staff."""


class NothingArrived(SessionServerFailure):
    """The server could not be reached, so it did nothing."""


class SaidNo(SessionServerFailure):
    """The server refused, and did nothing."""


class InDoubt(SessionServerFailure):
    """Nobody knows whether the server did what it was asked."""


class Unanswered(InDoubt):
    """No answer came in time, or the connection broke; the next try may do better."""


class Failed(InDoubt):
    """The server failed in the middle. Asking again at once would only fail again."""


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """A session config that a session server offers."""

    name: str
    display_name: str
    num_demo_participants: int
    people_per_block: int  # a session has a multiple of them
    fills_by_arrival: bool = False  # blocks are made of those who come one after the other
    purpose: str = choices.DATA  # what its sessions are held for
    takes_completion: bool = False  # its last page shows the completion link and code of a channel


@dataclass(frozen=True, slots=True)
class CreatedSession:
    """A session of a session server, with the participant code of each label."""

    code: str
    participant_codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ArmProgress:
    """How many blocks of an arm are planned, in the rounds and through them, and how many people are in it."""

    name: str
    blocks: int
    playing: int
    finished: int
    people: int


@dataclass(frozen=True, slots=True)
class ParticipantOutcome:
    """What a session server says about a participant; amounts and reason are None until they have left the session."""

    participant_code: str
    label: str
    exit_reason: str | None
    show_up_fee: Money | None
    earnings: Money | None  # may be negative where losses are deducted from the fee
    total: Money | None
    has_started: bool | None = None  # whether they opened the session; None where the server does not say

    @property
    def is_finished(self) -> bool:
        return self.exit_reason is not None


def session_configs(server: SessionServer) -> list[SessionConfig]:
    """Return the session configs that the server offers."""
    with _reading_its_answer():
        return [_config(each) for each in _asked(server, "GET", "/api/session_configs", answer_s=ANSWER_S)]


def currency(server: SessionServer) -> str:
    """Return the currency in which the server pays; empty where it does not say, as plain oTree does not."""
    try:
        said = _asked(server, "GET", "/api/currency", answer_s=ANSWER_S)
    except SaidNo:
        return ""
    with _reading_its_answer():
        return get_currency(said["currency"]).code


def ask_whether_there(server: SessionServer) -> None:
    """Ask once, and not for long, whether the server answers at all; anyone who waits for it waits before a page."""
    headers = {"otree-rest-key": os.environ.get(server.key_variable, "")}
    # One that refuses is there.
    with suppress(SaidNo):
        _ask_once(server.url.rstrip("/") + "/api/session_configs", "GET", None, headers, SIGN_OF_LIFE_S)


def rooms(server: SessionServer) -> list[str]:
    """Return the names of the server's own rooms."""
    with _reading_its_answer():
        return sorted(_word(each["name"]) for each in _asked(server, "GET", "/api/rooms", answer_s=ANSWER_S))


def preflight(server: SessionServer, *, study: str = "") -> list[Check]:
    """Return what the server checks before people come, with what the office sees of it; for one study if named."""
    asked = time.time()
    said = _asked(server, "GET", f"/api/preflight?{urlencode({'study': study})}", answer_s=ANSWER_S)
    opened = server.participant_url or server.url
    return joined(said, url=server.url, opened_url=opened, asked_s=asked, answered_s=time.time())


def create_session(
    server: SessionServer,
    *,
    config: str,
    labels: Sequence[str],
    room: str,
    key: str,
    config_fields: Mapping[str, str] | None = None,
) -> CreatedSession:
    """Create the session with this key, or return it if there is one; each label gets a participant of its own.

    `config_fields` are settings that differ from those of the config.
    """
    wanted: dict[str, Any] = {
        "session_config_name": config,
        "num_participants": len(labels),
        "creation_key": key,
        "participant_labels": list(labels),
    }
    if room:
        wanted["room_name"] = room
    if config_fields:
        wanted["modified_session_config_fields"] = dict(config_fields)
    made = _asked(server, "POST", "/api/sessions", wanted, answer_s=CREATION_S)
    with _reading_its_answer():
        code = _word(made["code"])
    try:
        asked = _asked(server, "POST", f"/api/get_session/{code}", {}, answer_s=ANSWER_S)
    except (NothingArrived, SaidNo) as failure:
        # That this question did nothing says nothing about the session, which the server has made.
        raise InDoubt(f"did not say who sits where ({failure})") from failure
    with _reading_its_answer():
        codes = {_word(person["label"]): _word(person["code"]) for person in asked["participants"]}
        if codes.keys() != set(labels):
            raise ValueError("other labels")
    return CreatedSession(code, codes)


def has_session(server: SessionServer, *, key: str) -> bool:
    """Return whether the server has a session of this key."""
    with _reading_its_answer():
        return any(each["label"] == key for each in _asked(server, "GET", "/api/sessions", answer_s=ANSWER_S))


def fetch_outcomes(server: SessionServer, code: str) -> list[ParticipantOutcome]:
    """Return what became of each participant of the session and what they are owed."""
    said = _asked(server, "GET", f"/api/outcomes/{_word(code)}", answer_s=ANSWER_S)
    with _reading_its_answer():
        return [_outcome(person, said["currency"]) for person in said["participants"]]


def arms(server: SessionServer, code: str) -> list[ArmProgress]:
    """Return how far the blocks of each arm of a session are; none where all blocks play the same."""
    said = _asked(server, "GET", f"/api/arms/{_word(code)}", answer_s=ANSWER_S)
    with _reading_its_answer():
        return [
            ArmProgress(_word(arm["name"]), *(int(arm[name]) for name in ("blocks", "playing", "finished", "people")))
            for arm in said["arms"]
        ]


def personal_link(server: SessionServer, participant_code: str) -> str:
    """Return the address at which one participant, and nobody else, takes part."""
    return f"{(server.participant_url or server.url).rstrip('/')}/InitializeParticipant/{participant_code}"


def broken_rule(config_fields: Mapping[str, str]) -> str:
    """Return the rule that these settings of a session break, in the words of its server; empty if they break none."""
    try:
        SessionDesign.from_config(config_fields)
    except SettingError as error:
        return str(error)
    return ""


def _asked(
    server: SessionServer, method: str, path: str, body: Mapping[str, Any] | None = None, *, answer_s: float
) -> Any:
    """Return the server's answer. Once a try has left doubts, a later one that did not arrive does not dispel them."""
    headers = {"otree-rest-key": _key(server)}
    doubts: list[InDoubt] = []
    retrying = Retrying(
        retry=retry_if_exception_type((NothingArrived, Unanswered)),
        stop=stop_after_attempt(MOST_TRIES) | stop_after_delay(PATIENCE_S),
        wait=wait_random_exponential(multiplier=0.2, max=LONGEST_PAUSE_S),
        reraise=True,
    )

    def ask() -> Any:
        try:
            return _ask_once(server.url.rstrip("/") + path, method, body, headers, answer_s)
        except InDoubt as doubt:
            doubts.append(doubt)
            raise

    try:
        return retrying(ask)
    except NothingArrived as failure:
        if doubts:
            raise doubts[-1] from failure
        raise


def _ask_once(
    address: str, method: str, body: Mapping[str, Any] | None, headers: Mapping[str, str], answer_s: float
) -> Any:
    with requests.Session() as http:
        # A proxy of this computer has no business between the office and its session servers.
        http.trust_env = False
        try:
            # A redirect would carry the key to wherever it leads.
            answer = http.request(
                method, address, json=body, headers=headers, timeout=(CONNECT_S, answer_s), allow_redirects=False
            )
        except requests.RequestException as error:
            if _never_arrived(error):
                raise NothingArrived(f"cannot be reached ({type(error).__name__})") from error
            raise Unanswered(f"did not answer ({type(error).__name__})") from error
    if answer.status_code in AWAY:
        raise Unanswered(f"is not there at the moment ({answer.status_code})")
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Failed(f"failed ({answer.status_code}): {_first_words(answer)}")
    if answer.status_code != HTTPStatus.OK:
        raise SaidNo(f"refused ({answer.status_code}): {_first_words(answer)}")
    try:
        return answer.json()
    except ValueError as error:
        raise Failed("sent something other than JSON") from error


def _never_arrived(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _first_words(answer: requests.Response) -> str:
    return " ".join(answer.text.split())[:LONGEST_TEXT]


def _key(server: SessionServer) -> str:
    key = os.environ.get(server.key_variable, "")
    if not key:
        raise NothingArrived(f"was not asked: {server.key_variable} is not set in the office's environment")
    return key


@contextmanager
def _reading_its_answer() -> Iterator[None]:
    """Turn an answer of an unexpected shape into a failure with words."""
    try:
        yield
    except (ValueError, KeyError, TypeError, InvalidOperation, CurrencyDoesNotExist) as error:
        raise Failed(f"sent something unexpected ({type(error).__name__})") from error


def _config(said: Mapping[str, Any]) -> SessionConfig:
    n_people, fills_by_arrival = 1, False
    # A config that breaks a rule is refused by the server itself, in its own words.
    with suppress(SettingError):
        if "block_size" in said:
            design = SessionDesign.from_config(said)
            n_people, fills_by_arrival = design.people_per_block, design.fills_by_arrival
    return SessionConfig(
        name=_word(said["name"]),
        display_name=str(said["display_name"]),
        num_demo_participants=int(said["num_demo_participants"]),
        people_per_block=n_people,
        fills_by_arrival=fills_by_arrival,
        purpose=str(said.get("purpose", choices.DATA)),
        takes_completion={"completion_link", "completion_code"} <= said.keys(),
    )


def _outcome(said: Mapping[str, Any], currency: str) -> ParticipantOutcome:
    amounts = [said[name] for name in ("show_up_fee", "earnings", "total")]
    if len({value is None for value in [said["exit_reason"], *amounts]}) != 1:
        raise ValueError("an amount without an exit reason, or the reverse")
    show_up_fee, earnings, total = (None if text is None else _money(text, currency) for text in amounts)
    if total is not None and (total != show_up_fee + earnings or total.amount < 0):
        raise ValueError("amounts that do not add up")
    return ParticipantOutcome(
        participant_code=_word(said["code"]),
        label=str(said["label"] or ""),
        exit_reason=None if said["exit_reason"] is None else _word(said["exit_reason"]),
        show_up_fee=show_up_fee,
        earnings=earnings,
        total=total,
        has_started=None if said.get("has_started") is None else bool(said["has_started"]),
    )


def _money(text: str, currency: str) -> Money:
    if not isinstance(text, str):  # a float has lost what it was
        raise TypeError(text)
    amount = Decimal(text)
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(text)
    return Money(amount.quantize(Decimal("0.01")), currency)


def _word(text: Any) -> str:
    if not isinstance(text, str) or not text or not text.replace("_", "").replace("-", "").replace(".", "").isalnum():
        raise ValueError(text)
    return text
