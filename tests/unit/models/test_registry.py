"""Every theory of the list is whole, and everything that goes through the list takes every theory."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from forecast_sharing.estimation.comparison import quick_verdict
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_problem import ROLES, Design
from forecast_sharing.models.people import Population, draw_decider
from forecast_sharing.models.policy import Policy, decide
from forecast_sharing.models.registry import COMPARED, MAKERS, NAMES, RIVALS, THEORIES, chosen, theory_of
from forecast_sharing.reporting.report import fit_report
from forecast_sharing.reporting.style import LOOK
from forecast_sharing.simulation.fitted_policies import people_policies, pooled_policy
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import AVERAGED, DEFAULTS, WORDS, Options, considered

PACKAGE = Path(__file__).parents[3] / "forecast_sharing"
NOTATION = (PACKAGE.parent / "docs/reference/notation.md").read_text(encoding="utf-8")
# Where one theory is meant and no other would do: its own module, the hybrid of the two, the default of a setting,
# whose scales are set beside trust, and the picture that explains the two.
MAY_NAME_ONE = {
    "models/trust_model.py",
    "models/level_k_model.py",
    "models/people.py",
    "session/design.py",
    "reporting/survey.py",
    "reporting/model_pictures.py",
    # The parameter of that name.
    "estimation/covariates.py",
    "simulation/study_sessions.py",
    # People who are of a few types of trust, and how many of the hybrid follow which.
    "simulation/plain_people.py",
    "simulation/intervals.py",
    "trust.py",
    "models/policy.py",
}


def test_no_two_theories_or_their_hybrid_look_or_are_called_alike():
    for of_theory in (
        [theory.name for theory in THEORIES],
        [theory.label for theory in THEORIES],
        [theory.column_prefix for theory in THEORIES],
        [look.colour for look in LOOK.values()],
        [str(look.dash) for look in LOOK.values()],
        [look.marker for look in LOOK.values()],
        [look.line_in_words for look in LOOK.values()],
        # Columns of people.csv: a kind has the same name in each of its roles, and no other theory has it.
        [name for theory in THEORIES for name in {name for kind in theory.kinds_of(DEFAULTS) for name in kind}],
    ):
        assert len(set(of_theory)) == len(of_theory)


@pytest.mark.parametrize("theory", THEORIES, ids=NAMES)
def test_a_theory_says_all_that_others_ask(theory):
    for role in ROLES:
        models, kinds = theory.models(role, DEFAULTS), theory.kinds_of(DEFAULTS)
        names = {tuple(p.name for p in model.parameters(Game())) for model in models}
        assert len(models) == len(kinds) == len({theory.kind_name(kind) for kind in kinds})
        # One grid serves all kinds, so they have the same parameters.
        assert len(names) == 1
        assert {model.name for model in models} == {theory.name}
        for parameter in models[0].own_parameters(Game()):
            assert len(parameter.axis) > 1
            assert f"| `{parameter.name}` |" in NOTATION
        for kind in kinds:
            # What a kind is called is what its first value counts.
            assert next(iter(kind), "") == theory.kind_word
            assert theory.model_of(role, DEFAULTS, {**kind, "x": 1}) == (models[kinds.index(kind)], {"x": 1})
    assert set(theory.options) < set(WORDS)
    assert theory.has_kinds == (len(theory.kinds_of(DEFAULTS)) > 1)
    assert "{others}" in theory.found


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("noise", WORDS["noise"])
def test_everybody_can_be_drawn_and_follow_a_policy(maker, noise):
    options = Options(noise=noise)
    for seed in range(8):
        decider = draw_decider(maker, CELLS["ch_uh"], Population(), np.random.default_rng(seed), options)
        policy = Policy.from_json(Policy.from_decider(decider).as_json())
        for role in ROLES:
            log_probs = decider.models[role].log_choice_probs(
                decider.params[role], Design(CELLS["ch_uh"], role, np.array([40.0]))
            )
            followed, params = policy.model_of(role)
            assert (followed, params) == (decider.models[role], decider.params[role])
            assert np.exp(log_probs).sum() == pytest.approx(1)
            assert isinstance(decide(policy, CELLS["ch_uh"], role, 40, 0.5), int)


@pytest.mark.slow
@pytest.mark.parametrize("theory", RIVALS, ids=lambda theory: theory.name)
def test_a_rival_is_named_where_it_made_the_data_and_only_where_it_is_asked_for(theory):
    sample = collect(simulate(theory.name, ["ch_uh"], pairs=16, n_rounds=40, seed=5).rounds())
    # Quantal response, under other words of some of these, is a case of the two theories: see the next test.
    default = considered(fixed=AVERAGED)

    few = collect(simulate(theory.name, ["ch_uh"], pairs=2, n_rounds=2, seed=5, block_size=2).rounds())

    assert quick_verdict(sample, default, theories=THEORIES).word == theory.name
    assert set(quick_verdict(few, default).against) == {"trust", "level_k"}


@pytest.mark.slow
def test_quantal_response_cannot_be_told_from_theories_under_which_reports_say_nothing():
    """A receiver without trust who falls back on all forecasts is one, after senders of the highest report another."""
    sample = collect(simulate("qre", ["ch_uh"], pairs=8, n_rounds=30, seed=5).rounds())

    assert quick_verdict(sample, theories=THEORIES).word == "undecided"


@pytest.mark.slow
def test_the_two_theories_are_named_beside_their_rivals():
    for theory in COMPARED:
        sample = collect(simulate(theory.name, ["ch_uh"], pairs=16, n_rounds=40, seed=5).rounds())
        assert quick_verdict(sample, considered(fixed=AVERAGED), theories=THEORIES).word == theory.name


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    rounds = simulate("qre", ["ch_uh"], pairs=4, n_rounds=6, seed=1, beliefs=True).rounds()
    folder = tmp_path_factory.mktemp("report")
    return folder, fit_report(rounds, folder, options=Options(highest_level=2), theories=[one.name for one in RIVALS])


@pytest.mark.slow
def test_a_report_shows_all_theories_that_were_asked_for(reported):
    folder, numbers = reported
    page = (folder / "report.html").read_text(encoding="utf-8")

    assert list(numbers["theories"])[: len(NAMES) + 1] == [*NAMES, "hybrid"]
    assert set(numbers["verdict_detail"]["shares"]) == set(numbers["verdict_detail"]["against"]) == set(NAMES)
    assert sum(share["value"] for share in numbers["verdict_detail"]["shares"].values()) == pytest.approx(1, abs=1e-3)
    assert sum(numbers["better_shares"].values()) == pytest.approx(1)
    assert [(one["first"], one["second"]) for one in numbers["vuong"]] == list(combinations(NAMES, 2))
    for name, kinds in numbers["kinds"].items():
        assert all(len(one[name]["posterior"]) == len(kinds) for one in numbers["people"])
    assert len(numbers["kinds"]["cognitive_hierarchy"]) == 6
    assert {one["theory"] for one in numbers["pooled"]} == set(NAMES)
    for theory in THEORIES:
        assert theory.look.line_in_words in page
        assert f"all {theory.label}" in page or f"{theory.title}" in page
    assert (folder / "pictures/posterior_types_cognitive_hierarchy.svg").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_estimates_of_every_theory_become_policies(reported, name):
    policies = [*people_policies(reported[1], name), pooled_policy(reported[1], name)]

    assert len(policies) == 9
    assert all(isinstance(decide(one, CELLS["ch_uh"], role, 0, 0.3), int) for one in policies for role in one.params)


def test_what_is_compared_is_chosen_by_name():
    assert [theory.name for theory in chosen(("qre", "level_k", "trust"))] == ["trust", "level_k", "qre"]
    with pytest.raises(ValueError, match=f"theories must be one of {', '.join(NAMES)}, not 'luck'"):
        chosen(("trust", "level_k", "luck"))
    with pytest.raises(ValueError, match="theories must hold level_k, not only trust, qre"):
        chosen(("trust", "qre"))
    with pytest.raises(ValueError, match="theory must be one of"):
        theory_of("hybrid")


def test_no_module_asks_which_theory_it_is():
    names = re.compile(rf"""["']({"|".join(NAMES)}|level-k)["']""")
    asking = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if names.search(re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
    }
    own = {f"models/{theory.name}.py" for theory in RIVALS}

    assert asking - own <= MAY_NAME_ONE
