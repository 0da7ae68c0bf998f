"""What `recruitment.py` measures, once Django and the pool are there."""

from __future__ import annotations

import json
import os
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import requests
from django.conf import settings
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice

from benchmarks.table import milliseconds, print_table, ratio
from recruitment.models import Invitation, OutgoingMail, Person, PoolFile, Study
from recruitment.pool_files.importing import OldConsent, guessed_target, import_people
from recruitment.pool_files.people_table import read_table
from recruitment.studies.condition_tree_forms import Group, Leaf, tree_of
from recruitment.studies.invitations import invite
from tests.harness.people.clicks import Click, sign_up_at_once
from tests.harness.servers.office import REPOSITORY, Office

N_INVITED = 5_000
N_REPEATS = 21
N_ROUNDS = 3
N_IMPORTED = 10_000
# Clicks, seats, reserve.
RUSH = (200, 150, 10)
RUSH_SCRIPT = REPOSITORY / "tests" / "recruitment" / "scenarios" / "rush.py"

FEMALE = {"is": "answer_one_of", "field": "gender", "values": ["female"]}
NEARLY_NEW = {"is": "sessions_played", "to": 1}
FILTERS: dict[str, dict[str, Any]] = {
    "everybody": {"all": []},
    "one answer": {"all": [FEMALE]},
    "three of one kind each": {
        "all": [
            {"is": "answer_between", "field": "born", "from": "1990", "to": "2003"},
            NEARLY_NEW,
            {"not": {"is": "study_classes", "keys": [1]}},
        ]
    },
    "all kinds, nested": {
        "all": [
            {"any": [FEMALE, {"is": "answer_one_of", "field": "subject", "values": ["economics", "law"]}]},
            {"is": "answer_between", "field": "born", "from": "1990"},
            {"is": "sessions_played", "to": 5},
            {"not": {"is": "played_within", "days": 30}},
            {"not": {"any": [{"is": "studies", "keys": [1, 2, 3]}, {"is": "study_classes", "keys": [1]}]}},
            {"is": "no_shows", "days": 365, "to": 1},
            {"is": "reliability", "from": 75},
            {"is": "language", "values": ["de", "en"]},
        ]
    },
}


def measure_previews(office: Office, study: Study) -> None:
    """Time the answer to what the page sends after each change, over HTTP, beside a count that takes no conditions."""
    times: dict[str, list[float]] = {name: [] for name in ("count", *FILTERS)}
    found = {}
    with office.serving() as url, _staff_member(url, study) as browser:
        address = f"{url}/staff/studies/{study.pk}/who-may-come/new/"
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).text)
        assert token is not None
        for _ in range(N_REPEATS):
            with _timed(times["count"]):
                Person.objects.may_be_invited().count()
            for name, conditions in FILTERS.items():
                data = {**_sent(conditions), "name": "x", "csrfmiddlewaretoken": token[1]}
                with _timed(times[name]):
                    answer = browser.post(address, data, headers={"HX-Request": "true", "HX-Target": "counts"})
                eligible = re.search(r'class="sum".*?<td>(\d+)', answer.text, re.DOTALL)
                assert eligible is not None, answer.text
                found[name] = eligible[1]
    rows = [
        (name, milliseconds(times[name]), _slow(times[name]), ratio(times[name], times["count"]), found[name])
        for name in FILTERS
    ]
    rows.append(("the pool counted, one query", milliseconds(times["count"]), _slow(times["count"]), "1", ""))
    print_table(
        f"Preview, whole HTTP answer (goal: median at most 500 ms); {_load()}",
        ("filter", "median", "95%", "ratio to the count (quartiles)", "can be invited"),
        rows,
    )


def measure_invitations(_office: Office, study: Study) -> None:
    """Time rounds of 5,000 invitations, each of which is one transaction."""
    rows = []
    for _ in range(N_ROUNDS):
        n_mails, times = OutgoingMail.objects.count(), list[float]()
        with _timed(times):
            made = invite(
                study=study,
                conditions=FILTERS["three of one kind each"],
                n_wanted=N_INVITED,
                mails_per_hour=500,
                new_people_first=True,
                by=study.owner,
            )
        assert OutgoingMail.objects.count() - n_mails == made.n_drawn == N_INVITED
        assert Invitation.objects.filter(round=made).count() == N_INVITED
        rows.append((f"{made.n_drawn}", f"{made.n_eligible}", f"{times[0]:.2f} s"))
    print_table(f"Invitations in one transaction; {_load()}", ("people", "drawn from", "time"), rows)


