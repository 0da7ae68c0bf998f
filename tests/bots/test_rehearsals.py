"""Simulated people play through the real pages, and who they were is found again in what the session exports."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import NamedTuple

import pandas as pd
import pytest
from scipy import stats

from forecast_sharing import dataset
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.estimation.likelihood import contributions
from forecast_sharing.estimation.maximum_likelihood import fit
from forecast_sharing.estimation.standard_errors import uncertainty
from forecast_sharing.game import CELLS
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.policy import Policy, decide
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.session import draws
from forecast_sharing.simulation.cast import Cast, Place
from forecast_sharing.theory.assumptions import DEFAULTS
from tests.harness.servers.bots import BotsRun
from tests.harness.servers.project_copy import REPOSITORY, copy_project

pytestmark = pytest.mark.bots

SEED, N_PEOPLE, N_ROUNDS = 1_213, 4, 32

TRUST = Policy(
    "trust",
    {
        "sender": {"trustworthiness": 6, "believed_trust": 0.5, "precision": 0.05, "lapse": 0.15},
        "receiver": {"trust": 0.45, "precision": 0.02, "lapse": 0.15},
    },
)
LEVEL_K = Policy(
    "level_k",
    {
        "sender": {"level": 2, "precision": 0.05, "lapse": 0.15},
        "receiver": {"level": 2, "precision": 0.02, "lapse": 0.15},
    },
)
# In 150 simulated data sets of 64 decisions of these policies, the z-scores of each parameter have a standard
# deviation of at most 1.25: with so few decisions errors are a little wider than their normal approximation. A bound
# of four such deviations.
LARGEST_Z = 5.0
# Twice the log-likelihood gained over the truth is chi-squared; as rare as four standard deviations of a normal.
TAIL = 2 * stats.norm.sf(4)


class Rehearsal(NamedTuple):
    """A session that was played, and who was to play it."""

    policy: Policy
    cell: str
    run: BotsRun
    rounds: pd.DataFrame


def rounds_of(run, folder):
    path = folder / "rounds.csv"
    path.write_text(run.text("cheap_talk_game", "custom_export_rounds"), encoding="utf-8", newline="")
    return dataset.read_rounds(path)


@pytest.fixture(scope="module", params=[(TRUST, "ch_uh"), (LEVEL_K, "ch_ul")], ids=["trust", "level_k"])
def rehearsal(request, bots, tmp_path_factory):
    policy, cell = request.param
    folder = tmp_path_factory.mktemp("rehearsal")
    (folder / "policies.json").write_text(json.dumps([policy.as_dict()]))
    run = bots(
        f"lab_{cell}",
        N_PEOPLE,
        rehearse_with=str(folder / "policies.json"),
        seed=SEED,
        practice_rounds=0,
        num_rounds=N_ROUNDS,
        survey_sections="none",
    )
    return Rehearsal(policy, cell, run, rounds_of(run, folder))


def places_of(run, n_people, *, seed, block_size):
    """Return where each participant code sits, drawn again from the seed."""
    people = run.rows("cheap_talk_game", "custom_export_participants")
    code_of = {int(person["seat"]): person["participant_code"] for person in people}
    return {
        code_of[index + 1]: Place(seed, 1 + order // block_size, 1 + order % block_size, block_size)
        for order, index in enumerate(draws.draw_seating(seed, n_people))
    }


def drawn_choice(place, round_number):
    return draws.draw_choice(place.seed, block=place.block, round_number=round_number, seat=place.seat)


def test_exported_decisions_are_those_drawn_again_from_seed_and_policy(rehearsal):
    policy, cell, run, rounds = rehearsal
    places = places_of(run, N_PEOPLE, seed=SEED, block_size=4)

    assert len(rounds) == N_ROUNDS * N_PEOPLE // 2
    for row in rounds.itertuples():
        by_sender, by_receiver = (
            drawn_choice(places[code], row.round_number) for code in (row.sender_code, row.receiver_code)
        )
        assert row.report == decide(policy, CELLS[cell], "sender", row.forecast, by_sender)
        assert row.capacity == decide(policy, CELLS[cell], "receiver", row.report, by_receiver)


@pytest.mark.parametrize("role", ROLES)
def test_parameters_are_found_again_in_the_export(rehearsal, role):
    model, truth = rehearsal.policy.model_of(role)
    decisions = collect(rehearsal.rounds).of_role(role)

    fitted = fit(model, decisions)
    errors = uncertainty(fitted, decisions).hessian
    z_scores = {name: (fitted.params[name] - value) / errors[name] for name, value in truth.items()}
    (one,) = decisions
    log_probs, _ = contributions(model, decisions)(model.values(truth, one.design))
    gained = 2 * (fitted.log_likelihood - one.count @ log_probs)

    assert fitted.converged
    assert {name: z for name, z in z_scores.items() if abs(z) > LARGEST_Z} == {}
    assert 0 <= gained < stats.chi2.isf(TAIL, len(truth))


@pytest.mark.parametrize("role", ROLES)
def test_the_theory_and_the_level_are_found_again_in_the_export(rehearsal, role):
    decisions = collect(rehearsal.rounds).of_role(role)
    models = [Trust(role), *(LevelK(role, level=level) for level in range(DEFAULTS.highest_level + 1))]
    best = max(models, key=lambda model: fit(model, decisions).log_likelihood)
    followed, _ = rehearsal.policy.model_of(role)

    assert best == followed


def test_people_of_the_default_population_differ_and_are_drawn_again_from_the_seed(bots, tmp_path):
    run = bots("lab_ch_uh", 4, rehearse_with="hybrid", seed=5, practice_rounds=1, num_rounds=3, roles="alternate")
    rounds, cast = rounds_of(run, tmp_path), Cast(theory="hybrid")
    places, game = places_of(run, 4, seed=5, block_size=4), CELLS["ch_uh"]

    assert len({cast.policy(place, game, "sender").as_json() for place in places.values()}) == 4
    for row in rounds.itertuples():
        assert row.report == cast.decide(places[row.sender_code], game, "sender", row.forecast, row.round_number)
        assert row.capacity == cast.decide(places[row.receiver_code], game, "receiver", row.report, row.round_number)


def test_without_communication_receivers_fall_back_on_the_prior(bots, tmp_path):
    run = bots("demo", 2, rehearse_with="trust", messages="none", seed=5, num_rounds=3)
    rounds, places = rounds_of(run, tmp_path), places_of(run, 2, seed=5, block_size=2)

    assert rounds["report"].isna().all()
    for row in rounds.itertuples():
        place = places[row.receiver_code]
        assert row.capacity == Cast(theory="trust").decide(place, CELLS["ch_uh"], "receiver", None, row.round_number)


def rehearse(project, *arguments):
    """Run the command in a project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "lab_server.rehearse", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_command_writes_the_tables_and_leaves_the_servers_database_alone(tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    database = project / "db.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE otree_session (code TEXT)")
    before = database.read_bytes()

    done = rehearse(
        project, "demo", "2", "--with", "level_k", "--set", "num_rounds=2", "--set", "frame=neutral", "--out", "out"
    )
    rounds = dataset.read_rounds(project / "out" / "rounds.csv")

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(rounds) == 2
    assert set(rounds["frame"]) == {"neutral"}
    tables = {"participants", "survey", "quiz", "events", "session", "matching", "arms"}
    assert {f"{name}.csv" for name in tables} <= {path.name for path in (project / "out").iterdir()}
    assert before == database.read_bytes()


