from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.simulation import planned_datasets as module
from forecast_sharing.simulation.datasets import recovery_of
from forecast_sharing.simulation.journal import Journal
from forecast_sharing.simulation.planned_datasets import PlannedDataset, verdict_and_contrasts_of
from forecast_sharing.simulation.planned_power import planned_power
from forecast_sharing.summary.contrasts import contrasts
from forecast_sharing.theory.assumptions import AVERAGED, Options
from tests.harness.planned_studies import STUDIES, study
from tests.harness.programs.columns_on_page import columns_not_on_page

CROSSOVER = study("crossover")
FIXED = """fit = { noise = "logit", prior = "truncated", tie_break = "smallest", off_path_beliefs = "lowest", \
level_0_errors = "distance", highest_level = 1 }
"""


def dataset(planned=CROSSOVER, theory="trust", number=1):
    return PlannedDataset(planned, theory, 1, number, Options())


def found(value, low, high, p_value, name="inflation: ch_uh - cl_ul", lowest=0.005):
    numbers = {"value": value, "low": low, "high": high, "p_value": p_value, "lowest_p_value": lowest}
    return {"name": name, **numbers}


@pytest.fixture
def small(tmp_path):
    """Return the folder of a study that is quickly fitted."""
    folder = tmp_path / "small"
    folder.mkdir()
    source = (STUDIES / "demo_study" / "study.toml").read_text(encoding="utf-8")
    source = source.replace("[analysis]\n", f"[analysis]\n{FIXED}").replace("rounds = 2", "rounds = 3")
    (folder / "study.toml").write_text(source, encoding="utf-8")
    return folder


def test_data_sets_have_seeds_of_their_own():
    assert len({dataset(theory=theory, number=n).seed for theory in ("trust", "hybrid") for n in (1, 2)}) == 4


def test_a_fit_holds_possible_what_the_file_does_not_fix():
    fixed = study(
        "crossover", ("[analysis]\n", '[analysis]\nfit = { noise = "normal", highest_level = 2, seed = 3 }\n')
    )

    assert dataset().considered.averaged == AVERAGED
    considered = dataset(fixed).considered
    assert considered.averaged == AVERAGED[1:]
    assert (considered.options.noise, considered.options.highest_level) == ("normal", 2)
    assert dataset(fixed).options == Options()


def test_a_rival_that_makes_the_data_is_compared():
    assert dataset(theory="hybrid").theories == ("trust", "level_k")
    assert dataset(theory="qre").theories == ("trust", "level_k", "qre")


def test_a_changed_study_is_another_study():
    longer = study("crossover", ("rounds = 15", "rounds = 16"))

    assert dataset().settings() != dataset(longer).settings()


def test_only_registered_contrasts_are_counted(monkeypatch):
    monkeypatch.setattr(module, "quick_verdict", lambda *_: type("Verdict", (), {"word": "trust"}))
    result = verdict_and_contrasts_of(dataset())
    alone = contrasts(dataset().simulate().rounds(), CROSSOVER, n_draws=499, only_registered=True)

    assert result["verdict"] == "trust"
    assert [one["name"] for one in result["contrasts"]] == [one.name for one in CROSSOVER.contrasts]
    assert result["contrasts"][0]["p_value"] == alone.results[0].p_value
    assert result["contrasts"][0]["low"] == alone.results[0].difference.low