def measure_sign_ups(office: Office, _study: Study) -> None:
    """Let 200 people click at once on the running office, and look for who was lost."""
    n_people, seats, reserve = RUSH
    rows = []
    with office.serving() as url:
        for _ in range(N_ROUNDS):
            cookies = office.python(RUSH_SCRIPT, "prepare", *map(str, RUSH))
            clicks = sign_up_at_once(url, cookies)
            happened = office.python(RUSH_SCRIPT, "outcome")
            states = [place and place[0] for place in happened["places"]]
            rows.append(
                (
                    f"{n_people}",
                    f"{states.count('signed_up')} of {seats + reserve}",
                    f"{states.count('waiting')}",
                    f"{sum(bool(click.failure) for click in clicks) + states.count(None)}",
                    f"{sum(len(mails) != 1 for mails in happened['mails'])}",
                    *_spread(clicks),
                )
            )
    print_table(
        f"Simultaneous sign-ups, from the click to the next page; {_load()}",
        ("people", "seats", "waiting", "lost", "not one mail", "first", "median", "95%", "last"),
        rows,
    )


def measure_import(_office: Office, study: Study) -> None:
    """Time a trial and an import of 10,000 people, a row of six cells each."""
    lines = (
        f"Imported{n}@example.org,F{n},L{n},{'de' if n % 2 else 'en'},{'f' if n % 3 else 'm'},{1970 + n % 40}\n"
        for n in range(N_IMPORTED)
    )
    text = "email,firstname,lastname,language,gender,born\n" + "".join(lines)
    file = PoolFile.objects.create(name="pool.csv", text=text, created_by=study.owner)
    targets = {n: guessed_target(header) for n, header in enumerate(read_table(text).headers)}
    consent, rows = OldConsent("1", "I agree.", date(2019, 5, 1)), []
    for name, is_trial in (("trial", True), ("import", False)):
        times: list[float] = []
        with _timed(times):
            outcome = import_people(file=file, targets=targets, consent=consent, by=study.owner, dry_run=is_trial)
        assert outcome.n_new == N_IMPORTED
        assert not outcome.errors
        rows.append((name, f"{outcome.n_new}", f"{times[0]:.1f} s"))
    print_table(f"Import of a file; {_load()}", ("", "people", "time"), rows)


def disconnect() -> None:
    connection.close()


@contextmanager
def _staff_member(url: str, study: Study) -> Iterator[requests.Session]:
    """Give a browser in which the owner of the study has logged in with a second factor."""
    client = Client()
    client.force_login(study.owner)
    device, _is_new = StaticDevice.objects.get_or_create(user=study.owner, name="benchmark")
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    with requests.Session() as browser:
        browser.cookies.set(settings.SESSION_COOKIE_NAME, session.session_key)
        browser.headers["Referer"] = url
        yield browser


def _sent(conditions: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser sends of these conditions."""
    sent: dict[str, Any] = {}

    def add(node: Group | Leaf) -> None:
        if isinstance(node, Group):
            sent[f"{node.path}-n"], sent[f"{node.path}-join"] = len(node.children), node.join
            for child in node.children:
                add(child)
        else:
            sent.update({f"{node.path}-{name}": values for name, values in node.raw.items()})

    add(tree_of(conditions).placed())
    return sent


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(time.perf_counter() - began)


def _spread(clicks: list[Click]) -> tuple[str, ...]:
    took = sorted(click.took for click in clicks)
    shares = (0, len(took) // 2, int(0.95 * len(took)), -1)
    return tuple(f"{took[n]:.2f} s" for n in shares)


def _slow(times: list[float]) -> str:
    return f"{1000 * statistics.quantiles(times, n=20)[-1]:.0f} ms"


def _load() -> str:
    return f"load average {json.dumps(os.getloadavg()[0])[:4]}"
