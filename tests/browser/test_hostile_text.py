"""Nothing a participant sends can run in the administrator's browser, even if it had got into the database."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness.people import Person, play_to_the_end
from tests.harness.project_copy import REPOSITORY, copy_project
from tests.harness.session_server import SessionServer
from tests.harness.stock_server import StockServer

pytestmark = pytest.mark.browser

RAN = "hostile code ran"
HOSTILE = [
    f"<img src=x onerror=\"console.log('{RAN}')\">",
    f"<script>console.log('{RAN}')</script>",
    f"</script></style></textarea></title><svg onload=\"console.log('{RAN}')\">",
    f"'\"><iframe srcdoc=\"<script>console.log('{RAN}')</script>\"></iframe>",
    f"<a href=\"javascript:console.log('{RAN}')\" autofocus onfocus=\"console.log('{RAN}')\">x</a>",
]
# What the administrator's pages show of participants, and a participant could have put there if a guard failed.
SHOWN_COLUMNS = ("label", "status", "_monitor_note")

PAGES_OF_A_SESSION = (
    "SessionMonitor",
    "SessionData",
    "SessionPayments",
    "SessionStartLinks",
    "SessionDescription",
    "SessionEditProperties",
    "SessionSplitScreen",
)
OTHER_PAGES = (
    "/demo",
    "/sessions",
    "/rooms",
    "/room_with_session/online",
    "/room_without_session/lab",
    "/create_session",
    "/ExportIndex",
    "/server_check",
)


@pytest.fixture(scope="module")
def hostile_database(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> tuple[Path, str]:
    """Return the project of a session whose people sent hostile text wherever they could, and the session's code.

    The label and what the Monitor shows are then written into the database itself, past all guards.
    """
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("hostile") / "project")
    with SessionServer(project) as server:
        code = server.rest.create_session(
            "demo", 2, room="online", num_rounds=1, messages="number_and_text", label="a session"
        )
        contexts = [browser.new_context() for _ in range(2)]
        people = [
            HostilePerson.arriving(context, link, text=text)
            for context, link, text in zip(contexts, server.rest.participant_links(code), HOSTILE, strict=False)
        ]
        play_to_the_end(people)
        for context in contexts:
            context.close()
        assert all(person.n_refused > 5 for person in people)
        texts = server.rest.custom_export("cheap_talk_game", "custom_export_rounds")
    assert RAN in texts
    with closing(sqlite3.connect(project / "db.sqlite3")) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(otree_participant)")}
        for column in columns.intersection(SHOWN_COLUMNS):
            connection.execute(f"UPDATE otree_participant SET {column} = ?", ["".join(HOSTILE)])  # noqa: S608
        connection.commit()
        assert {"label", "status"} <= columns
    return project, code


class HostilePerson(Person):
    """Sends hostile text in every field of every page first, and then plays on."""

    n_refused = 0

    def act(self) -> None:
        names = self.page.eval_on_selector_all("form#form [name]", "fields => fields.map(field => field.name)")
        # A reload takes away what the quiz says about the last answers, from which a person learns the right ones.
        is_told_what_is_wrong = self.page.locator("[id$=-error]").count() > 0
        if names and not is_told_what_is_wrong:
            for text in HOSTILE[:1]:
                before = self.where
                self.page.request.post(self.page.url, form=dict.fromkeys(names, text))
                self.page.reload()
                assert self.where in (before, "Goodbye"), f"{before} took {text}"
                self.n_refused += 1
        super().act()


@pytest.fixture
def served(hostile_database, tmp_path) -> Iterator[tuple[SessionServer, str]]:
    project, code = hostile_database
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    with SessionServer(copy) as server:
        yield server, code


def log_in(server: SessionServer, context: BrowserContext, heard: list[str]) -> Page:
    context.on("console", lambda message: heard.append(message.text))
    context.on("dialog", lambda dialog: dialog.dismiss())
    page = context.new_page()
    page.goto(f"{server.url}/login")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", server.admin_password)
    page.click("[type=submit]")
    return page


def visit_every_page(server: SessionServer, page: Page, code: str) -> dict[str, str]:
    """Open each page and give what it loads by itself the time it takes; return what is shown."""
    seen = {}
    for path in [*(f"/{name}/{code}" for name in PAGES_OF_A_SESSION), *OTHER_PAGES]:
        answer = page.goto(server.url + path)
        assert answer is not None
        assert answer.ok, path
        if "SessionMonitor" in path:
            page.locator("#monitor-table tbody tr").first.wait_for(state="attached")
        if "SessionData" in path:
            page.locator("table tbody td").first.wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        seen[path.split("/")[1]] = page.content()
    return seen


def test_nothing_of_a_participant_runs_on_any_page_of_the_administrator(served, browser):
    server, code = served
    heard: list[str] = []
    with closing(browser.new_context()) as context:
        seen = visit_every_page(server, log_in(server, context, heard), code)

    # It is there, and it is not run.
    assert "onerror" in seen["SessionMonitor"]
    assert "onerror" in seen["SessionPayments"]
    assert RAN not in heard
    assert any("Content Security Policy" in text for text in heard)


def test_without_the_door_it_would_run(hostile_database, tmp_path, browser):
    project, code = hostile_database
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    heard: list[str] = []
    with StockServer(copy) as server, closing(browser.new_context()) as context:
        page = log_in(server, context, heard)
        page.goto(f"{server.url}/SessionPayments/{code}")
        page.wait_for_load_state("networkidle")

    assert RAN in heard


def test_every_page_of_the_administrator_works_under_the_policy(session_server, people, browser):
    both = people("demo", 2, num_rounds=1, survey_sections="")
    for _ in range(2):
        both[0].act()
    code = session_server.rest.get("/api/sessions").json()[-1]["code"]
    heard: list[str] = []
    with closing(browser.new_context()) as context:
        page = log_in(session_server, context, heard)
        session_server.rest.create_session("demo", 2, room="online")
        visit_every_page(session_server, page, code)
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
