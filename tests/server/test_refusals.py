"""What people and programs are told who cannot be let in: the rule, on a page of the study or in one line."""

from __future__ import annotations

import pytest
import requests

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_people import AS_BROWSERS
from tests.harness.servers.session_server import REST_KEY

pytestmark = pytest.mark.process

BROWSER = {"Accept": "text/html,application/xhtml+xml", **AS_BROWSERS}
HOSTILE = "<img src=x onerror=alert(1)>"
RULE = "1 to 64 letters, digits, dots, hyphens or underscores"


def visit(url: str, **query: str) -> requests.Response:
    return requests.get(url, params=query, headers=BROWSER, timeout=30)


def assert_is_a_page_of_the_study(answer: requests.Response) -> None:
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<h1>You cannot go on here</h1>" in answer.text
    assert 'lang="en"' in answer.text
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]


def test_who_comes_when_all_places_are_taken_is_told_so(session_server):
    session_server.rest.create_session("demo", 2, room="online")
    door = f"{session_server.url}/room/online"
    came = [visit(door, welcome_page_ok="1", participant_label=f"person-{number}") for number in range(3)]

    assert [answer.status_code for answer in came] == [200, 200, 404]
    assert_is_a_page_of_the_study(came[2])
    assert "All places in this session are taken." in came[2].text


@pytest.mark.parametrize(
    "path", ["/InitializeParticipant/nobody00", "/join/nobody", "/room/nowhere", "/p/nobody/x/y/1"]
)
def test_a_link_that_leads_nowhere_says_what_to_do(session_server, path):
    answer = visit(session_server.url + path, welcome_page_ok="1")

    assert answer.status_code == 404
    assert_is_a_page_of_the_study(answer)
    assert "This link does not lead to the study." in answer.text
    assert "nobody" not in answer.text


def test_a_label_that_is_not_in_the_file_of_the_room_is_answered_with_a_page(session_server):
    answer = visit(f"{session_server.url}/room/lab", welcome_page_ok="1", participant_label="nobody")

    assert answer.status_code == 404
    assert_is_a_page_of_the_study(answer)


def test_a_hostile_label_does_not_get_as_far_as_waiting_for_the_session(session_server):
    for room in ("lab", "online"):
        session = session_server.rest.get("/api/rooms").json()
        door = f"{session_server.url}/room/{room}"
        answer = visit(door, welcome_page_ok="1", participant_label=HOSTILE)
        asked = requests.post(door, json={"participant_label": HOSTILE}, timeout=30).json()

        assert session
        assert answer.status_code == 404
        assert HOSTILE not in answer.text
        assert RULE in asked["errors"]["participant_label"]


def test_a_hostile_label_is_stored_by_no_link(session_server):
    code = session_server.rest.create_session("demo", 2)
    session = session_server.rest.session(code)
    links = [*session_server.rest.participant_links(code), session["session_wide_url"]]
    answers = [visit(link, participant_label=HOSTILE) for link in links]
    stored = {person["label"] for person in session_server.rest.session(code)["participants"]}

    assert [answer.status_code for answer in answers] == [404] * 3
    assert all(RULE in answer.text and HOSTILE not in answer.text for answer in answers)
    assert stored == {None}


@pytest.mark.parametrize("label", [HOSTILE, "=1+1", "", None, 5], ids=repr)
def test_a_program_may_not_announce_a_hostile_label(session_server, label):
    with pytest.raises(RuntimeError, match=f"answered 400: a participant label has {RULE}"):
        session_server.rest.post(
            "/api/participant_vars", {"room_name": "lab", "participant_label": label, "vars": {"x": 1}}
        )


