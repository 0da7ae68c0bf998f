from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import read_rounds
from tests.harness.programs.columns_on_page import columns_not_on_page

STUDIES = Path(__file__).resolve().parents[2] / "studies"


def simulate(directory, *more):
    return main(["simulate", "--theory", "trust", "--pairs", "2", "--rounds", "3", "--out", str(directory), *more])


def test_simulated_rounds_are_read_like_an_export(tmp_path):
    assert simulate(tmp_path, "--cells", "ch_uh,cl_ul") == 0

    rounds = read_rounds(tmp_path / "rounds.csv")
    assert len(rounds) == 2 * 2 * 3
    assert set(rounds["treatment"]) == {"ch_uh", "cl_ul"}


def test_true_parameters_stand_beside_the_rounds(tmp_path):
    simulate(tmp_path, "--cells", "ch_uh")

    truth = pd.read_csv(tmp_path / "true_parameters.csv")
    assert sorted(truth["participant_code"]) == ["p1", "p2", "p3", "p4"]
    assert truth.loc[truth["role"] == "receiver", "trust"].between(0, 1).all()


def test_the_page_of_commands_names_every_column_of_the_true_parameters(tmp_path):
    simulate(tmp_path / "logit", "--cells", "ch_uh", "--beliefs")
    simulate(tmp_path / "normal", "--cells", "ch_uh", "--noise", "normal")

    assert columns_not_on_page(tmp_path / "logit" / "true_parameters.csv") == []
    assert columns_not_on_page(tmp_path / "normal" / "true_parameters.csv") == []


def test_a_seed_decides_everything(tmp_path):
    for name, seed in (("first", "7"), ("same", "7"), ("other", "8")):
        simulate(tmp_path / name, "--cells", "ch_uh", "--seed", seed)

    first, same, other = ((tmp_path / name / "rounds.csv").read_bytes() for name in ("first", "same", "other"))
    assert first == same
    assert first != other


@pytest.mark.parametrize("flag", ["--off-path-beliefs", "--unsent-reports"])
def test_the_earlier_name_of_a_flag_still_works(tmp_path, capsys, flag):
    simulate(tmp_path, "--cells", "ch_uh", "--json", flag, "prior")

    options = json.loads(capsys.readouterr().out)["options"]
    assert options["off_path_beliefs"] == "prior"
    assert "unsent_reports" not in options


def test_what_was_written_is_told_as_json(tmp_path, capsys):
    simulate(tmp_path, "--cells", "ch_uh", "--json")

    assert json.loads(capsys.readouterr().out)["rounds"] == 6


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--cells", "nowhere"], "cells must be among ch_uh, ch_ul, cl_uh, cl_ul, not 'nowhere'"),
        (["--noise", "normal", "--tie-break", "uniform"], "tie_break must be smallest or largest"),
        (["--block-size", "3", "--pairs", "3"], "block_size must be even"),
    ],
    ids=["unknown cell", "options that exclude each other", "odd blocks"],
)
def test_what_cannot_be_simulated_is_refused_in_one_line(tmp_path, capsys, arguments, reason):
    assert simulate(tmp_path / "out", *arguments) == 2

    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert reason in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_study_is_played_as_planned(tmp_path, capsys):
    assert main(["simulate", "--theory", "trust", "--study", "demo_study", "--out", str(tmp_path), "--json"]) == 0

    rounds = read_rounds(tmp_path / "rounds.csv")
    assert set(zip(rounds["arm"], rounds["part"], rounds["treatment"], strict=True)) == {
        ("dear_first", 1, "ch_uh"),
        ("dear_first", 2, "cl_ul"),
        ("cheap_first", 1, "cl_ul"),
        ("cheap_first", 2, "ch_uh"),
    }
    assert json.loads(capsys.readouterr().out)["study"] == "demo_study"


def test_a_study_may_be_anywhere(tmp_path):
    copied = tmp_path / "mine"
    shutil.copytree(STUDIES / "demo_study", copied)

    assert main(["simulate", "--theory", "trust", "--study", str(copied), "--out", str(tmp_path)]) == 0
    assert "mine" in read_rounds(tmp_path / "rounds.csv")["session_code"].iloc[0]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--study", "nothing"], "there is no study nothing; in studies/ there are crossover, demo_study,"),
        (["--study", "crossover", "--pairs", "4"], "--pairs cannot be said beside --study, whose file says it"),
        (["--study", "crossover", "--block-size", "6"], "--block-size cannot be said beside --study"),
    ],
)
def test_what_a_study_does_not_go_with_is_said(tmp_path, capsys, more, message):
    assert main(["simulate", "--theory", "trust", "--out", str(tmp_path), *more]) == 2

    assert message in capsys.readouterr().err
