"""Programs that fetch the addresses of participants: scanners, link previews, browsers that load ahead."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import requests

from tests.harness.people.web_people import OPENING, WebPerson
from tests.harness.people.web_session import WebSession
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

SHORT = {"survey_sections": "none", "practice_rounds": 0, "num_rounds": 1}
# Longer than any request of these tests takes, so that only those who do nothing are silent.
SILENCE = 4
NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
COOKIE = {"Cookie": "browser=yes"}
PROGRAMS = {
    "curl": ("GET", {}),
    "head": ("HEAD", {}),
    "head of a browser": ("HEAD", NAVIGATION | COOKIE),
    "preview": ("GET", {"User-Agent": "Mozilla/5.0 (compatible; LinkPreview)", "Accept": "text/html"}),
    "loaded ahead": ("GET", NAVIGATION | COOKIE | {"Sec-Purpose": "prefetch"}),
    "loaded ahead, rendered": ("GET", NAVIGATION | COOKIE | {"Sec-Purpose": "prefetch;prerender"}),
    "loaded ahead, older": ("GET", COOKIE | {"Purpose": "prefetch"}),
    "a script of something else": ("GET", COOKIE | {"Sec-Fetch-Mode": "cors"}),
}

EXPORT = """

def custom_export_everything(players):
    from otree.database import AnyModel, db

    for table in AnyModel.metadata.sorted_tables:
        for row in db.query(table).all():
            yield [table.name, *(repr(value) for value in row)]
"""


@pytest.fixture(scope="module")
def session_server(tmp_path_factory):
    """Run the experiment's server, with an export of every table."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("server") / "project")
    with (project / "cheap_talk_game" / "__init__.py").open("a", encoding="utf-8") as app:
        app.write(EXPORT)
    with SessionServer(project) as server:
        yield server


def fetch(program: str, url: str) -> requests.Response:
    method, headers = PROGRAMS[program]
    answer = requests.request(method, url, headers=headers, timeout=60)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def session(session_server):
    def session(config="demo", n=2, **modified):
        return WebSession(session_server, config, n, **{**SHORT, **modified})

    return session


def everything(server: SessionServer) -> list[str]:
    """Return every row of the database."""
    return server.rest.custom_export("cheap_talk_game", "custom_export_everything").splitlines()


def changing(server: SessionServer, *urls: str) -> list[str]:
    """Return the programs that change anything by fetching these addresses."""
    changing = []
    before = everything(server)
    for program in PROGRAMS:
        for url in urls:
            fetch(program, url)
        after = everything(server)
        if after != before:
            changing.append(program)
        before = after
    return changing


@pytest.mark.parametrize("where", ["start link", "page", "wait page", "lobby", "last page"])
def test_whatever_a_program_fetches_nothing_comes_of_it(where, session, session_server):
    if where == "lobby":
        played = session("online_ch_uh", 4, dropout="end_pair")
    else:
        # Longer than all tests of this file take: no time of this session may run out beside another test.
        played = session(matching="partner", dropout="end_pair", page_seconds=7200)
    if where == "start link":
        url = played.people[0].link
    elif where == "lobby":
        url = played.people[0].arrive().play_until("WaitForBlock").url
    else:
        played.bring_to_the_game(played.people)
        sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)
        if where == "last page":
            played.play_to_the_end(played.people)
        url = receiver.url if where == "wait page" else sender.url

    assert changing(session_server, url) == []


def test_a_program_takes_no_place_that_belongs_to_nobody_yet(session_server):
    code = session_server.rest.create_session("demo", 20, room="online")
    anonymous = session_server.rest.session(code)["session_wide_url"]
    room = f"{session_server.url}/room/online?welcome_page_ok=1"
    urls = f"{session_server.url}{urlsplit(anonymous).path}", room, room + "&participant_label=somebody"

    assert changing(session_server, *urls) == []


def test_what_is_pressed_in_the_window_of_a_person_counts_although_programs_have_looked(session, tmp_path):
    played = session(matching="partner")
    played.bring_to_the_game(played.people)
    sender, _ = sorted(played.people, key=lambda person: person.is_waiting)
    for program in PROGRAMS:
        fetch(program, sender.url)
    still_counts = sender.ask()
    sender.send(report="11")
    played.play_to_the_end(played.people)

    assert still_counts == 204
    assert played.rounds(tmp_path)["report"].tolist() == [11]
    assert "took_over" not in {event["kind"] for event in played.events()}


def test_nobody_is_present_for_what_a_program_fetches(session):
    played = session(matching="partner", dropout="end_pair", presence_seconds=SILENCE)
    played.bring_to_the_game(played.people)
    sender, receiver = sorted(played.people, key=lambda person: person.is_waiting)

    def go_on():
        fetch("curl", sender.url)
        return receiver.is_done

    played.go_on([receiver], go_on)

    assert played.participants()[sender.code]["exit_reason"] == "dropped_out"


class PlainPerson(WebPerson):
    """A browser on a network without https, which says nothing of what it is for."""

    def __post_init__(self):
        super().__post_init__()
        self.http.headers.clear()


def test_a_person_without_https_is_known_by_the_first_form_and_plays_on(session, session_server, tmp_path):
    played = session(matching="partner")
    played.people = [PlainPerson(person.link, person.quiz_same_partner) for person in played.people]
    for number, person in enumerate(played.people):
        person.link += f"?participant_label=plain-{number}"
    played.bring_to_the_game(played.people)
    sender, _ = sorted(played.people, key=lambda person: person.is_waiting)
    older = sender.opening
    sender.reload()
    refused, newest = sender.ask(older), sender.ask()
    played.play_to_the_end(played.people)
    labels = {person["label"] for person in session_server.rest.session(played.code)["participants"]}

    assert (refused, newest) == (409, 204)
    assert played.rounds(tmp_path)["report"].notna().all()
    assert labels == {"plain-0", "plain-1"}


def test_a_window_that_could_be_a_program_s_counts_once_its_script_has_spoken(session):
    played = session(matching="partner", decision_seconds=60)
    played.bring_to_the_game(played.people)
    sender, _ = sorted(played.people, key=lambda person: person.is_waiting)
    unknown = OPENING.search(requests.get(sender.url, timeout=60).text)[1]
    before = sender.ask()
    spoke = sender.ask(unknown)
    after = sender.ask(sender.opening)

    assert (before, spoke, after) == (204, 204, 409)


def test_whoever_has_no_script_takes_a_place_by_a_button(session_server):
    code = session_server.rest.create_session("demo", 2)
    link = f"{session_server.url}{urlsplit(session_server.rest.session(code)['session_wide_url']).path}"
    asked = requests.get(link, params={"participant_label": "a-label"}, timeout=60)
    by_button = requests.get(link, params={"participant_label": "a-label", "browser": "yes"}, timeout=60)
    labels = {person["label"] for person in session_server.rest.session(code)["participants"]}

    assert '<input type="hidden" name="participant_label" value="a-label">' in asked.text
    assert '<input type="hidden" name="browser" value="yes">' in asked.text
    assert "/Consent/" in by_button.url
    assert labels == {"a-label", None}


def test_what_an_address_carries_is_shown_as_text_on_the_page_in_between(session_server):
    code = session_server.rest.create_session("demo", 2)
    link = f"{session_server.url}{urlsplit(session_server.rest.session(code)['session_wide_url']).path}"
    hostile = '"><img src=x onerror=alert(1)>'
    shown = requests.get(link, params={"participant_label": hostile, hostile: "a"}, timeout=60).text

    assert "<img" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt;") == 2
