"""What the report says of the numbers, where a reader could be misled."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from forecast_sharing.estimation.comparison import TheoryScore, Vuong
from forecast_sharing.reporting.wording import benchmark_sentence, vuong_sentences

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
        name: TheoryScore(0.0, 0, 0.0, 0.0, predicted, None, None, None)
        for name, predicted in {**FORESEEN, **changed}.items()
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


def vuong_in_words(test, verdict):
    comparison = SimpleNamespace(vuong={("trust", "level_k"): test}, verdict=SimpleNamespace(word=verdict))
    return vuong_sentences(comparison)[0]


def test_a_test_that_cannot_be_made_prints_no_number():
    sentence = vuong_in_words(Vuong(None, None, None, None, 2, "there are 2 people"), "undecided")

    assert sentence == "Vuong's test of the trust and level-k mixtures cannot be made here: there are 2 people."


@pytest.mark.parametrize(
    ("z", "p", "verdict", "meaning"),
    [
        pytest.param(4.0, 0.0001, "trust", "At 5% it agrees with the verdict, trust.", id="agrees"),
        pytest.param(-4.0, 0.0001, "level_k", "At 5% it agrees with the verdict, level_k.", id="agrees on level-k"),
        pytest.param(
            4.0,
            0.0001,
            "undecided",
            "favours the trust mixture, which the verdict, undecided, does not bear out",
            id="undecided",
        ),
        pytest.param(
            4.0,
            0.0001,
            "level_k",
            "favours the trust mixture, which the verdict, level_k, does not bear out",
            id="opposite",
        ),
        pytest.param(1.0, 0.3173, "trust", "does not tell the two mixtures apart", id="not significant"),
    ],
)
def test_vuongs_test_is_set_beside_the_verdict(z, p, verdict, meaning):
    sentence = vuong_in_words(Vuong(z, p, z, p, 60), verdict)

    assert meaning in sentence
    assert "significantly nearer" not in sentence
    assert ("Where the two differ, the verdict counts." in sentence) == ("bear out" in meaning)
