"""How a check is said, and what only somebody outside can find."""

from __future__ import annotations

import pytest

from forecast_sharing.preflight.check import CANNOT_TELL, GREEN, RED, Check, as_text, is_ready, read
from forecast_sharing.preflight.from_outside import clock, https, joined

ALL = [
    Check("disk", GREEN, "2 GB", "make room"),
    Check("backup", RED, "none", "make one"),
    Check("x", CANNOT_TELL, "?"),
]


def test_lines_say_what_to_do_where_it_is_not_green():
    assert as_text(ALL).splitlines() == [
        "green        disk: 2 GB",
        "red          backup: none",
        "             -> make one",
        "cannot tell  x: ?",
    ]


def test_only_red_keeps_people_away():
    assert not is_ready(ALL)
    assert is_ready([ALL[0], ALL[2]])


def test_a_state_that_is_none_is_refused():
    with pytest.raises(ValueError, match="state must be one of green, red, cannot tell, not 'yellow'"):
        read([{"name": "x", "state": "yellow", "found": "", "remedy": ""}])


@pytest.mark.parametrize(
    ("address", "closed", "state"),
    [
        ("https://lab.example.org", False, GREEN),
        ("http://lab.example.org", False, RED),
        ("http://lab.example.org:8000/preflight", True, GREEN),
        ("http://192.168.3.4:8000", False, GREEN),
        ("http://10.1.2.3", False, GREEN),
        ("http://127.0.0.1:8000", False, GREEN),
        ("http://[::1]:8000", False, GREEN),
        ("http://lab7:8000", False, GREEN),
        ("http://lab7.local", False, GREEN),
        ("http://8.8.8.8", False, RED),
    ],
)
def test_http_will_do_in_a_closed_network_only(address, closed, state):
    assert https(address, is_closed_network=closed).state == state


@pytest.mark.parametrize(
    ("server_s", "state", "words"),
    [
        (1001.0, GREEN, "0.0 s ahead, give or take 1.0 s"),
        (1006.9, GREEN, "5.9 s ahead"),
        (1007.1, RED, "6.1 s ahead"),
        (994.9, RED, "6.1 s behind"),
    ],
)
def test_the_clocks_may_differ_by_five_seconds_and_the_time_of_the_way(server_s, state, words):
    check = clock(server_s, asked_s=1000.0, answered_s=1002.0)

    assert check.state == state
    assert words in check.found


@pytest.mark.parametrize("said", [{}, [], {"at": "x", "is_closed_network": False, "checks": []}, {"checks": [{}]}])
def test_an_answer_of_another_shape_is_one_red_check(said):
    (check,) = joined(said, url="http://x", opened_url="http://x", asked_s=0.0, answered_s=1.0)

    assert (check.name, check.state) == ("server", RED)


def test_https_is_asked_of_the_address_that_people_open():
    said = {"at": 0.5, "is_closed_network": False, "checks": []}
    checks = joined(said, url="http://127.0.0.1", opened_url="http://lab.example.org", asked_s=0.0, answered_s=1.0)

    assert {check.name: check.state for check in checks} == {"server": GREEN, "https": RED, "clock": GREEN}
