from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.estimation.verdict import words
from forecast_sharing.simulation import datasets as simulated
from forecast_sharing.simulation.journal import Journal, OtherStudyError
from forecast_sharing.simulation.power import power
from forecast_sharing.simulation.recovery import confusion, recovery
from forecast_sharing.simulation.running import ClusterError, run
from forecast_sharing.simulation.shares import Share
from forecast_sharing.theory.assumptions import Options
from tests.harness.programs.columns_on_page import columns_not_on_page

REPOSITORY = Path(__file__).resolve().parents[2]
STUDY = {"study": "power", "seed": 1}
SMALL = ["--cells", "ch_uh", "--pairs", "2", "--rounds", "3", "--theory", "trust"]


def dataset(theory="trust", pairs=2, n_rounds=3, number=1):
    return simulated.Dataset(theory, ("ch_uh",), pairs, n_rounds, 4, 1, number, Options())


def lines(directory, name="datasets"):
    return (directory / f"{name}.jsonl").read_text().splitlines()


def test_each_design_and_number_has_a_seed_of_its_own():
    seeds = {
        dataset(theory, pairs, n_rounds, number).seed
        for theory in ("trust", "level_k")
        for pairs in (2, 4)
        for n_rounds in (3, 5)
        for number in (1, 2)
    }

    assert len(seeds) == 16


@pytest.mark.parametrize(
    ("theory", "seed"),
    [
        ("trust", 382971109),
        ("level_k", 1073600609),
        ("hybrid", 2170145644),
        ("qre", 3877485185),
        ("cognitive_hierarchy", 588222153),
    ],
)
def test_a_new_theory_does_not_change_the_seeds_of_others(theory, seed):
    """A study that was begun goes on with the data sets it had: theories are added at the end of the list."""
    assert dataset(theory).seed == seed


def test_an_estimate_stands_beside_its_truth():
    fitted = SimpleNamespace(params={"precision": 0.2}, log_likelihood=-1.0)
    estimate = SimpleNamespace(fit=fitted, kind={"level": 2}, uncertainty=SimpleNamespace(hessian={"precision": 0.1}))
    person = SimpleNamespace(
        role="sender",
        decider=SimpleNamespace(theory="level_k", kind={"level": 1}, params={"sender": {"precision": 0.3}}),
    )

    assert simulated._beside_truth(person, SimpleNamespace(theories={"level_k": estimate})) == {
        "theory": "level_k",
        "role": "sender",
        "true": {"precision": 0.3},
        "estimate": {"precision": 0.2},
        "standard_error": {"precision": 0.1},
        "true_kind": "level 1",
        "kind": "level 2",
    }


@pytest.mark.slow
def test_a_rival_that_makes_the_data_is_compared():
    names = ("trust", "level_k", "qre")
    found = simulated.recovery_of(
        simulated.Dataset("qre", ("ch_uh",), 2, 3, 4, 1, 1, Options(highest_level=1), theories=names)
    )

    assert found["verdict"] in words(names)
    assert [one["theory"] for one in found["people"]] == ["qre"] * 4
    assert all(set(one["estimate"]) == set(one["true"]) == {"precision", "lapse"} for one in found["people"])


def test_what_is_finished_is_not_done_again(tmp_path):
    worked = []

    def work(one):
        worked.append(one.number)
        return {"verdict": "trust"}

    every = [dataset(number=number) for number in (1, 2, 3)]
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        run(work, every[:2], journal, jobs=1, cluster=None)
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        run(work, every, journal, jobs=1, cluster=None)

    assert worked == [1, 2, 3]
    assert len(lines(tmp_path)) == 3


def test_half_a_line_is_forgotten(tmp_path):
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        journal.add({"seed": 1}, {"verdict": "trust"})
    with (tmp_path / "datasets.jsonl").open("a") as file:
        # Longer than the line that takes its place.
        file.write('{"study": {"stu' + 500 * "d")

    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        assert journal.is_finished({"seed": 1})
        journal.add({"seed": 2}, {"verdict": "trust"})
    assert [json.loads(line)["dataset"]["seed"] for line in lines(tmp_path)] == [1, 2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"study": {"study": "power", "seed": 2}, "dataset": {}, "result": {}}', "seed: 2 there, 1 here"),
        ("something else", "line 1 is not of a study"),
        ("[1, 2]", "line 1 is not of a study"),
    ],
    ids=["another seed", "no JSON", "another JSON"],
)
def test_a_file_of_something_else_is_refused(tmp_path, line, reason):
    (tmp_path / "datasets.jsonl").write_text(line + "\n")

    with pytest.raises(OtherStudyError, match=reason):
        Journal(tmp_path / "datasets.jsonl", STUDY)
    assert (tmp_path / "datasets.jsonl").read_text() == line + "\n"


