"""What the report says of the numbers, where a reader could be misled."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from forecast_sharing.estimation.comparison import TheoryScore, Vuong
from forecast_sharing.estimation.heaping import Heaping
from forecast_sharing.estimation.verdict import LEFT, REJECTED, ShareOfPeople, Verdict
from forecast_sharing.models.registry import COMPARED, chosen
from forecast_sharing.reporting.sensitivity import Alone
from forecast_sharing.reporting.sentences import (
    benchmark_sentence,
    better_sentence,
    overlap_sentences,
    question,
    rounding_sentence,
    rule,
    sensitivity_sentence,
    verdict_detail,
    verdict_sentence,
    vuong_sentences,
)
from forecast_sharing.theory.assumptions import WORDS

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
        name: TheoryScore(0.0, 0, 0.0, 0.0, predicted, None, None, predicted, None)
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


def test_benchmarks_are_ahead_of_both_or_of_all():
    two, three = scores(linear=-90.0), scores(linear=-90.0, qre=-130.0)

    assert benchmark_sentence(two) == (
        "Held-out rounds are predicted better without either theory, by linear: the verdict compares two theories of "
        "which neither describes these people well."
    )
    assert benchmark_sentence(three) == (
        "Held-out rounds are predicted better without any theory, by linear: the verdict compares theories of which "
        "none describes these people well."
    )


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
        pytest.param(4.0, 0.0001, "qre", "it favours the trust mixture of these two. The test", id="third theory"),
    ],
)
def test_vuongs_test_is_set_beside_the_verdict(z, p, verdict, meaning):
    sentence = vuong_in_words(Vuong(z, p, z, p, 60), verdict)

    assert meaning in sentence
    assert "significantly nearer" not in sentence
    assert ("Where the two differ, the verdict counts." in sentence) == ("bear out" in meaning)


THREE = chosen(("trust", "level_k", "qre"))


@pytest.mark.parametrize(
    ("word", "theories", "said"),
    [
        pytest.param("trust", COMPARED, "predicts these people's decisions better than level-k does.", id="one of two"),
        pytest.param("level_k", COMPARED, "decisions better than trust does.", id="the other of two"),
        pytest.param("trust", THREE, "decisions better than the others do.", id="one of three"),
        pytest.param("hybrid", COMPARED, "neither theory alone predicts these people's decisions; some follow one and "
                     "some the other.", id="hybrid of two"),
        pytest.param("hybrid", THREE, "no theory alone predicts these people's decisions; some follow one and some "
                     "another.", id="hybrid of three"),
        pytest.param("neither", COMPARED, "Neither: people's decisions are predicted better without either theory.",
                     id="neither of two"),
        pytest.param("neither", THREE, "None: people's decisions are predicted better without any theory.",
                     id="none of three"),
        pytest.param("undecided", COMPARED, "these data do not tell the two theories apart.", id="two left"),
        pytest.param("undecided", THREE, "these data do not tell the theories apart.", id="several left"),
    ],
)  # fmt: skip
def test_the_verdict_is_said_of_two_and_of_several(word, theories, said):
    assert verdict_sentence(word, theories).endswith(said)


def test_the_rule_is_that_of_as_many_theories_as_there_are():
    assert "a share of the people follow level-k and the others the trust-embedded model" in rule(COMPARED)
    assert "If one is rejected, the verdict is the other; if neither is, undecided; if both are, hybrid" in rule(
        COMPARED
    )
    assert "If all but one are rejected, the verdict is that one; if several are left, undecided" in rule(THREE)
    for said in (rule(COMPARED), rule(THREE)):
        # The numbers are those that the verdict goes by.
        assert f"more than {np.exp(REJECTED):,.0f} times less likely" in said
        assert f"more than {np.exp(LEFT):.0f} times without the person" in said


def test_the_question_names_what_is_compared():
    assert question(COMPARED) == "Trust or level-k"
    assert question(THREE) == "Trust, level-k or quantal response"


def test_shares_stand_beside_their_theories():
    shares = {"trust": ShareOfPeople(0.6, 0.4, 0.9), "level_k": ShareOfPeople(0.3, 0.1, 0.5)}
    two = Verdict("hybrid", shares, {}, "why")
    three = Verdict("hybrid", {**shares, "qre": ShareOfPeople(0.1, 0.0, 0.2)}, {}, "why")

    assert verdict_detail(two) == (
        "The data are most likely if 30.0% of the people follow level-k (95% likelihood interval: 10.0% to 50.0%). "
        "In short: why."
    )
    assert verdict_detail(three) == (
        "The data are most likely if 60.0% of the people follow the trust-embedded model (40.0% to 90.0%), 30.0% "
        "level-k (10.0% to 50.0%), and 10.0% quantal response equilibrium (0.0% to 20.0%); in brackets are 95% "
        "likelihood intervals. In short: why."
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([], "", id="nothing averaged over"),
        pytest.param(["trust", "trust"], "The verdict is the same with each of 2 variants alone.", id="same"),
        pytest.param(["level_k", "trust"], "The verdict is another with 1 of 2 variants alone: prior = truncated gives "
                     "level_k.", id="another"),
    ],
)  # fmt: skip
def test_choices_that_change_the_verdict_are_named(words, said):
    tried = zip(WORDS["prior"], words, strict=False)
    variants = [Alone("prior", value, {"trust": 0.5}, Verdict(word, {}, {}, "")) for value, word in tried]

    assert sensitivity_sentence(variants, "trust") == said


@pytest.mark.parametrize(
    ("theories", "said"),
    [
        pytest.param(COMPARED, "In 1 of 2 fits (a person in a role) both theories do about equally well", id="two"),
        pytest.param(THREE, "In 1 of 2 fits (a person in a role) the best two theories do about equally", id="three"),
    ],
)
def test_people_whom_theories_describe_alike_are_named(theories, said):
    people = [
        SimpleNamespace(code="p1", role="sender", session="s", better="undecided"),
        SimpleNamespace(code="p2", role="sender", session="s", better="trust"),
    ]
    *_, last = overlap_sentences(SimpleNamespace(people=people, theories=theories), [])

    assert last.startswith(said)
    assert last.endswith(": p1 (sender, s).")


@pytest.mark.parametrize(
    ("theories", "described"),
    [
        pytest.param(COMPARED, "the trust-embedded model describes 50% better and level-k 25%; 25% are undecided",
                     id="two"),
        pytest.param(THREE, "the trust-embedded model describes 50% best, level-k 25%, and quantal response "
                     "equilibrium 0%; 25% are undecided", id="three"),
    ],
)  # fmt: skip
def test_people_whom_each_theory_describes_better_are_counted(theories, described):
    shares = {"trust": 0.5, "level_k": 0.25, "qre": 0.0, "undecided": 0.25}
    sentence = better_sentence(SimpleNamespace(theories=theories, better_shares=shares, people=range(8)))

    assert sentence.startswith(f"Of 8 fits (a person in a role), {described} (BIC or log-likelihood within 2).")


@pytest.mark.parametrize(
    ("heaping", "said"),
    [
        pytest.param(Heaping("auto", "no", 0.21), "hardly more than a fifth: nobody is taken to round", id="not tried"),
        pytest.param(Heaping("auto", "no", 0.31, -2.0), "but with rounding the theories predict no better: nobody",
                     id="no better"),
        pytest.param(Heaping("no", "no", 0.6), "That nobody rounds was fixed by whoever", id="fixed off"),
        pytest.param(Heaping("auto", "both", 0.6, 81.4), "better, by 81 log-likelihood units in sum. Of all decisions "
                     "people are estimated to round 20% to multiples of 5 and 30% to multiples of 10 under trust",
                     id="on"),
        pytest.param(Heaping("10", "10", 0.6), "that people may round was fixed by whoever", id="fixed on"),
    ],
)  # fmt: skip
def test_the_report_says_whether_people_round_and_why(heaping, said):
    rounded = {"trust": {"5": 0.2, "10": 0.3}, "level_k": {"5": 0.1, "10": 0.4}} if heaping.used != "no" else {}

    assert said in rounding_sentence(SimpleNamespace(heaping=heaping, rounded=rounded))
