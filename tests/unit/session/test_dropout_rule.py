"""When people count as dropped out, worked by hand. Times are seconds after the server started, at 1000."""

import pytest

from forecast_sharing.session.dropouts import (
    NEVER_CAME,
    PAGE_OPEN,
    SILENT,
    Limits,
    Sighting,
    is_over,
    seconds_until_dropped,
    seconds_until_offer,
    why_dropped,
)

UP = 1000
LIMITS = Limits(presence=120, page=300, wait=600)


def why(sighting, *, waited_since=UP, now, limits=LIMITS, up_since=UP):
    return why_dropped(limits, sighting, waited_since=waited_since, up_since=up_since, now=now)


@pytest.mark.parametrize(("now", "expected"), [(1219.9, None), (1220, SILENT)])
def test_a_person_is_out_when_their_page_was_silent_for_long_enough(now, expected):
    assert why(Sighting(seen_at=1100, page_since=1100), now=now) == expected


# 300 seconds for the page and 3 for its way to the server.
@pytest.mark.parametrize(("now", "expected"), [(1402.9, None), (1403, PAGE_OPEN)])
def test_a_person_is_out_when_their_page_was_open_for_too_long(now, expected):
    assert why(Sighting(seen_at=now, page_since=1100), now=now) == expected


def test_a_person_who_waits_has_no_page_to_send():
    assert why(Sighting(seen_at=9000, page_since=None), now=9000) is None


@pytest.mark.parametrize(("now", "expected"), [(1619.9, None), (1620, NEVER_CAME)])
def test_a_person_who_never_came_is_out_when_somebody_has_waited_long_enough(now, expected):
    assert why(Sighting(seen_at=None, page_since=None), waited_since=1500, now=now) == expected


@pytest.mark.parametrize(
    "sighting", [Sighting(10, 10), Sighting(10, None), Sighting(None, None)], ids=["on a page", "waiting", "never came"]
)
def test_nobody_is_out_for_the_time_that_the_server_was_down(sighting):
    assert why(sighting, waited_since=10, now=1119) is None
    assert why(sighting, waited_since=10, now=1120) is not None


@pytest.mark.parametrize("sighting", [Sighting(10, 10), Sighting(None, None)])
def test_without_limits_nobody_is_ever_out(sighting):
    none = Limits(presence=None, page=None, wait=None)

    assert why(sighting, waited_since=10, now=1e9, limits=none) is None
    assert seconds_until_dropped(none, sighting, waited_since=10, up_since=UP, now=1e9) is None


@pytest.mark.parametrize(
    ("sighting", "now", "expected"),
    [
        (Sighting(1100, None), 1150, 70),
        (Sighting(1390, 1100), 1400, 3),
        (Sighting(None, None), 1550, 70),
        (Sighting(1100, None), 5000, 0),
    ],
    ids=["silence", "page", "never came", "over"],
)
def test_what_is_next_is_due_when_the_answer_changes(sighting, now, expected):
    due = seconds_until_dropped(LIMITS, sighting, waited_since=1500, up_since=UP, now=now)

    assert due == expected
    assert (why(sighting, waited_since=1500, now=now + due)) is not None


@pytest.mark.parametrize(("now", "expected"), [(1500, 600), (2000, 100), (2100, 0), (3000, 0)])
def test_whoever_waits_is_asked_after_the_limit(now, expected):
    assert seconds_until_offer(LIMITS, waited_since=1500, now=now) == expected


def test_without_a_limit_nobody_is_asked():
    assert seconds_until_offer(Limits(120, None, None), waited_since=0, now=1e9) is None


@pytest.mark.parametrize(
    ("seen_at", "expected"),
    [
        ([1000, 880], True),
        ([1000, 880.1], True),
        ([1000.1, 880], False),
        ([None, 1000], True),
        ([None], True),
        ([], True),
    ],
    ids=["all silent", "longer or not", "one is there", "never came", "nobody came", "all have left"],
)
def test_a_session_is_over_when_nobody_who_is_still_in_it_is_heard_from(seen_at, expected):
    assert is_over(seen_at, 120, now=1120) is expected
