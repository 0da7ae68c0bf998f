from __future__ import annotations

import json
import shutil

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import read_rounds
from forecast_sharing.reporting.report import fit_report
from forecast_sharing.theory.assumptions import AVERAGED
from tests.harness.planned_studies import STUDIES, study

FIXED = """fit = { noise = "logit", prior = "truncated", tie_break = "smallest", off_path_beliefs = "lowest", \
level_0_errors = "distance", highest_level = 1 }
"""


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crossover")
    main(["simulate", "--theory", "hybrid", "--study", "crossover", "--out", str(folder)])
    return folder / "rounds.csv"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the folder of a study that says flags of fit, and the rounds of its sessions."""
    folder = tmp_path_factory.mktemp("small") / "small"
    folder.mkdir()
    source = (STUDIES / "demo_study" / "study.toml").read_text(encoding="utf-8")
    source = source.replace("[analysis]\n", f"[analysis]\n{FIXED}").replace("rounds = 2", "rounds = 4")
    (folder / "study.toml").write_text(source, encoding="utf-8")
    main(["simulate", "--theory", "trust", "--study", str(folder), "--out", str(folder)])
    return folder


def fit(folder, out, *more):
    return main(["fit", str(folder / "rounds.csv"), "--study", str(folder), "--out", str(out), *more])


def test_summarize_adds_the_contrasts_of_a_study(rounds, capsys):
    assert main(["summarize", str(rounds), "--study", "crossover"]) == 0
    text = capsys.readouterr().out
    assert main(["summarize", str(rounds)]) == 0
    alone = capsys.readouterr().out

    assert text.startswith(alone.rstrip("\n"))
    assert "Named by the study's file" in text.removeprefix(alone.rstrip("\n"))
    assert "inflation: ch_uh - cl_ul" in text


def test_summarize_says_them_as_json(rounds, capsys):
    main(["summarize", str(rounds), "--study", "crossover", "--json"])
    together = json.loads(capsys.readouterr().out)
    main(["summarize", str(rounds), "--json"])
    alone = json.loads(capsys.readouterr().out)

    assert together["treatments"] == alone
    assert [one["name"] for one in together["contrasts"] if one["registered"]] == [
        "inflation: ch_uh - cl_ul",
        "trust_in_reports: ch_uh - cl_ul",
    ]


@pytest.mark.parametrize("command", ["summarize", "fit"])
def test_rounds_of_another_study_are_refused(rounds, tmp_path, capsys, command):
    more = ["--out", str(tmp_path / "out")] if command == "fit" else []

    assert main([command, str(rounds), "--study", "four_cells", *more]) == 2
    assert "session sim1-crossover-1: the study four_cells has no arm ch_uh_first" in capsys.readouterr().err


@pytest.mark.slow
def test_a_fit_of_a_study_holds_its_contrasts_and_says_what_its_file_says(small, tmp_path):
    assert fit(small, tmp_path / "of_study") == 0
    said = json.loads((tmp_path / "of_study" / "results.json").read_text())
    page = (tmp_path / "of_study" / "report.html").read_text(encoding="utf-8")

    assert said["averaged"] == []
    assert said["options"]["highest_level"] == 1
    assert said["contrasts"][0]["name"] == "inflation: dear - cheap"
    assert said["contrasts"][0]["registered"] is True
    assert not any(one["registered"] for one in said["contrasts"][1:])
    assert page.index("Contrasts between treatments") < page.index("Fit and prediction")
    assert "Exploratory: not named by the study" in page


@pytest.mark.slow
def test_a_flag_goes_before_what_the_file_says(small, tmp_path):
    fit(small, tmp_path, "--highest-level", "2", "--theories", "trust,level_k,qre")
    said = json.loads((tmp_path / "results.json").read_text())

    assert said["options"]["highest_level"] == 2
    assert "qre" in said["theories"]
    assert said["averaged"] == []


@pytest.mark.slow
def test_without_a_study_there_are_no_contrasts_and_with_one_the_function_has_them(small, tmp_path):
    main(
        ["fit", str(small / "rounds.csv"), "--out", str(tmp_path / "alone"), "--highest-level", "1", "--noise", "logit"]
    )
    alone = json.loads((tmp_path / "alone" / "results.json").read_text())
    rounds = read_rounds(small / "rounds.csv")
    planned = study("demo_study", ("rounds = 2", "rounds = 4"))
    found = fit_report(rounds, tmp_path / "function", fixed=AVERAGED, study=planned)

    assert alone["contrasts"] is None
    assert "Contrasts between treatments" not in (tmp_path / "alone" / "report.html").read_text(encoding="utf-8")
    assert found["contrasts"][0]["name"] == "inflation: dear - cheap"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('fit = { noises = "logit" }', "small/study.toml: there is no key analysis.fit.noises; there are: noise"),
        ('fit = { noise = "loud" }', "analysis.fit.noise must be one of logit, normal, not 'loud'"),
        ("fit = { seed = -1 }", "analysis.fit.seed must be a whole number, at least 0, not -1"),
        ("fit = { bootstrap = 1.5 }", "analysis.fit.bootstrap must be a whole number, at least 0, not 1.5"),
    ],
)
def test_flags_that_there_are_not_are_refused(small, tmp_path, capsys, said, message):
    folder = tmp_path / "small"
    shutil.copytree(small, folder)
    source = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(source.replace(FIXED, f"{said}\n"), encoding="utf-8")

    assert fit(folder, tmp_path / "out") == 2
    assert message in capsys.readouterr().err
