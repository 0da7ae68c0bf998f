"""Names and addresses planted in the office are nowhere on the session server: not in its data, exports or logs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import requests

from recruitment.laboratory import server_client as bridge
from recruitment.models import Person
from recruitment.session_day import creation, outcomes
from tests.harness.people.web_people import WebPerson
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_exports import EXPORTS
from tests.harness.servers.session_server import REST_KEY, SessionServer
from tests.recruitment.check_in_people import at_check_in, server_at, session_now

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.process]


@pytest.fixture
def canaries(person):
    """Return a maker of people all of whose personal columns are words that occur nowhere else."""

    def make(name: str) -> Person:
        word = name.replace("-", "")
        return person(
            name,
            email=f"kanari-{word}@zwitscher.example.org",
            new_email=f"neukanari-{word}@zwitscher.example.org",
            given_name=f"Canarina{word}",
            family_name=f"Zwitscherli{word}",
            iban=f"DE00KANARI{word}"[:34],
            paypal_address=f"piep-{word}@voliere.example.org",
            channel_id=f"piepmatz{word}",
        )

    return make


def traces(person: Person) -> list[str]:
    return [str(getattr(person, column)) for column in Person.PERSONAL_FIELDS] + [person.public_id]


def dump(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())


def test_nobody_is_recognised_on_the_session_server(tmp_path, session, study, canaries, monkeypatch):
    monkeypatch.setenv("OTREE_REST_KEY", REST_KEY)
    study.treatment = "demo"
    study.save()
    project = copy_project(REPOSITORY, tmp_path / "project")
    with SessionServer(project) as server:
        lab = session_now(session, session_server=server_at(server.url))
        guests = at_check_in(lab, canaries, 2)
        run = creation.create(session=lab, by=None)
        links = [bridge.personal_link(run.server, seat.participant_code) for seat in run.seats.all()]
        people = [WebPerson(link, quiz_same_partner="yes").arrive() for link in links]
        pages = [person.html for person in people]
        for _ in range(200):
            for person in people:
                if not person.is_done:
                    person.act()
                    pages.append(person.html)
        outcomes.fetch(session=lab)
        key = {"otree-rest-key": REST_KEY}
        exports = [requests.get(server.url + address, headers=key, timeout=60) for address in EXPORTS]
    kept = [file.read_bytes().decode("utf-8", errors="replace") for file in project.rglob("*") if _is_written(file)]
    everything = "\n".join([*pages, *(answer.text for answer in exports), dump(project / "db.sqlite3"), *kept])

    assert all(person.is_done for person in people)
    assert [answer.status_code for answer in exports] == [200] * len(EXPORTS)
    assert [trace for guest in guests for trace in traces(guest.person) if trace.lower() in everything.lower()] == []
    # The search sees what is there: the labels, in the data and in an export.
    for seat in run.seats.all():
        assert seat.label in everything
        assert seat.label in exports[0].text
        assert seat.label in dump(project / "db.sqlite3")


def _is_written(file: Path) -> bool:
    return file.is_file() and (file.suffix in {".log", ".txt", ".json"} or file.name.startswith("db.sqlite3"))