def test_shares_are_counted_by_hand(tmp_path):
    every = [dataset(number=number) for number in range(1, 5)]
    inflation = [
        found(4.0, 1.0, 7.0, 0.01),
        found(-4.0, -7.0, -1.0, 0.05),
        found(0.0, -3.0, 3.0, 0.06),
        found(None, None, None, None, lowest=None),
    ]
    trust = found(0.5, None, None, None, name="trust_in_reports: ch_uh - cl_ul", lowest=None)
    with Journal(tmp_path / "datasets.jsonl", {}) as journal:
        for one, of_one, word in zip(every, inflation, ["trust", "trust", "hybrid", "undecided"], strict=True):
            journal.add(one.key(), {"verdict": word, "contrasts": [of_one, trust]})

    power = planned_power(every, journal)
    first, second = power.contrasts.to_dict("records")

    assert power.verdicts.loc[0, ["verdict_trust", "verdict_hybrid", "right"]].tolist() == [2, 1, 0.5]
    assert (first["datasets"], first["n_interval"], first["of_interval"], first["interval"]) == (4, 2, 3, 2 / 3)
    assert (first["n_test"], first["of_test"], first["test"]) == (2, 3, 2 / 3)
    assert (first["mean"], first["sd"]) == pytest.approx((0, 4))
    assert first["lowest_p_value"] == 0.005
    assert (second["contrast"], second["of_test"]) == ("trust_in_reports: ch_uh - cl_ul", 0)
    assert np.isnan(second["test"])
    assert "crossover: 48 people in 12 blocks of 4 and 2 sessions, 32 rounds with practice" in power.as_text()
    assert "never below" not in power.as_text()


def test_a_test_that_cannot_find_anything_is_said(tmp_path):
    with Journal(tmp_path / "datasets.jsonl", {}) as journal:
        journal.add(dataset().key(), {"verdict": "trust", "contrasts": [found(1.0, 0.5, 1.5, 0.25, lowest=0.25)] * 2})

    assert "p is never below 0.25; go by the intervals" in planned_power([dataset()], journal).as_text()


@pytest.mark.slow
def test_power_of_a_study_is_written(small, tmp_path, capsys):
    arguments = ["power", "--study", str(small), "--datasets", "2", "--theory", "trust,hybrid"]
    assert main([*arguments, "--out", str(tmp_path / "out"), "--json"]) == 0

    content = json.loads(capsys.readouterr().out)
    assert [(row["theory"], row["datasets"]) for row in content["verdicts"]] == [("trust", 2), ("hybrid", 2)]
    assert [row["contrast"] for row in content["contrasts"]] == ["inflation: dear - cheap"] * 2
    assert "Contrasts by the theory" in (tmp_path / "out" / "power.txt").read_text()
    assert json.loads((tmp_path / "out" / "power.json").read_text()) == content
    assert [columns_not_on_page(tmp_path / "out" / f"{name}.csv") for name in ("power", "contrasts")] == [[], []]
    # Finished data sets are kept; of a study that has changed they are refused.
    (small / "study.toml").write_text((small / "study.toml").read_text().replace("rounds = 3", "rounds = 4"))
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    assert "study_file_sha256" in capsys.readouterr().err


@pytest.mark.slow
def test_a_study_can_be_recovered(small, tmp_path, capsys):
    arguments = [
        "recover",
        "--study",
        str(small),
        "--datasets",
        "1",
        "--theory",
        "trust",
        "--out",
        str(tmp_path / "out"),
    ]
    assert main([*arguments, "--json"]) == 0

    content = json.loads(capsys.readouterr().out)
    # Two blocks of a pair with fixed roles.
    assert {(row["parameter"], row["n"]) for row in content["parameters"] if row["role"] == "receiver"} >= {
        ("trust", 2)
    }
    assert content["confusion"][0]["datasets"] == 1


@pytest.mark.slow
def test_people_of_whom_nothing_is_estimated_have_no_estimates():
    """Where nothing is sent there are no decisions to fit."""
    planned = study("no_communication", ("rounds = 30", "rounds = 2"), ("blocks = 6", "blocks = 1"))
    result = recovery_of(PlannedDataset(planned, "trust", 1, 1, Options(highest_level=1)))

    assert len(result["people"]) == 4
    assert all(np.isfinite(list(one["estimate"].values())).all() for one in result["people"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["power", "--pairs", "4"], "--pairs cannot be said beside --study"),
        (["recover", "--cells", "ch_uh"], "--cells cannot be said beside --study"),
        (["recover", "--all-intervals"], "--all-intervals needs people of a few types in cells"),
    ],
)
def test_what_a_study_says_itself_is_refused(tmp_path, capsys, arguments, message):
    assert main([*arguments, "--study", "crossover", "--out", str(tmp_path)]) == 2
    assert message in capsys.readouterr().err
