"""A time-out never becomes a decision: whatever is typed on whatever page, nothing of it is stored."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys

import pytest

from forecast_sharing import dataset
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.summary.treatments import summarize
from tests.harness.servers.project_copy import REPOSITORY, copy_project

pytestmark = pytest.mark.bots

RUNNER = REPOSITORY / "tests" / "harness" / "servers" / "time_out_runner.py"
# An empty text stands for the first answer that the field would take.
TYPED = ["", "0", "True", "=1+1"]
SETTINGS = {
    "num_rounds": 2,
    "decision_seconds": 60,
    "beliefs": "asked",
    "messages": "number_and_text",
    "matching": "partner",
    "seed": 5,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return what was tried, and the exported rounds."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("time-outs") / "project")
    results, exports = project / "tried.json", project / "exports"
    order = {
        "config": "demo",
        "settings": SETTINGS,
        "typed": [{"invalid": typed} for typed in TYPED],
        "results": str(results),
        "exports": str(exports),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTREE_")}
    done = subprocess.run(
        [sys.executable, str(RUNNER), json.dumps(order)],
        cwd=project,
        env=kept | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    return json.loads(results.read_text()), exports / "rounds.csv"


def pages_with_fields():
    """Return the classes with a form of all apps, from their sources, so that a page added later is not forgotten."""
    found = set()
    for file in REPOSITORY.glob("*/pages.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and _asks_something(node):
                found.add(node.name)
    return found


def _asks_something(page):
    for node in page.body:
        if isinstance(node, ast.FunctionDef) and node.name == "get_form_fields":
            return True
        if isinstance(node, ast.Assign) and any(getattr(t, "id", None) == "form_fields" for t in node.targets):
            return True
    return False


def test_every_page_with_a_form_was_tried_with_everything_typed(run):
    tried, _ = run
    times = {name: sum(one["page"] == name for one in tried) for name in pages_with_fields()}

    assert {"Consent", "Quiz", "Report", "Capacity", "AnswerQuestions"} <= set(times)
    assert all(times[name] >= len(TYPED) for name in times), times


def test_each_decision_and_each_belief_has_the_limit_of_the_session(run):
    tried, _ = run

    assert {one["page"] for one in tried if one["is_timed"]} == {
        "Report",
        "StateCapacityBelief",
        "Capacity",
        "StateForecastBelief",
    }


def test_no_field_of_any_page_keeps_what_was_typed(run):
    tried, _ = run
    stored = [
        (one["page"], field, value) for one in tried for field, value in one["after"].items() if value is not None
    ]

    assert stored == []
    assert all(one["before"] == one["after"] for one in tried)


def test_typed_answers_to_the_questions_are_no_attempt(run):
    tried, _ = run

    assert {one["attempts"] for one in tried if one["page"] == "Quiz"} == {0}


def test_the_data_have_time_outs_and_no_decision_in_their_place(run):
    _, path = run
    rounds = dataset.read_rounds(path)
    timed_out = rounds[rounds["report_timed_out"].fillna(False)]
    decided = rounds[~rounds["report_timed_out"].fillna(False)]

    assert len(timed_out) == len(decided) == 2 * len(TYPED)
    for name in ("report", "capacity", "text", "demand", "sales", "sender_payoff", "receiver_payoff"):
        assert timed_out[name].isna().all(), name
    assert timed_out["capacity_timed_out"].all()
    beliefs = [name for name in rounds.columns if name.startswith("stated_") or name.endswith("_belief_prize")]
    assert rounds[beliefs].isna().all(axis=None)


def test_analyses_leave_time_outs_out(run):
    _, path = run
    rounds = dataset.read_rounds(path)
    n = 2 * len(TYPED)
    sample = collect(rounds)
    (treatment,) = summarize(rounds)

    assert sample.n_obs == 2 * n
    assert sample.excluded == {"sender": {"timed out": n}, "receiver": {"timed out": n}}
    assert treatment.left_out["report timed out"] == n
