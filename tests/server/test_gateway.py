"""What strangers may not do to the server. Each attack is tried on oTree's own server too, where it succeeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.harness.people.attacker import connection, exchange, open_socket, request, status
from tests.harness.servers.project_copy import COUNTING_PROJECT, copy_project
from tests.harness.servers.session_server import SessionServer
from tests.harness.servers.stock_server import StockServer

pytestmark = pytest.mark.process

NO_ANSWER_WITHIN_S = 5
FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionServer]:
    project = copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("stock") / "project")
    _lay_out_private_files(project)
    with StockServer(project) as server:
        yield server


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionServer]:
    project = copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("ours") / "project")
    _lay_out_private_files(project)
    with SessionServer(project) as server:
        yield server


def _lay_out_private_files(project: Path) -> None:
    (project / "_static_private").mkdir()
    (project / "_static_private" / "labels.txt").write_text("a secret of the laboratory")


@pytest.mark.parametrize(
    "target",
    ["/static/../_static_private/labels.txt", "/static/%2e%2e/_static_private/labels.txt"],
    ids=["plain", "encoded"],
)
def test_no_file_beside_the_static_ones_is_served(stock, ours, target):
    attack = request("GET", target)

    assert b"a secret of the laboratory" in exchange(stock, attack)
    assert status(exchange(ours, attack)) == 400


def test_links_never_lead_to_a_host_that_the_request_has_named(stock, ours):
    attack = request("GET", "/sessions", "Host: evil.example")

    assert b"http://evil.example/login" in exchange(stock, attack)
    answer = exchange(ours, attack)
    assert status(answer) == 400
    assert b"LAB_HOSTS" in answer


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("localhost.evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost:80@evil.example", 400),
        ("", 400),
    ],
)
def test_hosts_are_compared_whole(ours, host, expected):
    assert status(exchange(ours, request("GET", "/login", f"Host: {host}"))) == expected


def test_a_name_in_lab_hosts_is_answered(counting_project):
    with SessionServer(counting_project, LAB_HOSTS="lab.example.org, other.example.org") as server:
        answers = [
            status(exchange(server, request("GET", "/login", f"Host: {name}")))
            for name in ("lab.example.org", "other.example.org", "third.example.org")
        ]

    assert answers == [200, 200, 400]


def test_nobody_is_told_the_number_of_the_process(stock, ours):
    attack = request("POST", "/SaveDB", body=b"x")

    assert re.search(rb"\r\n\r\n\d+$", exchange(stock, attack))
    assert status(exchange(ours, attack)) == 404
    assert status(exchange(ours, request("POST", "/SaveDB/", body=b"x"))) == 404


def test_nobody_marks_others_as_present(stock, ours):
    attack = open_socket("/wait_page?session_pk=1&page_index=2&participant_id=1&group_id=1")

    assert status(exchange(stock, attack, wait_s=2)) == 101
    assert status(exchange(ours, attack, wait_s=2)) == 403


def test_nobody_has_a_module_imported(stock, ours):
    attack = open_socket(
        "/group_by_arrival_time?app_name=antigravity&session_pk=1&participant_id=1&page_index=1&player_id=1"
    )
    for server in (stock, ours):
        exchange(server, attack, wait_s=2)

    assert "antigravity" in stock.output()
    assert "antigravity" not in ours.output()


def test_the_socket_of_a_page_opens_for_that_page_only(ours):
    link = ours.rest.participant_links(ours.rest.create_session("counting", 2))[0]
    page = requests.get(link, timeout=30).text
    address = re.search(r"""["'](/auto_advance\?[^"']*)["']""", page)[1].replace("&amp;", "&")
    others = re.sub(r"page_index=\d+", "page_index=0", address)

    assert status(exchange(ours, open_socket(address), wait_s=2)) == 101
    assert status(exchange(ours, open_socket(others), wait_s=2)) == 403


def test_a_long_message_closes_a_socket(ours):
    link = ours.rest.participant_links(ours.rest.create_session("counting", 2))[0]
    page = requests.get(link, timeout=30).text
    address = re.search(r"""["'](/auto_advance\?[^"']*)["']""", page)[1].replace("&amp;", "&")
    text = b"x" * (64 * 1024 + 1)
    # A frame of text, masked with zeros, which change nothing.
    frame = b"\x81\xff" + len(text).to_bytes(8, "big") + bytes(4) + text

    with connection(ours, wait_s=30) as browser:
        browser.sendall(open_socket(address))
        answer = browser.recv(65_536)
        browser.sendall(frame)
        closed = browser.recv(65_536)

    assert status(answer) == 101
    assert closed == b"\x88\x02" + (1009).to_bytes(2, "big")


def test_no_other_site_opens_a_socket(stock, ours):
    attack = open_socket("/browser_bot_wait", "Origin: https://evil.example")

    assert status(exchange(stock, attack, wait_s=2)) == 101
    assert status(exchange(ours, attack, wait_s=2)) == 403
    assert status(exchange(ours, open_socket("/browser_bot_wait", "Origin: http://127.0.0.1"), wait_s=2)) == 101


def test_a_large_form_is_refused(stock, ours):
    attack = request("POST", "/login", FORM, body=b"a=" + b"a" * 1_000_000)

    announced = request("POST", "/login", FORM, "Content-Length: 1000000")

    assert status(exchange(stock, attack)) != 413
    assert status(exchange(ours, attack)) == 413
    assert status(exchange(ours, announced)) == 413  # before any of it has come


def test_a_large_form_is_refused_though_it_does_not_say_how_large_it_is(ours):
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    attack = request("POST", "/login", FORM, "Transfer-Encoding: chunked") + 2 * chunk

    assert status(exchange(ours, attack)) == 413


def test_many_or_long_headers_are_refused(stock, ours):
    many = request("GET", "/login", *(f"X-{number}: x" for number in range(200)))
    long = request("GET", "/login", "X-Long: " + "x" * 30_000)

    assert status(exchange(stock, many)) == 200
    assert status(exchange(ours, many)) == 431
    assert status(exchange(ours, long)) in (400, 431)


def test_a_long_address_is_refused(stock, ours):
    attack = request("GET", "/login?" + "x" * 6000)

    assert status(exchange(stock, attack)) == 200
    assert status(exchange(ours, attack)) == 414


def test_passwords_can_be_guessed_only_a_few_times(stock, counting_project):
    with SessionServer(counting_project) as server:
        assert [_guess(stock) for _ in range(15)] == [200] * 15
        assert [_guess(server) for _ in range(15)] == [200] * 10 + [429] * 5


def test_a_right_password_clears_the_count(counting_project):
    with SessionServer(counting_project) as server:
        guesses = [_guess(server) for _ in range(9)] + [_guess(server, server.admin_password)]
        guesses += [_guess(server) for _ in range(2)]

    assert guesses == [200] * 9 + [302] + [200] * 2


def _guess(server: SessionServer, word: str = "guess") -> int:
    visitor = requests.Session()
    visitor.trust_env = False
    page = visitor.get(f"{server.url}/login", timeout=30)
    token = re.search(r'name="csrftoken"[^>]*value="([^"]*)"', page.text)
    form = {"username": "admin", "password": word, "csrftoken": token[1]}
    return visitor.post(f"{server.url}/login", data=form, timeout=30, allow_redirects=False).status_code


def test_every_answer_says_what_browsers_shall_refuse(stock, ours):
    for path in ("/login", "/nowhere", "/static/otree/css/theme2.css"):
        bare = requests.get(stock.url + path, timeout=30).headers
        given = requests.get(ours.url + path, timeout=30).headers

        assert "X-Content-Type-Options" not in bare
        assert given["X-Content-Type-Options"] == "nosniff"
        assert given["X-Frame-Options"] == "SAMEORIGIN"
        assert given["Referrer-Policy"] == "same-origin"
        assert given["Cross-Origin-Opener-Policy"] == given["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in given["Permissions-Policy"]
        assert ("no-store" in given["Cache-Control"]) is not path.startswith("/static/")
    assert "Content-Security-Policy" not in requests.get(f"{stock.url}/login", timeout=30).headers


def test_the_number_of_scripts_is_used_once(ours):
    policies = {requests.get(f"{ours.url}/login", timeout=30).headers["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3
    assert all("default-src 'none'" in policy and "'unsafe-eval'" not in policy for policy in policies)


def test_under_https_cookies_are_secure(stock, ours):
    for server, is_secure in ((stock, False), (ours, True)):
        headers = requests.get(f"{server.url}/login", headers={"X-Forwarded-Proto": "https"}, timeout=30).headers

        assert ("; secure" in headers["Set-Cookie"].lower()) is is_secure
        assert ("Strict-Transport-Security" in headers) is is_secure
    plain = requests.get(f"{ours.url}/login", timeout=30).headers
    assert "secure" not in plain["Set-Cookie"].lower()
    assert "Strict-Transport-Security" not in plain


# The two that follow leave oTree's own server unable to answer: each has one to itself.


def test_a_form_that_never_comes_stops_nobody(counting_project, ours):
    attack = request("POST", "/login", FORM, "Content-Length: 10")
    with StockServer(counting_project) as stock, connection(stock) as silent:
        silent.sendall(attack)
        with pytest.raises(requests.Timeout):
            requests.get(f"{stock.url}/login", timeout=NO_ANSWER_WITHIN_S)

    with connection(ours) as silent:
        silent.sendall(attack)
        others = requests.get(f"{ours.url}/login", timeout=30)
        assert others.ok
        assert status(silent.recv(1000)) == 408


@pytest.mark.parametrize("place", ["header", "field"])
def test_no_crafted_form_makes_the_parser_compute_for_hours(counting_project, ours, place):
    # 60 backslashes: each two more take about 2.6 times as long, and 36 take 2.3 s.
    crafted = '; !="' + "\\" * 60
    if place == "header":
        attack = request("POST", "/login", f"{FORM}{crafted}", body=b"x")
    else:
        body = f"--b\r\nContent-Disposition: x{crafted}\r\n\r\nx\r\n--b--\r\n".encode()
        attack = request("POST", "/login", "Content-Type: multipart/form-data; boundary=b", body=body)

    assert status(exchange(ours, attack)) == 415
    if not parser_is_vulnerable():
        return
    stock = StockServer(counting_project).start()
    try:
        with connection(stock) as attacker:
            attacker.sendall(attack)
            with pytest.raises(requests.Timeout):
                requests.get(f"{stock.url}/login", timeout=NO_ANSWER_WITHIN_S)
    finally:
        stock.kill()


def parser_is_vulnerable() -> bool:
    """Return whether python-multipart is of the versions before CVE-2024-24762 was repaired."""
    from importlib.metadata import version

    return tuple(map(int, version("python-multipart").split("."))) < (0, 0, 7)
