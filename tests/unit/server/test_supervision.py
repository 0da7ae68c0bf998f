"""A supervised job is started again, however it came to stop."""

from __future__ import annotations

import asyncio

import pytest

from runtime.supervision import Supervised

LONGEST_WAIT_S = 20


async def _forever() -> None:
    await asyncio.Event().wait()


async def _broken() -> None:
    raise ValueError("no database")


async def _finished() -> None:
    pass


async def starts(work, *, longest_silence: float = 60, kill_first: bool = False) -> int:
    """Return how often the job was started by the time it was started for the second time."""
    begun_again = asyncio.Event()

    async def counted() -> None:
        if supervised.n_starts == 2:
            begun_again.set()
        await work()

    supervised = Supervised(counted, "The jobs", longest_silence, pause=0)
    await supervised.start()
    await asyncio.sleep(0)
    if kill_first:
        supervised.job.cancel()
    await asyncio.wait_for(begun_again.wait(), LONGEST_WAIT_S)
    await supervised.stop()
    return supervised.n_starts


@pytest.mark.parametrize(
    ("work", "options", "reason"),
    [
        (_forever, {"kill_first": True}, "killed"),
        (_broken, {}, "no database"),
        (_finished, {}, "came to an end"),
        (_forever, {"longest_silence": 0.01}, "silent"),
    ],
    ids=["killed", "broken", "finished", "silent"],
)
def test_a_job_that_stops_is_reported_and_started_again(work, options, reason, caplog):
    assert asyncio.run(starts(work, **options)) >= 2

    assert "The jobs stopped (" in caplog.text
    assert reason in caplog.text


def test_a_job_that_was_stopped_on_purpose_stays_so(caplog):
    async def start_and_stop() -> tuple[int, bool]:
        supervised = Supervised(_forever, "The jobs", 60, pause=0)
        await supervised.start()
        await asyncio.sleep(0)
        await supervised.stop()
        await asyncio.sleep(0)
        # Looked at here: the end of the event loop cancels whatever is left.
        return supervised.n_starts, supervised.job.cancelled()

    assert asyncio.run(start_and_stop()) == (1, True)
    assert caplog.text == ""


def test_a_sign_of_life_ends_the_silence(monkeypatch):
    clock = iter([100.0, 150.0, 160.0, 165.0])
    monkeypatch.setattr("runtime.supervision.time.monotonic", lambda: next(clock))
    supervised = Supervised(_forever, "The jobs", 60)
    before = supervised.seconds_of_silence
    supervised.sign_of_life()

    assert before == 50.0
    assert supervised.seconds_of_silence == 5.0
