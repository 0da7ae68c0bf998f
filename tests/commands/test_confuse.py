"""How often the verdict says what: rows from made-up verdicts, and a small study by command."""

from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.simulation import makers
from forecast_sharing.simulation.best_test import WORDS
from forecast_sharing.simulation.confusion import Case, confusion
from forecast_sharing.simulation.journal import Journal
from tests.harness.programs.columns_on_page import columns_not_on_page


@pytest.mark.parametrize(
    ("maker", "verdicts", "n_right", "n_wrong"),
    [
        pytest.param("trust", ["trust", "trust", "level_k", "undecided"], 2, 1, id="a theory"),
        pytest.param("hybrid", ["hybrid", "trust", "level_k", "neither"], 1, 2, id="half of each"),
        pytest.param("level_1", ["undecided", "trust", "undecided", "undecided"], 3, 1, id="the theories coincide"),
        pytest.param("contrary", ["neither", "neither", "hybrid", "level_k"], 2, 1, id="neither theory"),
    ],
)
def test_a_row_counts_what_is_right_and_who_is_named_wrongly(maker, verdicts, n_right, n_wrong, tmp_path):
    cases = [Case(maker, "logit", 0.5, "all", 3, 40, 1, number) for number in range(4)]
    with Journal(tmp_path / "datasets.jsonl", {"study": "confuse"}) as journal:
        for case, word in zip(cases, verdicts, strict=True):
            journal.add(case.key(), {"verdict": word})
    (row,) = confusion(cases, journal).to_dict("records")

    assert (row["right"], row["wrong_theory"]) == (n_right / 4, n_wrong / 4)
    assert row["verdict_undecided"] == verdicts.count("undecided")
    assert row["wrong_theory_low"] < n_wrong / 4 < row["wrong_theory_high"]


def test_each_design_has_a_seed_of_its_own():
    designs = [
        Case(maker, noise, rounding, cells, blocks, 40, 1, number).seed
        for maker in makers.NAMES
        for noise in ("logit", "normal")
        for rounding in (0.0, 0.5)
        for cells in ("ch_uh", "all")
        for blocks in (2, 6)
        for number in (1, 2)
    ]

    assert len(set(designs)) == len(designs)


def test_half_of_the_people_round():
    reports = Case("trust", "normal", 0.5, "ch_uh", 6, 40, 1, 1).simulate().rounds()
    share = (reports["report"] % 5 == 0).groupby(reports["sender_code"]).mean()

    # Who rounds does so in nine decisions of ten; who does not meets a multiple of five in one of five.
    assert np.all((share < 0.6) | (share > 0.75))
    assert 0 < (share > 0.75).sum() < len(share)


@pytest.mark.slow
def test_a_study_is_written_and_goes_on(tmp_path):
    arguments = ["confuse", "--makers", "trust,contrary", "--noise", "logit", "--rounding", "no", "--cells", "ch_uh"]
    arguments += ["--blocks", "2", "--rounds", "4", "--out", str(tmp_path), "--json", "--datasets"]
    assert main([*arguments, "1"]) == 0
    assert main([*arguments, "2", "--best"]) == 0
    content = json.loads((tmp_path / "confusion.json").read_text())

    assert [row["datasets"] for row in content["designs"]] == [2, 2]
    # Nobody knows the best test of people who follow neither theory.
    assert [sum(row[f"best_{word}"] or 0 for word in WORDS) for row in content["designs"]] == [2, 0]
    assert [row["against"] for row in content["odds"]] == ["level_k", "hybrid"]
    assert [len((tmp_path / f"{name}.jsonl").read_text().splitlines()) for name in ("datasets", "best")] == [4, 2]
    assert [columns_not_on_page(tmp_path / name) for name in ("confusion.csv", "odds.csv")] == [[], []]
    assert (tmp_path / "confusion.md").read_text().count("\n") == 4
