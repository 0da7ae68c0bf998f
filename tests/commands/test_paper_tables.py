"""`fit --tables`: each table in each format holds the numbers of results.json."""

from __future__ import annotations

import json
import re

import docx
import numpy as np
import pandas as pd
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import ROUNDS, write_table
from forecast_sharing.models.registry import theory_of
from forecast_sharing.reporting.style import LABEL
from tests.strategies import round_row

NAMES = ("comparison", "prediction", "verdict", "variants", "pooled", "people", "kinds")
FORMATS = ("tex", "md", "docx")
THEORIES = ("trust", "level_k", "cognitive_hierarchy")


class Written:
    """What a fit wrote into a folder, and the content of its results.json."""

    def __init__(self, folder):
        self.folder = folder / "tables"
        self.results = json.loads((folder / "report" / "results.json").read_text())

    def rows(self, name, end="docx"):
        """Return the rows of a table below its header."""
        return READERS[end](self.folder / f"{name}.{end}")[1:]

    def notes(self, name):
        return docx.Document(str(self.folder / f"{name}.docx")).paragraphs[-1].text


def _of_tex(path):
    inside = path.read_text().partition("\\toprule\n")[2].partition("\\bottomrule")[0]
    lines = [line.removesuffix(" \\\\") for line in inside.splitlines() if line != "\\midrule"]
    rows = [re.split(r"(?<!\\) & ", line) for line in lines]
    return [[re.sub(r"\\([_%])", r"\1", cell.replace("$-$", "-")).replace("--", "–") for cell in row] for row in rows]


def _of_md(path):
    lines = [line for line in path.read_text().splitlines() if line.startswith("|")]
    del lines[1]
    return [[cell.replace("\\", "") for cell in line[2:-2].split(" | ")] for line in lines]


def _of_docx(path):
    (grid,) = docx.Document(str(path)).tables
    return [[cell.text.replace("−", "-") for cell in row.cells] for row in grid.rows]


# The parameter of each noise.
NOISE = {"logit": "precision", "normal": "noise_sd"}
READERS = {"tex": _of_tex, "md": _of_md, "docx": _of_docx}


def number(cell):
    """Return what a cell says, None where it says that there is none."""
    if cell == "–":
        return None
    return float(cell.replace(",", "").removesuffix("%")) / (100 if cell.endswith("%") else 1)


def same(cells, values, *, decimals=None, digits=None):
    """Return whether cells are the values, rounded to so many decimals or significant digits."""
    read = [number(cell) for cell in cells]
    within = {"rel": 0.0, "abs": 0.501 * 10**-decimals} if digits is None else {"rel": 5.01 * 10**-digits, "abs": 0.0}
    return [one is None for one in read] == [value is None for value in values] and all(
        one is None or one == pytest.approx(value, **within) for one, value in zip(read, values, strict=True)
    )


def fitted(rounds, folder, *more):
    arguments = ["--out", str(folder / "report"), "--tables", str(folder / "tables"), *more]
    assert main(["fit", str(rounds), *arguments]) == 0
    return Written(folder)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    arguments = ["--theory", "trust", "--cells", "ch_uh,cl_ul", "--pairs", "4", "--rounds", "4", "--seed", "3"]
    assert main(["simulate", *arguments, "--out", str(folder)]) == 0
    # Noise, which all theories leave open, and tie-break, which is level-k's alone, are variants enough.
    fixed = ["--prior", "truncated", "--off-path-beliefs", "lowest", "--level-0-errors", "distance"]
    theories = ["--theories", ",".join(THEORIES), "--highest-level", "2"]
    return fitted(folder / "rounds.csv", folder, *theories, *fixed)


@pytest.fixture(scope="module")
def one_pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one pair")
    rows = [round_row(round_number=number, treatment="a_&_[b]", forecast=10 * number) for number in range(1, 6)]
    write_table(folder / "rounds.csv", ROUNDS, rows)
    return fitted(folder / "rounds.csv", folder, "--noise", "logit")


@pytest.mark.slow
def test_each_table_is_written_in_each_format(study):
    expected = {f"{name}.{end}" for name in NAMES for end in FORMATS} | {"tables.tex", "people.dta"}

    assert {path.name for path in study.folder.iterdir()} == expected
    for name in NAMES:
        tex, md, word = (study.rows(name, end) for end in FORMATS)
        assert tex == md == word
        assert f"\\input{{{name}}}" in (study.folder / "tables.tex").read_text()