def test_confusion_counts_verdicts_by_hand():
    verdicts = [("trust", "trust"), ("trust", "undecided"), ("level_k", "level_k")]
    table = confusion(verdicts, words(["trust", "level_k"])).set_index("theory")

    assert table.loc["trust", ["datasets", "verdict_trust", "verdict_undecided", "right"]].tolist() == [2, 1, 1, 0.5]
    assert table.loc["level_k", "right"] == 1


def test_wilson_interval_by_hand():
    # 9 of 10: (0.9 + z^2 / 20) / (1 + z^2 / 10) -+ z sqrt(0.9 * 0.1 / 10 + z^2 / 400) / (1 + z^2 / 10), z = 1.959964.
    assert Share(9, 10).interval == pytest.approx((0.59585, 0.98212), abs=1e-5)
    assert Share(0, 0).value is None


def test_smallest_design_is_right_for_every_theory(tmp_path):
    right = {
        (4, 10): {"trust": 10, "level_k": 5},
        (8, 10): {"trust": 9, "level_k": 10},
        (4, 40): {"trust": 10, "level_k": 10},
    }
    every = [
        dataset(theory, pairs, n_rounds, number)
        for (pairs, n_rounds), by_theory in right.items()
        for theory in by_theory
        for number in range(10)
    ]
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        for one in every:
            is_right = one.number < right[one.pairs, one.n_rounds][one.theory]
            journal.add(one.key(), {"verdict": one.theory if is_right else "undecided"})

    found = power(every, journal)
    assert found.smallest == {"pairs": 8, "rounds": 10}
    assert "8 pairs a cell and 10 rounds (the interval begins at 60%" in found.sentence()


@pytest.mark.slow
def test_recover_writes_bias_coverage_and_confusion(tmp_path, capsys):
    arguments = ["recover", *SMALL, "--datasets", "1", "--theory", "trust,level_k", "--out", str(tmp_path), "--json"]
    assert main(arguments) == 0
    assert {row["of"] for row in json.loads(capsys.readouterr().out)["intervals"]} >= {"person by person", "verdict"}
    assert main([*arguments, "--all-intervals", "--bootstrap", "2"]) == 0

    content = json.loads(capsys.readouterr().out)
    assert {row["theory"] for row in content["confusion"]} == {"trust", "level_k"}
    trust = next(row for row in content["parameters"] if row["parameter"] == "trust")
    assert trust["n"] == 2
    assert abs(trust["bias"]) <= 1
    assert sum(row["people"] for row in content["kinds"]) == 4
    kinds = {row["of"] for row in content["intervals"] if row["maker"] == "trust"}
    assert kinds >= {"predictive check", "mixture, shares", "mixture, parameters", "pooled, clustered"}
    assert [len(lines(tmp_path, name)) for name in ("datasets", "intervals")] == [2, 4]
    assert json.loads((tmp_path / "recovery.json").read_text()) == content
    tables = ("parameters.csv", "kinds.csv", "confusion.csv", "intervals.csv")
    assert {path.name for path in tmp_path.iterdir()} >= set(tables)
    assert [columns_not_on_page(tmp_path / name) for name in tables] == [[], [], [], []]


@pytest.mark.slow
def test_power_writes_table_curve_and_sentence(tmp_path, capsys):
    assert main(["power", *SMALL[:3], "2,4", "--rounds", "3", "--datasets", "1", "--out", str(tmp_path)]) == 0

    assert "right verdicts for every theory" in capsys.readouterr().out
    assert (tmp_path / "power.csv").read_text().splitlines()[0].startswith("pairs,rounds,theory,datasets,n_right,right")
    assert columns_not_on_page(tmp_path / "power.csv") == []
    assert (tmp_path / "power.png").read_bytes().startswith(b"\x89PNG")
    assert len(lines(tmp_path)) == 6


