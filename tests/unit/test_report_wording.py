"""What the report says of the numbers, where a reader could be misled."""

from __future__ import annotations

import pytest

from forecast_sharing.comparison import TheoryScore
from forecast_sharing.reporting.wording import benchmark_sentence

FORESEEN = {
    "trust": -100.0,
    "level_k": -120.0,
    "hybrid": -100.0,
    "truth": -150.0,
    "babbling": -160.0,
    "uniform": -170.0,
    "linear": -110.0,
}


def scores(**changed):
    return {
        name: TheoryScore(0.0, 0, 0.0, 0.0, foreseen, None, None, None)
        for name, foreseen in {**FORESEEN, **changed}.items()
    }


def test_nothing_is_said_where_a_theory_is_ahead():
    assert benchmark_sentence(scores()) == ""


@pytest.mark.parametrize(
    ("changed", "ahead"),
    [
        pytest.param({"linear": -90.0}, "by linear:", id="linear"),
        pytest.param({"linear": -50.0, "babbling": -60.0}, "by babbling and linear:", id="two"),
    ],
)
def test_benchmarks_ahead_of_every_theory_are_named(changed, ahead):
    assert ahead in benchmark_sentence(scores(**changed))
