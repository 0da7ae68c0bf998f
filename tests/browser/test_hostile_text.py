"""Nothing a participant sends can run in the administrator's browser, even if it had got into the database."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness.people.web_people import AS_BROWSERS, WebPerson
from tests.harness.people.web_session import WebSession
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import REST_KEY, SessionServer
from tests.harness.servers.stock_server import StockServer

pytestmark = pytest.mark.browser

RAN = "hostile code ran"
HOSTILE = [
    f"<img src=x onerror=\"console.log('{RAN}')\">",
    f"<script>console.log('{RAN}')</script>",
    f"<a href=\"javascript:console.log('{RAN}')\" autofocus onfocus=\"console.log('{RAN}')\">x</a>",
    f"<script src=\"data:text/javascript,console.log('{RAN}')\"></script>",
    f"</script></style></textarea></title><svg onload=\"console.log('{RAN}')\">",
    f"'\"><iframe srcdoc=\"<script>console.log('{RAN}')</script>\"></iframe>",
]
ALL = "".join(HOSTILE)
FIELD = re.compile(r'\bname="([^"]+)"')
# Elements that can only have come from such a text.
MADE_FROM_TEXT = "img[src=x], svg[onload], iframe[srcdoc], a[onfocus], script[src^=data]"

# What participants type, send or bring along, wherever it is kept.
FROM_PARTICIPANTS = {
    "otree_participant": ("label", "status", "mturk_assignment_id", "mturk_worker_id"),
    "briefing_player": ("quiz_must_be_true", "quiz_same_partner", "quiz_counterpart", "quiz_belief_range"),
    "briefing_quizanswer": ("answer",),
    "cheap_talk_game_group": ("text", "left_because", "left_by"),
    "cheap_talk_game_message": ("text",),
    "participant_ui_usedlink": ("study_id", "submission_id"),
    "trust_survey_player": ("age_band", "gender", "occupation", "earlier_experiments"),
}

# Views of the administrator that show nothing in a browser, and why.
NOT_PAGES = {
    **dict.fromkeys(
        ["AdvanceSession", "CloseRoom", "ToggleArchivedSessions", "MTurkExpireHIT", "PayMTurk", "RejectMTurk"],
        "takes a form only",
    ),
    **dict.fromkeys(
        ["ExportWideLogin", "ExportChatLogin", "ExportPageTimesLogin", "DownloadSession", "DownloadStudy"],
        "a file to save",
    ),
    "ConsoleAction": "tells the console what can be done to one person",
    "CreateDemoSession": "makes a session and leads to its links",
    "MTurkCreateHIT": "needs a setting that no config here has",
}
# Every other view is opened; these have to show what was planted.
SHOW_IT = ("SessionMonitor", "SessionData", "SessionPayments", "SessionSplitScreen", "AdminReport", "Console")
ROOMS = {"RoomWithSession": "online", "RoomWithoutSession": "lab"}

LIST_VIEWS = """
import json
from lab_server import environment
from lab_server.start import otree_application
environment.prepare()
otree_application.load()
from otree import asgi
from otree.views.cbv import AdminView
views = [route for route in asgi.app.routes if isinstance(getattr(route, "endpoint", None), type)]
print(json.dumps({
    "pages": {view.name: view.path for view in views if issubclass(view.endpoint, AdminView)},
    "programs": [view.path for view in views if view.path.startswith("/api/")],
}))
"""


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the addresses that the server has: of the administrator's pages by name, and of what is for programs."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("views") / "project")
    environment = os.environ | {"OTREE_ADMIN_PASSWORD": "any", "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", LIST_VIEWS], cwd=project, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


class Sessions(NamedTuple):
    """The codes of two sessions whose people sent hostile text wherever they could."""

    finished: str
    in_play: str  # the receiver reads the message now


@pytest.fixture(scope="module")
def hostile_database(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> tuple[Path, Sessions]:
    """Return a project with two such sessions.

    The same text is then written into the database itself, past all guards, wherever it keeps what participants sent.
    """
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("hostile") / "project")
    settings = dict(num_rounds=1, messages="number_and_text", label="a session")
    with SessionServer(project) as server:
        finished = WebSession(server, "demo", 2, room="online", **settings)
        come_by_a_link_of_prolific(server)
        play_to_the_end_hostile_everywhere(finished)
        in_play = WebSession(server, "demo", 2, **settings)
        play_to_the_message(in_play, browser)
        for session in (finished, in_play):
            ask_for_help(session)
        texts = server.rest.custom_export("cheap_talk_game", "custom_export_rounds")
    assert RAN in texts
    plant(project / "db.sqlite3")
    return project, Sessions(finished.code, in_play.code)


def come_by_a_link_of_prolific(server: SessionServer) -> None:
    link = {"welcome_page_ok": "1", "participant_label": "a-label", "STUDY_ID": "a-study", "SESSION_ID": "a-submission"}
    requests.get(f"{server.url}/room/online", params=link, headers=AS_BROWSERS, timeout=60).raise_for_status()


@dataclass
class WritingPerson(WebPerson):
    """Sends a hostile text with each report."""

    writes: str = HOSTILE[0]

    def _answers(self) -> dict[str, Any]:
        text = {"text": self.writes} if self.page == "Report" else {}
        return super()._answers() | text


class HostilePerson(WritingPerson):
    """Sends hostile text in every field of each page first, and then plays on."""

    attacked: str = ""

    def act(self) -> WebPerson:
        names = FIELD.findall(self.html.partition('id="form"')[2].partition("</form>")[0])
        if names and self.url != self.attacked:
            self.attacked = self.url
            before = self.page
            self.http.post(self.url, data=dict.fromkeys(names, HOSTILE[0]), timeout=60)
            assert self.reload().page == before, f"{before} took {HOSTILE[0]}"
        return super().act()


def play_to_the_end_hostile_everywhere(session: WebSession) -> None:
    people = [
        HostilePerson(person.link, person.quiz_same_partner, writes=text)
        for person, text in zip(session.people, HOSTILE, strict=False)
    ]
    for person in people:
        person.arrive()
    session.play_to_the_end(people)
    assert {urlsplit(person.attacked).path.split("/")[4] for person in people} == {"AnswerQuestions"}


def play_to_the_message(session: WebSession, browser: Browser) -> None:
    """Let one write to the other, and see in a browser how the other reads it."""
    people = [WritingPerson(person.link, person.quiz_same_partner) for person in session.people]
    session.bring_to_the_game(people)
    session.go_on(people, lambda: any(person.page == "Capacity" for person in people))
    [reader] = [person for person in people if person.page == "Capacity"]
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(reader.url)
        assert RAN in page.inner_text("#message-text")
        assert page.locator(MADE_FROM_TEXT).count() == 0


def ask_for_help(session: WebSession) -> None:
    for person in session.server.rest.session(session.code)["participants"]:
        answer = requests.post(f"{session.server.url}/help/{person['code']}", json={"text": ALL[:500]}, timeout=60)
        assert answer.ok, answer.text


def plant(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for table, columns in FROM_PARTICIPANTS.items():
            for column in columns:
                changed = connection.execute(f"UPDATE {table} SET {column} = ?", [ALL]).rowcount  # noqa: S608
                assert changed, f"{table} has no rows"
        connection.execute("UPDATE otree_participant SET _monitor_note_json = ?", [json.dumps([ALL])])
        connection.commit()


@pytest.fixture(scope="module")
def served(hostile_database, tmp_path_factory) -> Iterator[tuple[SessionServer, Sessions]]:
    project, sessions = hostile_database
    copy = tmp_path_factory.mktemp("served") / "project"
    shutil.copytree(project, copy)
    with SessionServer(copy) as server:
        yield server, sessions


def log_in(server: SessionServer, context: BrowserContext, heard: list[str]) -> Page:
    context.on("console", lambda message: heard.append(message.text))
    context.on("dialog", lambda dialog: dialog.dismiss())
    page = context.new_page()
    page.goto(f"{server.url}/login")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", server.admin_password)
    page.click("[type=submit]")
    return page


def pages_of(views: dict[str, Any], codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return name and path of every page of the administrator, for each session once."""
    pages = []
    for name, pattern in views["pages"].items():
        if name not in NOT_PAGES:
            paths = {pattern.format(code=code, room_name=ROOMS.get(name), participant_code="") for code in codes}
            pages += [(name, path) for path in sorted(paths)]
    return pages


