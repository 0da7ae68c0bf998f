"""The whole chain of a live study: a browser, nginx with https, the server, PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from tests.harness.people.browser_people import Person, play_to_the_end
from tests.harness.servers import nginx
from tests.harness.servers.nginx import Nginx
from tests.harness.servers.postgresql import PostgresqlCluster
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer

pytestmark = [pytest.mark.browser, pytest.mark.nginx, pytest.mark.postgresql]


@pytest.fixture(scope="module")
def production(
    tmp_path_factory: pytest.TempPathFactory, postgresql_cluster: PostgresqlCluster
) -> Iterator[tuple[SessionServer, Nginx]]:
    if nginx.find_program() is None:
        pytest.skip("no nginx")
    folder = tmp_path_factory.mktemp("production")
    project = copy_project(REPOSITORY, folder / "project")
    with (
        SessionServer(project, DATABASE_URL=postgresql_cluster.new_database()) as server,
        nginx.in_front_of(server, folder / "nginx") as front,
    ):
        yield server, front


def link_through(front: Nginx, server: SessionServer, link: str) -> str:
    return link.replace(server.url, front.url)


def test_two_people_play_through_https(production, browser: Browser, tmp_path: Path):
    server, front = production
    code = server.rest.create_session("demo", 2, num_rounds=2, survey_sections="")
    contexts = [browser.new_context(ignore_https_errors=True) for _ in range(2)]
    people = [
        Person.arriving(context, link_through(front, server, link))
        for context, link in zip(contexts, server.rest.participant_links(code), strict=True)
    ]
    opened: list[str] = []
    for person in people:
        person.page.on("websocket", lambda socket: socket.on("framereceived", lambda _: opened.append(socket.url)))
    play_to_the_end(people)
    cookies = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()

    assert [person.console_errors for person in people] == [[], []]
    assert all(person.page.url.startswith(front.url) for person in people)
    assert any(url.startswith(front.url.replace("https", "wss")) for url in opened)
    assert all(cookie["secure"] for cookie in cookies)


def test_https_is_told_to_the_browser_and_kept_in_every_link(production):
    server, front = production
    code = server.rest.create_session("demo", 2)
    start = link_through(front, server, server.rest.participant_links(code)[0])
    page = requests.get(start, verify=front.certificate, timeout=30)
    login = requests.get(f"{front.url}/sessions", verify=front.certificate, timeout=30)
    plain = requests.get(f"http://localhost:{front.plain_port}/login?a=b", allow_redirects=False, timeout=30)

    assert page.ok
    assert page.url.startswith(front.url)
    assert "Strict-Transport-Security" in page.headers
    assert login.url == f"{front.url}/login"
    assert "; Secure" in login.headers["Set-Cookie"]
    assert plain.status_code == 301
    assert plain.headers["Location"] == "https://localhost/login?a=b"


def test_what_is_only_for_this_computer_is_not_passed_on(production):
    _, front = production

    assert requests.post(f"{front.url}/backup", verify=front.certificate, timeout=30).status_code == 404