def test_another_design_in_the_same_folder_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "datasets.jsonl").write_text('{"study": {"study": "recover"}, "dataset": {}, "result": {}}\n')

    assert main(["power", *SMALL, "--out", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "holds a study of another design" in error
    assert error.count("\n") == 1


@pytest.mark.process
def test_a_study_that_was_killed_goes_on_where_it_stopped(tmp_path, capsys):
    arguments = ["power", *SMALL, "--datasets", "4", "--out", str(tmp_path)]
    process = subprocess.Popen([sys.executable, "-m", "forecast_sharing", *arguments], cwd=REPOSITORY)
    deadline = time.monotonic() + 120
    while not ((tmp_path / "datasets.jsonl").exists() and lines(tmp_path)) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=30)
    before = lines(tmp_path)
    assert 1 <= len(before) < 4

    assert main(arguments) == 0
    assert lines(tmp_path)[: len(before)] == before
    assert len(lines(tmp_path)) == 4
    assert not capsys.readouterr().err


def test_ray_that_is_not_installed_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("forecast_sharing.simulation.running.find_spec", lambda _name: None)

    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal, pytest.raises(ClusterError, match="pip install ray"):
        run(simulated.verdict_of, [dataset()], journal, jobs=1, cluster="auto")


@pytest.mark.parametrize("command", ["power", "recover"])
@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("ch_uh,x", "--cells must be among ch_uh, ch_ul, cl_uh, cl_ul, not x"),
        ("", "--cells must be among ch_uh, ch_ul, cl_uh, cl_ul, not empty"),
    ],
    ids=["unknown", "none"],
)
def test_cells_that_do_not_exist_are_refused_before_anything_is_simulated(tmp_path, capsys, command, cells, reason):
    assert main([command, "--cells", cells, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == f"error: {reason}\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("theories", ["trust,fear", ""])
def test_theories_that_do_not_exist_are_refused(tmp_path, capsys, theories):
    with pytest.raises(SystemExit) as left:
        main(["power", "--theory", theories, "--out", str(tmp_path)])

    assert left.value.code == 2
    assert "must be some of trust, level_k, hybrid, qre, cognitive_hierarchy" in capsys.readouterr().err


@pytest.mark.slow
def test_a_study_may_grow_but_not_change(tmp_path, capsys):
    arguments = ["power", *SMALL, "--out", str(tmp_path)]
    assert main([*arguments, "--datasets", "1"]) == 0
    first = lines(tmp_path)
    assert main([*arguments, "--datasets", "2"]) == 0

    assert lines(tmp_path)[0] == first[0]
    assert len(lines(tmp_path)) == 2
    assert json.loads((tmp_path / "power.json").read_text())["datasets"] == 2
    assert main([*arguments, "--datasets", "2", "--block-size", "2"]) == 2
    assert "block_size: 4 there, 2 here" in capsys.readouterr().err


def test_a_design_that_no_verdict_reaches_is_said(tmp_path):
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        for number in range(10):
            # Eight of ten are right: short of nine.
            journal.add(dataset(number=number).key(), {"verdict": "trust" if number < 8 else "undecided"})

    found = power([dataset(number=number) for number in range(10)], journal)
    assert found.smallest is None
    assert found.sentence() == "No design reaches 90% right verdicts for every theory."
    (row,) = found.as_dict()["designs"]
    assert (row["n_right"], row["right"], row["verdict_undecided"], row["verdict_level_k"]) == (8, 0.8, 2, 0)
    assert "80% [49%, 94%]" in found.as_text()


def test_of_designs_of_the_same_size_that_of_fewer_people_is_named(tmp_path):
    every = [dataset(pairs=pairs, n_rounds=n_rounds) for pairs, n_rounds in ((8, 10), (4, 20))]
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        for one in every:
            journal.add(one.key(), {"verdict": "trust"})

    assert power(every, journal).smallest == {"pairs": 4, "rounds": 20}


def test_bias_and_coverage_by_hand(tmp_path):
    # Errors +0.1, +0.3 and -0.1: bias 0.1, sd 0.2. Of the intervals one holds the truth.
    estimates = [(0.6, 0.06), (0.8, 0.15), (0.4, None)]
    people = [
        {
            "theory": "trust",
            "role": "receiver",
            "true": {"trust": 0.5, "unseen": 1.0},
            "estimate": {"trust": estimate},
            "standard_error": {"trust": error},
        }
        for estimate, error in estimates
    ]
    level = {"theory": "level_k", "role": "sender", "true": {}, "estimate": {}, "standard_error": {}}
    people += [level | {"true_kind": "level 1", "kind": f"level {found}"} for found in (1, 1, 2)]
    with Journal(tmp_path / "datasets.jsonl", STUDY) as journal:
        journal.add(dataset().key(), {"verdict": "trust", "people": people})

    content = recovery([dataset()], journal).as_dict()
    (trust,) = content["parameters"]
    assert (trust["n"], trust["n_with_se"], trust["coverage"]) == (3, 2, 0.5)
    assert trust["mean_true"] == pytest.approx(0.5)
    assert trust["bias"] == pytest.approx(0.1)
    assert trust["bias_se"] == pytest.approx(0.2 / 3**0.5)
    assert trust["rmse"] == pytest.approx((0.11 / 3) ** 0.5)
    assert [(row["true_kind"], row["kind"], row["people"]) for row in content["kinds"]] == [
        ("level 1", "level 1", 2),
        ("level 1", "level 2", 1),
    ]


def test_resamples_are_refused_where_nothing_is_resampled(tmp_path, capsys):
    assert main(["recover", "--bootstrap", "5", "--out", str(tmp_path / "out")]) == 2

    assert "--bootstrap says how many resamples --all-intervals makes" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