def visit_every_page(server: SessionServer, page: Page, pages: list[tuple[str, str]]) -> dict[str, str]:
    """Open each page and give what it loads by itself the time it takes; return all that is shown, by name."""
    seen: dict[str, str] = defaultdict(str)
    for name, path in pages:
        answer = page.goto(server.url + path)
        assert answer is not None
        assert answer.ok, path
        if name == "SessionMonitor":
            page.locator("#monitor-table tbody tr").first.wait_for(state="attached")
        if name == "SessionData":
            page.locator("table tbody td").first.wait_for(state="attached")
            while page.locator("#app-next").is_enabled():
                page.click("#app-next")
        if name == "AdminReport":
            page.locator("#people tbody").first.wait_for()
        page.wait_for_load_state("networkidle")
        if name == "AdminReport":  # ours: text stays text
            assert page.locator(MADE_FROM_TEXT).count() == 0, name
        for frame in page.frames[1:]:
            if frame.url.startswith(f"{server.url}/p/"):
                assert frame.locator(MADE_FROM_TEXT).count() == 0, frame.url
        seen[name] += "".join(frame.content() for frame in page.frames)
    return seen


def test_nothing_of_a_participant_runs_on_any_page_of_the_administrator(served, views, browser):
    server, sessions = served
    heard: list[str] = []
    with closing(browser.new_context()) as context:
        page = log_in(server, context, heard)
        seen = visit_every_page(server, page, pages_of(views, sessions))
        # Nor when the administrator clicks on it.
        page.goto(f"{server.url}/SessionPayments/{sessions.finished}")
        with page.expect_console_message(lambda message: "javascript:" in message.text or message.text == RAN):
            page.locator("a[href^=javascript]").first.evaluate("link => link.click()")

    # It is there, and it is not run.
    assert RAN not in heard
    assert [name for name in SHOW_IT if "onerror" not in seen[name]] == []
    assert any("Content Security Policy" in text for text in heard)
    assert not NOT_PAGES.keys() - views["pages"].keys()


