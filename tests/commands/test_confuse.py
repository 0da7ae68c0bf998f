"""How often the verdict says what: rows from made-up verdicts, and a small study by command."""

from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.simulation import makers
from forecast_sharing.simulation.best_test import WORDS
from forecast_sharing.simulation.confusion import Case, confusion, crossover, known
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
        for cells in ("ch_uh", "all", "crossover")
        for blocks in (2, 6)
        for number in (1, 2)
    ]

    assert len(set(designs)) == len(designs)


@pytest.mark.parametrize(("blocks", "n_rounds"), [(6, 40), (3, 5)])
def test_in_a_crossover_the_same_people_play_two_cells_in_both_orders(blocks, n_rounds):
    planned = crossover(blocks, n_rounds, 7)
    case = Case("hybrid", "logit", 0.0, "crossover", blocks, n_rounds, 1, 1)
    rounds = case.simulate().rounds()
    played = rounds.groupby(["session_code", "sender_code"])["treatment"].agg(set)
    first = rounds[rounds["part"] == 1].groupby("treatment")["block"].nunique()

    assert {name: part.game.treatment for name, part in planned.treatments.items()} == {
        "ch_uh": "ch_uh",
        "cl_ul": "cl_ul",
    }
    assert (played.map(len) == 2).all()
    assert len(rounds) == blocks * 2 * n_rounds
    assert not rounds["is_practice"].any()
    assert (first["ch_uh"], first["cl_ul"]) == (blocks - blocks // 2, blocks // 2)
    assert rounds.groupby("part").size().tolist() == [
        blocks * 2 * (n_rounds - n_rounds // 2),
        blocks * 2 * (n_rounds // 2),
    ]


def test_the_arms_of_crossovers_are_drawn_for_each_data_set():
    arms = {
        tuple(
            Case("trust", "logit", 0.0, "crossover", 6, 2, 1, number)
            .simulate()
            .rounds()
            .groupby("block")["arm"]
            .first()
        )
        for number in range(1, 9)
    }

    assert len(arms) > 3


def test_the_best_test_knows_people_of_one_treatment():
    cases = [Case("trust", "logit", 0.0, cells, 2, 2, 1, 1) for cells in ("ch_uh", "crossover")]

    assert known(cases) == cases[:1]


@pytest.mark.parametrize("more", [["--blocks", "1,2"], ["--rounds", "1"]])
def test_a_crossover_needs_two_of_both(tmp_path, capsys, more):
    assert main(["confuse", "--cells", "ch_uh,crossover", *more, "--out", str(tmp_path)]) == 2
    assert "needs --blocks and --rounds of at least 2" in capsys.readouterr().err


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
