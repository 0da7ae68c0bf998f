"""What a report says of stated beliefs: one small fit with beliefs, and every number of it worked out again."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import read_rounds
from forecast_sharing.game import CELLS
from forecast_sharing.models.predicted_beliefs import level_k_receiver, level_k_sender, trust_receiver, trust_sender
from forecast_sharing.reporting.sentences import belief_sentences
from forecast_sharing.theory.assumptions import Options
from tests.harness.programs.columns_on_page import columns_not_on_page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    directory = tmp_path_factory.mktemp("beliefs")
    arguments = ["--theory", "trust", "--cells", "ch_uh,cl_ul", "--pairs", "2", "--rounds", "6", "--seed", "3"]
    assert main(["simulate", *arguments, "--beliefs", "--out", str(directory)]) == 0
    assert main(["fit", str(directory / "rounds.csv"), "--out", str(directory)]) == 0
    return directory


def test_the_page_of_commands_names_every_column(report):
    assert columns_not_on_page(report / "people.csv") == []
    assert columns_not_on_page(report / "comparison.csv") == []


def test_columns_hold_what_was_stated_and_what_the_fitted_theories_say(report):
    rounds, people = read_rounds(report / "rounds.csv"), pd.read_csv(report / "people.csv")
    # The estimates are under the likeliest of what is open, and so is what they say.
    options = json.loads((report / "results.json").read_text())["options"]
    prior, of_levels = options["prior"], (options["tie_break"], options["off_path_beliefs"])
    assert len(people) == 8
    for person in people.itertuples():
        game = CELLS[person.session.removeprefix("sim3-")]
        mine = rounds[
            (rounds["session_code"] == person.session) & (rounds[f"{person.role}_code"] == person.code)
        ].astype({"report": float})
        reports = mine["report"].to_numpy()
        if person.role == "sender":
            stated = mine["stated_capacity"].to_numpy(dtype=float)
            by_trust = trust_sender(reports, person.trust_model_believed_trust, game, prior)
            by_level = level_k_sender(reports, person.level, game, *of_levels)
            assert np.isnan(person.belief_interval_share)
        else:
            stated = mine["stated_forecast"].to_numpy(dtype=float)
            by_trust = trust_receiver(reports, person.trust_model_trust, game, prior)
            by_level = level_k_receiver(reports, person.level, game, *of_levels)
            holds = mine["forecast"].between(mine["stated_forecast_low"], mine["stated_forecast_high"])
            assert person.belief_interval_share == pytest.approx(holds.mean())
        apart = {name: np.abs(stated - said).mean() for name, said in (("trust", by_trust), ("level_k", by_level))}

        assert person.belief_n == 6
        assert person.belief_mean_stated == pytest.approx(stated.mean())
        assert person.belief_mean_trust == pytest.approx(by_trust.mean())
        assert person.belief_mean_level_k == pytest.approx(by_level.mean())
        assert person.belief_distance_trust == pytest.approx(apart["trust"])
        assert person.belief_distance_level_k == pytest.approx(apart["level_k"])
        is_alike = abs(apart["trust"] - apart["level_k"]) < 1
        assert person.belief_nearer == ("alike" if is_alike else min(apart, key=apart.get))


def test_columns_of_beliefs_come_last(report):
    names = list(pd.read_csv(report / "people.csv").columns)

    assert names[names.index("notes") + 1 :] == [name for name in names if name.startswith("belief_")]


def test_json_holds_the_same_as_the_table(report):
    people = pd.read_csv(report / "people.csv").set_index(["session", "code", "role"])
    beliefs = json.loads((report / "results.json").read_text())["beliefs"]

    assert len(beliefs) == len(people)
    for one in beliefs:
        row = people.loc[(one["session"], one["code"], one["role"])]
        assert one["belief_nearer"] == row["belief_nearer"]
        assert one["belief_mean_stated"] == pytest.approx(row["belief_mean_stated"])


def test_the_page_has_a_section_with_picture_and_everybody(report):
    page = (report / "report.html").read_text(encoding="utf-8")
    section = page.split("<h2>Stated beliefs</h2>")[1].split("</section>")[0]

    assert section.count("<img ") == 1
    assert section.count("<tr>") == 1 + 8
    assert "The stated ranges hold the true forecast" in section
    assert {path.name for path in (report / "pictures").glob("beliefs.*")} == {"beliefs.png", "beliefs.svg"}


@pytest.mark.parametrize(("stated_beliefs", "n_sentences"), [("ignored", 0), ("used", 1)])
def test_the_page_says_when_the_theories_have_seen_the_beliefs(stated_beliefs, n_sentences):
    sentences = belief_sentences([], Options(stated_beliefs=stated_beliefs))

    assert sum("no test of them" in sentence for sentence in sentences) == n_sentences