@pytest.mark.slow
def test_comparison_has_the_numbers_of_the_results(study):
    rows = study.rows("comparison")
    keys = ["log_likelihood", "n_parameters", "aic", "bic", "held_out_rounds", "held_out_log_likelihood"]
    keys += ["held_out_treatments", "completeness"]

    assert [row[0] for row in rows] == [LABEL[name] for name in study.results["theories"]]
    for row, score in zip(rows, study.results["theories"].values(), strict=True):
        assert same(row[1:-1], [score[key] for key in keys[:-1]], decimals=1)
        assert same(row[-1:], [score["completeness"]], decimals=2)
    assert "n of BIC is 16 people" in study.notes("comparison")
    assert "64 decisions of 16 people in 4 blocks" in study.notes("comparison")


@pytest.mark.slow
def test_prediction_has_the_numbers_of_the_results(study):
    rows = study.rows("prediction")
    keys = ["restrictiveness_sender", "restrictiveness_sender_error"]
    keys += ["restrictiveness_receiver", "restrictiveness_receiver_error"]

    assert [row[0] for row in rows] == [LABEL[name] for name in study.results["theories"]]
    for row, score in zip(rows, study.results["theories"].values(), strict=True):
        assert same(row[1:2], [score["held_out_log_likelihood"]], decimals=1)
        # Four blocks are too few for a confidence set.
        assert row[2:4] == ["–", "–"]
        assert same(row[4:], [score["completeness"], *(score[key] for key in keys)], decimals=2)
    assert "it takes 6 blocks to leave one of two models out" in study.notes("prediction")


@pytest.mark.slow
def test_verdict_has_the_numbers_of_the_results(study):
    detail = study.results["verdict_detail"]
    *rows, neither = study.rows("verdict")

    for row, (name, share) in zip(rows, detail["shares"].items(), strict=True):
        evidence = detail["evidence"][name]
        assert row[0] == LABEL[name]
        assert same([row[1], *row[2].split(" to ")], [share["value"], share["low"], share["high"]], decimals=3)
        assert same(row[3:6], [evidence[key] for key in ("total", "without_person", "without_block")], decimals=1)
        assert same(row[6:], [evidence["p_value"]], decimals=3)
    assert same(neither[3:4], [detail["neither"]["total"]], decimals=1)
    notes = study.notes("verdict")
    assert f"Verdict: {LABEL[study.results['verdict']]} ({detail['reason']})." in notes
    assert "no variant was chosen for these numbers" in notes


@pytest.mark.slow
def test_variants_have_the_weights_of_the_results(study):
    rows = study.rows("variants")
    weights = {
        (option, word, LABEL[theory]): weight
        for theory, by_option in study.results["variants"].items()
        for option, by_word in by_option.items()
        if option in study.results["averaged"]
        for word, weight in by_word.items()
    }
    alone = {(one["option"], one["value"]): LABEL[one["verdict"]] for one in study.results["sensitivity"]}

    assert {tuple(row[:3]) for row in rows} == set(weights)
    for option, word, theory, weight, verdict in rows:
        assert same([weight], [weights[option, word, theory]], decimals=3)
        assert verdict == alone[option, word]
    assert "chosen after the data" in study.notes("variants")


@pytest.mark.slow
def test_everybody_alike_has_errors_clustered_by_block(study):
    values = [
        (one, name, value, one["standard_errors"]["sandwich"][name], one["clustered_interval"].get(name, [None, None]))
        for one in study.results["pooled"]
        for name, value in one["params"].items()
    ]
    rows = study.rows("pooled")

    assert any(error is not None for _, _, _, error, _ in values)
    for row, (one, name, value, error, ends) in zip(rows, values, strict=True):
        theory = theory_of(one["theory"])
        kind = f", {theory.kind_word} {one[theory.kind_word]:g}" if theory.has_kinds else ""
        assert row[:3] == [one["role"], row[1], name]
        assert row[1].startswith(theory.label + kind)
        shown = [] if row[5] == "–" else row[5].split(" to ")
        assert same([*row[3:5], *(shown or ["–", "–"])], [value, error, *ends], digits=3)
        assert number(row[6]) == one["n_obs"]
    notes = study.notes("pooled")
    assert "clustered by block (4 blocks of senders and 4 blocks of receivers)" in notes
    assert "chosen after the data" in notes


