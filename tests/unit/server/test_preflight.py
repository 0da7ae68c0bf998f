"""What the server and the project judge of themselves before people come."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from cheap_talk_game.preflight.checks import _of_server
from cheap_talk_game.preflight.texts_and_rooms import completion, consents
from forecast_sharing.preflight.check import CANNOT_TELL, GREEN, RED, STATES
from forecast_sharing.session.design import SessionDesign
from lab_server import backup, preflight

ONLINE = SessionDesign(arrival="arrival")
LINK = "https://app.prolific.com/submissions/complete?cc=C1ABC234"


def test_the_server_says_states_as_the_library_reads_them():
    assert (preflight.GREEN, preflight.RED, preflight.CANNOT_TELL) == STATES


@pytest.mark.parametrize(
    ("secret", "state"),
    [
        ("", RED),
        ("k7Pq2mXs9Lw", RED),  # eleven
        ("k7Pq2mXs9LwR", GREEN),
        ("Password-of-2026!", RED),
        ("aaaaaaaaaaaaaaaa", RED),
    ],
)
def test_a_password_is_long_and_none_that_people_guess(secret, state):
    found = preflight.judged(secret, 12, "OTREE_ADMIN_PASSWORD")

    assert found.state == state
    assert not secret or secret not in " ".join(found)
    assert (found.remedy == "") == (state == GREEN)


@pytest.fixture
def noted(tmp_path, monkeypatch):
    """Return the file that notes when a backup was made."""
    monkeypatch.setattr(backup, "MADE", tmp_path / ".private" / "last_backup")
    return backup.MADE


def test_a_backup_is_noted_and_is_asked_for_anew_after_a_day(noted):
    none_yet = preflight.last_backup(has_data=True)
    backup._note_that_it_was_made()
    fresh = preflight.last_backup(has_data=True)
    noted.write_text((datetime.now(UTC) - timedelta(hours=25)).isoformat(), encoding="ascii")
    old = preflight.last_backup(has_data=True)
    noted.write_text("yesterday", encoding="ascii")
    spoilt = preflight.last_backup(has_data=True)

    assert [found.state for found in (none_yet, fresh, old, spoilt)] == [RED, GREEN, RED, CANNOT_TELL]
    assert "more than a day ago" in old.found


def test_a_check_that_fails_hides_no_other(caplog):
    def broken():
        raise OSError("disk")

    app = SimpleNamespace(state=SimpleNamespace(preflight=lambda: {"disk": broken, "access": lambda: (GREEN, "x")}))
    found = list(_of_server(app))

    assert [(check.name, check.state) for check in found] == [("disk", CANNOT_TELL), ("access", GREEN)]
    assert "OSError" in found[0].found
    assert "the check of disk failed" in caplog.text


def test_a_server_that_otree_itself_has_started_is_red():
    (found,) = _of_server(SimpleNamespace(state=SimpleNamespace()))

    assert (found.name, found.state) == ("server", RED)


def test_where_nobodys_data_are_there_is_nothing_to_copy(noted):
    assert preflight.last_backup(has_data=False).state == GREEN


def test_a_copy_is_whole_although_it_cannot_be_noted(noted, capsys):
    noted.parent.write_text("a file where a folder should be", encoding="ascii")
    backup._note_that_it_was_made()

    assert "The copy is whole, but" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("silence", "is_done", "state"), [(1.0, False, GREEN), (29.0, False, GREEN), (31.0, False, RED), (1.0, True, RED)]
)
def test_time_limits_need_a_job_that_is_heard_of(silence, is_done, state):
    job = SimpleNamespace(done=lambda: is_done)
    timers = SimpleNamespace(supervised=SimpleNamespace(job=job, seconds_of_silence=silence))

    assert preflight.time_limits(timers).state == state


def test_a_full_disk_is_red(monkeypatch):
    monkeypatch.setattr(preflight.shutil, "disk_usage", lambda _: SimpleNamespace(free=999_999_999))

    assert preflight.disk().state == RED


@pytest.mark.parametrize(
    ("link", "code", "state"),
    [
        (LINK, "C1ABC234", GREEN),
        (LINK, "", GREEN),
        ("", "C1ABC234", GREEN),
        ("https://example.org/back", "C1ABC234", GREEN),
        (LINK, "C1XYZ999", RED),
        ("", "", CANNOT_TELL),
    ],
)
def test_the_link_and_the_code_of_an_online_session_are_the_same(link, code, state):
    check = completion({"lab": SessionDesign(), "web": replace(ONLINE, completion_link=link, completion_code=code)})

    assert check.state == state
    assert "web" in check.found
    assert "lab" not in check.found


def test_each_session_config_needs_its_consent_in_its_language():
    both = consents({"a": SessionDesign(), "b": SessionDesign(consent_version="v9")})
    german = consents({"a": SessionDesign(language="de")})
    finnish = consents({"a": SessionDesign(language="fi")})
    sample = consents({"a": SessionDesign()})

    assert (both.state, finnish.state) == (RED, RED)
    assert (german.state, sample.state) == (CANNOT_TELL, CANNOT_TELL)
    assert "not 'v9'" in both.found
    assert "'fi'" in finnish.found
    assert "ethics board" in sample.remedy


def test_a_note_is_of_now(noted):
    before = time.time()
    backup._note_that_it_was_made()

    assert before - 1 <= backup.last_made_at() <= time.time()
    assert list(noted.parent.iterdir()) == [noted]
