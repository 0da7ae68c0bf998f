"""Cookies of the university's other sites come along with every request: nobody stays outside because of them."""

from __future__ import annotations

import re

import pytest
import requests

from tests.harness.people.attacker import connection, open_socket, status
from tests.harness.people.web_session import WebSession
from tests.harness.servers import nginx
from tests.harness.servers.nginx import Nginx
from tests.harness.servers.office import Office

# One cookie may have 4 kB, and a site with single sign-on sets several for all names of the university.
COOKIES = "; ".join(f"shibsession_{number}={'x' * 3000}" for number in range(9))
HEADERS = {"Cookie": COOKIES}


@pytest.mark.nginx
def test_a_page_and_its_files_come_through_nginx(session_server, tmp_path):
    link = session_server.rest.participant_links(session_server.rest.create_session("demo", 2))[0]
    path = link.removeprefix(session_server.url)
    with Nginx(tmp_path / "nginx", session_server.port) as front:
        page = requests.get(front.url + path, headers=HEADERS, verify=front.certificate, timeout=30)
        style = re.search(r'href="(/static/[^"]+\.css[^"]*)"', page.text)
        assert style, page.text[:500]
        file = requests.get(front.url + style[1], headers=HEADERS, verify=front.certificate, timeout=30)

    assert len(COOKIES) > 24_000
    assert (page.status_code, file.status_code) == (200, 200)


@pytest.mark.nginx
def test_the_office_comes_through_nginx(tmp_path):
    with (
        Office(tmp_path / "office", None).prepared().serving() as url,
        Nginx(tmp_path / "nginx", int(url.rpartition(":")[2]), nginx.OFFICE) as front,
    ):
        page = requests.get(f"{front.url}/log-in/", headers=HEADERS, verify=front.certificate, timeout=30)

    assert page.status_code == 200


@pytest.mark.process
def test_a_page_that_waits_gets_its_connection(session_server):
    played = WebSession(session_server, "demo", 2, survey_sections="none")
    played.bring_to_the_game(played.people)
    [waiting] = [person for person in played.people if person.is_waiting]
    path = re.search(r'"(/[^"]*wait_page[^"]*)"', waiting.html)
    assert path, waiting.html
    asked = open_socket(path[1].replace("&amp;", "&"), f"Cookie: {COOKIES}")
    with connection(session_server) as page:
        page.sendall(asked)
        answer = page.recv(200)

    assert status(answer) == 101


@pytest.mark.process
def test_what_no_browser_has_in_cookies_is_refused_in_words(session_server):
    answer = requests.get(f"{session_server.url}/login", headers={"Cookie": f"x={'x' * 45_000}"}, timeout=30)

    assert answer.status_code == 431