@pytest.mark.slow
def test_quartiles_are_of_the_people_of_a_treatment_and_role(study):
    rows = study.rows("people")
    people = [one for one in study.results["people"] if (one["role"], one["session"]) == ("receiver", "sim3-ch_uh")]
    values = [one["trust"]["params"]["trust"] for one in people]
    quartiles = np.percentile(values, [25, 50, 75])

    (row,) = (row for row in rows if row[:4] == ["ch_uh", "receiver", "trust", "trust"])
    assert len(values) == 4
    assert same(row[4:7], list(quartiles), digits=4)
    # With four decisions each, all are doubtful.
    assert [number(cell) for cell in row[7:]] == [4, 4]
    noise = NOISE[study.results["options"]["noise"]]
    assert sum(number(row[7]) for row in rows if row[2:4] == ["trust", noise]) == len(study.results["people"])


@pytest.mark.slow
def test_kinds_have_the_shares_of_the_results(study):
    shares = [
        share
        for by_group in study.results["kind_shares"].values()
        for of_group in by_group.values()
        for share in of_group
    ]
    rows = study.rows("kinds")

    assert same([row[3] for row in rows], shares, decimals=3)
    assert rows[0][:3] == ["level-k", "sender", "level 0"]
    assert len({tuple(row[:3]) for row in rows}) == len(rows)


@pytest.mark.slow
def test_people_for_stata_have_the_numbers_of_the_table(study):
    table = pd.read_csv(study.folder.parent / "report" / "people.csv")
    read = pd.read_stata(study.folder / "people.dta")
    numbers = [name for name in table.select_dtypes("number").columns if name in read]

    assert len(read) == 16
    noise = NOISE[study.results["options"]["noise"]]
    assert {"trust_model_trust", "trust_model_trust_se", "level", f"cognitive_hierarchy_{noise}"} <= set(numbers)
    for name in numbers:
        np.testing.assert_allclose(read[name].astype(float), table[name].astype(float), rtol=1e-12, err_msg=name)
    assert list(read["code"]) == list(table["code"])
    assert list(read["role"]) == list(table["role"])
    assert list(read["better"]) == [LABEL[name] for name in table["better"]]
    assert list(read["treatment"]) == [session.removeprefix("sim3-") for session in table["session"]]
    assert read.groupby("block", observed=True)["session"].nunique().to_list() == [1, 1, 1, 1]
    with pd.io.stata.StataReader(study.folder / "people.dta") as reader:
        labels = reader.variable_labels()
    assert set(labels) == set(read.columns)
    assert "" not in labels.values()


@pytest.mark.slow
def test_one_pair_has_tables_that_say_what_is_lacking(one_pair):
    assert {row[6] for row in one_pair.rows("comparison")} == {"–"}
    assert "There is one block" in one_pair.notes("comparison")
    assert {tuple(row[4:6]) for row in one_pair.rows("pooled")} == {("–", "–")}
    assert "Fixed beforehand: noise = logit." in one_pair.notes("people")
    assert {row[0] for row in one_pair.rows("people")} == {"a_&_[b]"}
    assert "a\\_\\&\\_{[}b{]} & sender" in (one_pair.folder / "people.tex").read_text()
    assert list(pd.read_stata(one_pair.folder / "people.dta")["treatment"]) == ["a_&_[b]"] * 2


def test_a_folder_of_tables_that_cannot_be_written_is_refused_before_the_fit(tmp_path, capsys, monkeypatch):
    def unexpected(*_args, **_more):
        raise AssertionError("fitted before the folder was tried")

    monkeypatch.setattr("forecast_sharing.reporting.report.compute", unexpected)
    rounds = tmp_path / "rounds.csv"
    write_table(rounds, ROUNDS, [round_row()])

    assert main(["fit", str(rounds), "--out", str(tmp_path / "out"), "--tables", str(rounds)]) == 2
    assert "rounds.csv: File exists" in capsys.readouterr().err