@pytest.mark.parametrize(
    ("wishes", "rule"),
    [
        ({"num_participants": 0}, "num_participants must be a whole number of at least 1, not 0"),
        ({"num_participants": -2}, "num_participants must be a whole number of at least 1, not -2"),
        ({"num_participants": "2"}, "num_participants must be a whole number of at least 1, not '2'"),
        ({"room_name": "nowhere"}, "room_name must be one of: lab, online, not 'nowhere'"),
        (
            {"modified_session_config_fields": {"participation_fee": "x"}},
            "participation_fee must be a number, not 'x'",
        ),
        (
            {"modified_session_config_fields": {"participation_fee": "nan"}},
            "participation_fee must be a number, not 'nan'",
        ),
        (
            {"modified_session_config_fields": {"real_world_currency_per_point": None}},
            "real_world_currency_per_point must be a number, not None",
        ),
        (
            {"modified_session_config_fields": {"participation_fee": 1.001}},
            "participation_fee must be an amount with at most 2 digits after the point, not 1.001",
        ),
        (
            {"modified_session_config_fields": {"participation_fee": "0.005"}},
            "participation_fee must be an amount with at most 2 digits after the point, not '0.005'",
        ),
        ({"modified_session_config_fields": ["x"]}, "must be an object of settings, not ['x']"),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_a_wish_that_cannot_be_fulfilled_is_answered_with_its_rule(session_server, wishes, rule):
    before = len(session_server.rest.get("/api/sessions").json())
    answer = requests.post(
        f"{session_server.url}/api/sessions",
        json={"session_config_name": "demo", "num_participants": 2, **wishes},
        headers={"otree-rest-key": "key-of-the-tests"},
        timeout=30,
    )

    assert answer.status_code == 400
    assert rule in answer.text
    assert len(session_server.rest.get("/api/sessions").json()) == before


@pytest.mark.parametrize(
    ("setting", "value", "rule"),
    [
        ("presence_seconds", 10**400, "presence_seconds must be a whole number from"),
        ("robot_policy", "[" * 1999, "robot_policy must be a policy in JSON"),
        ("participation_fee", 10**400, "participation_fee must be"),
        ("real_world_currency_per_point", 10**400, "real_world_currency_per_point must be"),
    ],
    ids=["presence_seconds", "robot_policy", "participation_fee", "real_world_currency_per_point"],
)
def test_a_setting_far_too_large_is_refused_and_leaves_no_session(session_server, setting, value, rule):
    before = len(session_server.rest.get("/api/sessions").json())
    answer = requests.post(
        f"{session_server.url}/api/sessions",
        json={
            "session_config_name": "demo",
            "num_participants": 2,
            "modified_session_config_fields": {setting: value},
        },
        headers={"otree-rest-key": "key-of-the-tests"},
        timeout=30,
    )

    assert (answer.status_code, rule in answer.text) == (400, True), answer.text
    assert len(session_server.rest.get("/api/sessions").json()) == before


def test_a_fee_written_as_text_is_still_a_number(session_server):
    code = session_server.rest.create_session("demo", 2, participation_fee="7.50")

    assert float(session_server.rest.session(code)["config"]["participation_fee"]) == 7.5


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b"null", b'"x"', b"x=1", b"\xff", b"[" * 50_000], ids=lambda body: body[:4]
)
@pytest.mark.parametrize(
    ("path", "key", "status"),
    [("/room/lab", "", 400), ("/room/online", "", 400), ("/api/sessions", "", 403), ("/api/sessions", REST_KEY, 400)],
)
def test_a_body_that_is_no_json_object_is_said_to_be_none(session_server, path, key, status, body):
    answer = requests.post(session_server.url + path, data=body, headers={"otree-rest-key": key}, timeout=30)

    assert answer.status_code == status
    assert ("the body must be a JSON object" in answer.text) == (status == 400)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS"])
@pytest.mark.parametrize("path", ["/AdvanceSession/{}", "/ToggleArchivedSessions", "/CloseRoom/lab"])
def test_the_address_of_a_button_is_no_page(session_server, path, method):
    admin = Administrator(session_server)
    code = session_server.rest.create_session("demo", 2)
    headers = {"Cookie": admin.cookies, "Accept": "text/html"}
    answer = requests.request(method, session_server.url + path.format(code), headers=headers, timeout=30)

    assert answer.status_code == 405
    if method != "HEAD":
        assert "This address belongs to a button" in answer.text
    assert admin.get("/sessions").status_code == 200