def test_a_study_is_rehearsed_with_a_block_of_each_arm_and_says_what_it_takes(tmp_path):
    project = copy_project(REPOSITORY, tmp_path / "project")
    done = rehearse(project, "--study", "demo_study", "--set", "seed=7", "--out", "out")
    people = pd.read_csv(project / "out" / "participants.csv")
    rounds = dataset.read_rounds(project / "out" / "rounds.csv")

    assert done.returncode == 0, done.stdout + done.stderr
    assert set(rounds["arm"]) == {"dear_first", "cheap_first"}
    for arm, its in people.groupby("arm"):
        assert re.search(rf"^{arm} +{len(its)} +18 .* {its['total_payment'].max():.2f}$", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("problems: none found\n")
    kept = project / "out" / "pages" / "en"
    pages = {(path.parent.name, path.name[5:-5]): path.read_text(encoding="utf-8") for path in kept.glob("*/*.html")}
    whole = "".join(pages.values())
    assert not [code for name in ("participant_code", "session_code") for code in set(people[name]) if code in whole]
    assert "<script" not in whole
    assert {page for arm, page in pages if arm == "dear_first"} >= {"Consent", "Quiz", "NewPart", "Report", "Goodbye"}
    # Each arm reads the instructions of its own first part, and the later part's when it begins.
    costs = {
        arm: re.findall(r"pays (\d+) points for each unit of capacity", pages[arm, "Instructions"])
        for arm in ("dear_first", "cheap_first")
    }
    assert costs == {"dear_first": ["60"], "cheap_first": ["15"]}
    assert 'href="dear_first/' in (kept / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["--study", "nowhere"], "--study must be one of crossover, .*, not 'nowhere'"),
        (["--study", "crossover", "--set", "frame=plain"], "frame must be one of"),
        (["nowhere", "2"], "config must be one of demo, .*, not 'nowhere'"),
        (["demo", "2", "--set", "frame=plain"], "frame must be one of"),
        (
            ["demo", "2", "--set", "num_rounds=1", "--with", "levelk"],
            "policies must be trust, level_k, hybrid, qre, cognitive_hierarchy or a file",
        ),
        (["demo", "2", "--out", "settings.py"], "settings.py: File exists"),
    ],
    ids=["study", "setting of a study", "config", "setting", "policies", "folder"],
)
def test_what_cannot_be_rehearsed_is_refused_in_words(arguments, rule, tmp_path):
    done = rehearse(copy_project(REPOSITORY, tmp_path / "project"), "--out", "out", *arguments)

    assert done.returncode == 2
    assert re.search(rf"^error: .*{rule}", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["demo"], ["demo", "2", "--study", "crossover"]])
def test_a_session_or_a_study_is_named_and_not_both(arguments, tmp_path):
    done = rehearse(copy_project(REPOSITORY, tmp_path / "project"), "--out", "out", *arguments)

    assert done.returncode == 2
    assert "give a session config and a number of people, or --study" in done.stderr
