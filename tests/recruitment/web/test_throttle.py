"""How often somebody may ask, counted for each address and each computer apart."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from recruitment.web import throttle
from recruitment.web.throttle import ARRIVING, LOGGING_IN, asks_too_often, computer_of, is_too_often


def test_so_many_are_allowed_and_no_more():
    assert [is_too_often("mail", "a", most=3) for _ in range(5)] == [False, False, False, True, True]


def test_each_is_counted_apart():
    for who in ("a", "b"):
        assert not is_too_often("mail", who, most=1)
    assert not is_too_often("computer", "a", most=1)
    assert is_too_often("mail", "a", most=1)


def test_whoever_arrives_takes_nobodys_turn_to_log_in(settings):
    settings.OFFICE_TRIES_AN_HOUR = 2
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")
    arriving = [asks_too_often(request, ARRIVING) for _ in range(4)]

    assert arriving == [False, False, True, True]
    assert not asks_too_often(request, LOGGING_IN)


def test_a_whole_university_behind_one_address_gets_in():
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")

    assert not any(asks_too_often(request, ARRIVING) for _ in range(600))


def test_after_the_hour_it_begins_anew(monkeypatch):
    monkeypatch.setattr(throttle, "WINDOW", throttle.WINDOW * 0)
    is_too_often("mail", "a", most=1)

    assert not is_too_often("mail", "a", most=1)


def test_addresses_do_not_lie_about_in_memory():
    is_too_often("mail", "rosa@example.org", most=1)

    assert cache._cache
    assert "rosa" not in str(cache._cache)


def test_many_names_do_not_push_a_counter_out():
    for who in ["a", *map(str, range(1000))]:
        is_too_often("mail", who, most=1)

    assert is_too_often("mail", "a", most=1)


@pytest.mark.parametrize(
    ("address", "computer"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::1", "::"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("198.51.100.7", "198.51.100.7"),
        ("unknown", "unknown"),
    ],
)
def test_all_addresses_of_one_network_of_version_6_are_one_computer(address, computer):
    assert computer_of(RequestFactory().get("/", REMOTE_ADDR=address)) == computer
