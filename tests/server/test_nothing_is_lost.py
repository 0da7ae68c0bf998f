"""A short version of `benchmarks.hardship`: a session that is killed, and one that is watched, keep every decision."""

from __future__ import annotations

import pytest

from tests.harness.people.crowd import Game
from tests.harness.people.hardship import play_while_killed, play_while_watched
from tests.harness.servers.session_server import SessionServer

pytestmark = pytest.mark.process

COUNTING = Game(app="counting", pages_per_round=2, answers={"EnterNumber": lambda rng: {"number": rng.randint(1, 100)}})
ROUNDS = 3


def test_every_confirmed_decision_survives_four_kills_and_all_finish(counting_project, database_url):
    with SessionServer(counting_project, DATABASE_URL=database_url) as server:
        outcome = play_while_killed(server, COUNTING, 20, 4, seconds_between=(0.3, 2.0))

    assert outcome.n_times == 4
    assert outcome.is_finished
    assert outcome.losses == []


def test_nothing_is_lost_while_an_administrator_refreshes_and_exports(counting_project, database_url):
    with SessionServer(counting_project, DATABASE_URL=database_url) as server:
        outcome = play_while_watched(server, COUNTING, 50, think_s=0.5)

    assert outcome.is_finished
    assert len(outcome.record.decisions) == 50 * ROUNDS
    assert outcome.losses == []
    assert outcome.record.errors == []
    assert outcome.n_times >= 2