def test_what_programs_and_downloads_get_is_no_page(served, views, browser):
    server, sessions = served
    paths = [path.format(code=sessions.finished) for path in views["programs"]]
    paths += [views["pages"][name] for name in NOT_PAGES if name.startswith("Export")]
    paths += [
        f"/api/export_app_custom?app=cheap_talk_game&function_name=custom_export_{table}"
        for table in ("rounds", "messages", "events")
    ]
    heard: list[str] = []
    shown = ""
    with closing(browser.new_context(extra_http_headers={"otree-rest-key": REST_KEY})) as context:
        page = log_in(server, context, heard)
        for path in paths:
            answer = context.request.get(server.url + path)
            kind = answer.headers.get("content-type", "").partition(";")[0]
            assert kind in ("text/plain", "text/csv", "application/json", ""), (path, kind)
            assert answer.headers["x-content-type-options"] == "nosniff"
            if kind == "text/csv":
                assert answer.headers["content-disposition"].startswith("attachment"), path
            else:
                page.goto(server.url + path)
                assert page.locator(MADE_FROM_TEXT).count() == 0, path
            shown += answer.text()

    assert shown.count(RAN) > 10
    assert RAN not in heard


def test_no_address_that_somebody_sends_the_administrator_runs(served, browser):
    server, sessions = served
    code = sessions.in_play
    participant = server.rest.session(code)["participants"][0]["code"]
    patterns = [
        "/{}",
        "/InitializeParticipant/{}",
        f"/InitializeParticipant/{participant}?participant_label={{}}",
        f"/MTurkStart/{code}?workerId={{}}&assignmentId={{}}",
        "/OutOfRangeNotification/{}",
        "/join/{}",
        "/room/{}",
        "/room/online?participant_label={}",
        "/room/lab?participant_label={}&hash={}",
        "/p/{}/game/Report/1",
        f"/p/{participant}/game/{{}}/1",
        f"/p/{participant}/game/Report/{{}}",
        "/help/{}",
        "/console/{}",
        f"/console/{code}?points_key={{}}",
        f"/console/{code}/action?participant={{}}",
        "/AdminReport/{}",
        f"/AdminReport/{code}?app_name={{}}",
        f"/AdminReport/{code}?round_number={{}}",
        "/SessionMonitor/{}",
        f"/SessionPayments/{code}?scrsplit={{}}",
        "/room_with_session/{}",
        "/demo/{}",
        "/sessions?archive={}",
        "/create_session?is_mturk={}",
        "/login?next={}",
        "/ExportWide/{}",
        "/api/{}",
        "/static/{}",
    ]
    heard: list[str] = []
    with closing(browser.new_context()) as context:
        page = log_in(server, context, heard)
        for pattern in patterns:
            for text in (ALL, HOSTILE[-1]):  # inside an element, inside an attribute
                page.goto(server.url + pattern.replace("{}", quote(text, safe="")))
                n_made = page.locator(MADE_FROM_TEXT).count()
                # This page of oTree's shows what is stored, as it is.
                assert n_made == 0 or pattern.startswith("/SessionPayments"), pattern

    assert RAN not in heard


def test_without_the_door_it_would_run(hostile_database, tmp_path, browser):
    project, sessions = hostile_database
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    heard: list[str] = []
    with StockServer(copy) as server, closing(browser.new_context()) as context:
        page = log_in(server, context, heard)
        page.goto(f"{server.url}/SessionPayments/{sessions.finished}")
        page.wait_for_load_state("networkidle")

    assert RAN in heard


def test_every_page_of_the_administrator_works_under_the_policy(session_server, views, browser):
    session = WebSession(session_server, "demo", 2, num_rounds=1, survey_sections="")
    for person in session.people:
        person.arrive()
    for _ in range(2):
        session.people[0].act()
    code = session.code
    heard: list[str] = []
    with closing(browser.new_context()) as context:
        page = log_in(session_server, context, heard)
        session_server.rest.create_session("demo", 2, room="online")
        visit_every_page(session_server, page, pages_of(views, [code]))
        # oTree writes these two calls into attributes.
        page.goto(f"{session_server.url}/SessionMonitor/{code}")
        with page.expect_response("**/AdvanceSession/**") as answer:
            page.click("#advance_users")
        page.goto(f"{session_server.url}/SessionData/{code}")
        page.locator("[data-onclick^=filterGroup]").first.click()
        page.goto(f"{session_server.url}/ExportIndex")
        with page.expect_download() as download:
            page.click("#wide-csv")

    assert answer.value.ok
    assert download.value.suggested_filename.startswith("all_apps_wide")
    assert [
        text for text in heard if "Security Policy" in text or "not a function" in text or "not defined" in text
    ] == []
