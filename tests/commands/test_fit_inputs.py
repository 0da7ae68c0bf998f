"""Tables that are strange: a fit works or says in one line why not."""

from __future__ import annotations

import json

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import PARTICIPANTS, ROUNDS, write_table
from tests.strategies import round_row

LATE = {"report": None, "capacity": None, "report_timed_out": True, "capacity_timed_out": True}


@pytest.fixture
def fit(tmp_path):
    def write_and_fit(*rows, more=()):
        write_table(tmp_path / "rounds.csv", ROUNDS, rows)
        return main(["fit", str(tmp_path / "rounds.csv"), *map(str, more), "--out", str(tmp_path / "out")])

    return write_and_fit


def only_line(capsys):
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    return captured.err


def test_no_file_is_refused(tmp_path, capsys):
    assert main(["fit", str(tmp_path / "none.csv"), "--out", str(tmp_path)]) == 2
    assert "No such file" in only_line(capsys)


def test_wrong_columns_are_refused(tmp_path, capsys):
    (tmp_path / "rounds.csv").write_text("a,b\n1,2\n")

    assert main(["fit", str(tmp_path / "rounds.csv"), "--out", str(tmp_path / "out")]) == 2
    assert "rounds.csv" in only_line(capsys)
    assert not (tmp_path / "out").exists()


def test_another_table_of_the_export_is_recognised(tmp_path, capsys):
    write_table(tmp_path / "participants.csv", PARTICIPANTS, [])

    assert main(["fit", str(tmp_path / "participants.csv"), "--out", str(tmp_path / "out")]) == 2
    assert "this is the table of participants" in only_line(capsys)


def test_many_bad_cells_are_told_in_one_line(fit, capsys):
    assert fit(round_row(sender_payoff=1), round_row(round_number=2, sender_payoff=1)) == 2
    assert "2 cells break a rule" in only_line(capsys)


def test_a_table_without_rounds_is_refused(fit, capsys):
    assert fit() == 2
    assert "the table has no rounds" in only_line(capsys)


def test_only_time_outs_are_refused_with_counts(fit, capsys):
    assert fit(*(round_row(round_number=n, **LATE) for n in range(1, 4))) == 2

    message = only_line(capsys)
    assert "no decision can be used" in message
    assert "left out were reports: timed out 3; capacities: timed out 3" in message


def test_a_session_given_twice_is_refused(fit, tmp_path, capsys):
    assert fit(round_row(), more=[tmp_path / "rounds.csv"]) == 2
    assert "session abc is in" in only_line(capsys)


def test_a_copy_of_a_session_under_another_code_is_refused(fit, tmp_path, capsys):
    write_table(tmp_path / "again.csv", ROUNDS, [round_row(session_code="other", sender_code="x1")])

    assert fit(round_row(), more=[tmp_path / "again.csv"]) == 2
    message = only_line(capsys)
    assert "again.csv and " in message
    assert "session other is a copy of session abc under another code" in message


@pytest.mark.parametrize("flag", ["--jobs", "--bootstrap", "--seed", "--highest-level"])
def test_a_number_that_makes_no_sense_is_refused(tmp_path, capsys, flag):
    with pytest.raises(SystemExit) as left:
        main(["fit", "rounds.csv", "--out", str(tmp_path), flag, "-1"])

    assert left.value.code == 2
    assert "must be at least" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "n_obs"),
    [
        ([round_row(round_number=n, forecast=10 * n) for n in range(1, 6)], 10),
        ([round_row(round_number=n, forecast=0, report=150, capacity=160) for n in range(1, 4)], 6),
        ([round_row(round_number=1), round_row(round_number=2, **LATE)], 2),
    ],
    ids=["one pair", "constant reports", "a single round"],
)
def test_too_little_for_a_verdict_is_undecided(fit, tmp_path, capsys, rows, n_obs):
    assert fit(*rows) == 0
    assert f"{n_obs} decisions of 2 people in 1 block; left out: " in capsys.readouterr().out

    results = json.loads((tmp_path / "out" / "results.json").read_text())
    assert results["verdict"] == "undecided"
    assert results["n_obs"] == n_obs
    assert "one block" in results["verdict_detail"]["reason"]
    assert results["theories"]["trust"]["held_out_treatments"] is None
    # Nobody is held out where there is one block; the fit to the same people must not pass for a prediction.
    assert all(score["held_out_log_likelihood"] is None for score in results["theories"].values())


def test_a_folder_that_cannot_be_written_is_refused_before_the_fit(tmp_path, capsys, monkeypatch):
    def unexpected(*_args, **_more):
        raise AssertionError("fitted before the folder was tried")

    monkeypatch.setattr("forecast_sharing.reporting.report.compute", unexpected)
    write_table(tmp_path / "rounds.csv", ROUNDS, [round_row()])

    assert main(["fit", str(tmp_path / "rounds.csv"), "--out", str(tmp_path / "rounds.csv")]) == 2
    assert "rounds.csv: File exists" in only_line(capsys)


def test_one_resample_is_refused(fit, capsys):
    assert fit(round_row(), more=["--bootstrap", "1"]) == 2
    assert "one resample has no spread" in only_line(capsys)


def test_a_table_of_participants_given_twice_is_refused(fit, tmp_path, capsys):
    row = dict.fromkeys(column.name for column in PARTICIPANTS)
    people = tmp_path / "participants.csv"
    write_table(people, PARTICIPANTS, [row | {"session_code": "abc", "participant_code": "p1", "seat": 1}])

    assert fit(round_row(), more=["--participants", people, "--participants", people]) == 2
    assert "a participant is in two of the tables" in only_line(capsys)


def test_tables_of_rounds_and_of_participants_are_told_apart(fit, tmp_path, capsys):
    assert fit(round_row(), more=["--participants", tmp_path / "rounds.csv"]) == 2
    assert "this is the table of rounds" in only_line(capsys)
