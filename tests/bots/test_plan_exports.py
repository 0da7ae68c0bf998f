"""What sessions played by bots export of their plan, and that all exported tables refer to each other as declared."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from forecast_sharing import __version__, dataset, matching
from forecast_sharing.session import draws
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.tables.stored_tables import BY_NAME

pytestmark = pytest.mark.bots

EXPORTED = ("rounds", "participants", "survey", "quiz", "events", "session", "matching", "arms")
TWO_ROUNDS = {"num_rounds": 2, "survey_sections": "none"}


def tables_of(run, folder):
    """Return every exported table, read and checked as an analysis would."""
    tables = {}
    for name in EXPORTED:
        path = folder / f"{name}.csv"
        app = "briefing" if name == "quiz" else "cheap_talk_game"
        path.write_text(run.text(app, f"custom_export_{name}"), encoding="utf-8", newline="")
        tables[name] = dataset.read_stored(path, name)
    return tables


def stray_rows(tables):
    """Return the foreign keys that some row of a table does not keep."""
    return [
        (name, key.table)
        for name, table in tables.items()
        for key in BY_NAME[name].foreign_keys_within(tables)
        if not set(table[list(key.columns)].itertuples(index=False, name=None))
        <= set(tables[key.table][list(key.columns)].itertuples(index=False, name=None))
    ]


@pytest.mark.parametrize(
    ("config", "n", "modified"),
    [
        pytest.param("lab_ch_uh", 4, TWO_ROUNDS, id="laboratory"),
        pytest.param("demo", 2, {"num_rounds": 1, "beliefs": "asked"}, id="beliefs and survey"),
        pytest.param("study_demo_study", 4, {}, id="arms and parts"),
        pytest.param("demo", 1, {"num_rounds": 1, "counterpart": "robot", "survey_sections": "none"}, id="computer"),
    ],
)
def test_tables_refer_to_each_other_as_declared(bots, tmp_path, config, n, modified):
    tables = tables_of(bots(config, n, **modified), tmp_path)

    assert stray_rows(tables) == []
    assert len(tables["rounds"]) == len(tables["matching"]) > 0


def test_a_row_that_refers_to_nothing_is_found(bots, tmp_path):
    tables = tables_of(bots("lab_ch_uh", 4, **TWO_ROUNDS), tmp_path)
    tables["arms"] = tables["arms"].iloc[1:]

    assert stray_rows(tables) == [("rounds", "arms"), ("matching", "arms")]


def test_the_matching_is_the_plan_that_the_seed_draws(bots, tmp_path):
    tables = tables_of(bots("lab_ch_uh", 4, beliefs="asked", **TWO_ROUNDS), tmp_path)
    met, seed = tables["matching"], int(tables["session"]["seed"][0])
    design = SessionDesign(beliefs="asked")
    n_rounds = int(tables["session"]["practice_rounds"][0]) + 2
    plan = matching.plan(
        4, n_rounds, block_size=4, matching=design.matching, roles=design.roles, rng=draws.stream(seed, "matching")
    )
    lotteries = draws.draw_belief_lotteries(seed, n_rounds=n_rounds, n_blocks=1, n_pairs=2)

    names = ["round_number", "block", "pair", "sender_seat", "receiver_seat"]
    assert list(met[names].itertuples(index=False, name=None)) == [tuple(pair) for pair in plan.pairs]
    assert met["sender_belief_lottery"].tolist() == [float(one) for one in lotteries[:, 0, :, 0].ravel()]
    assert met["receiver_belief_lottery"].tolist() == [float(one) for one in lotteries[:, 0, :, 1].ravel()]


@pytest.mark.parametrize(("config", "n"), [("lab_ch_uh", 4), ("demo", 1)])
def test_people_in_the_matching_are_those_of_the_rounds(bots, tmp_path, config, n):
    with_computers = {"counterpart": "robot"} if n == 1 else {}
    tables = tables_of(bots(config, n, **TWO_ROUNDS, **with_computers), tmp_path)
    names = ["round_number", "block", "pair_id", "sender_code", "receiver_code"]
    people = [table[names].sort_values(names, ignore_index=True) for table in (tables["matching"], tables["rounds"])]

    pd.testing.assert_frame_equal(*people)
    assert tables["matching"]["sender_belief_lottery"].isna().all()


def test_a_session_says_its_settings_and_what_ran_it(bots, tmp_path):
    [session] = tables_of(bots("lab_ch_uh", 4, **TWO_ROUNDS), tmp_path)["session"].to_dict("records")

    assert (session["config"], session["people"], session["num_rounds"]) == ("lab_ch_uh", 4, 2)
    assert (session["software_version"], session["exchange_rate"]) == (__version__, 0.0001)
    assert session["matching"] == SessionDesign().matching
    assert pd.isna(session["survey_sections"])
    assert session["created_at"] <= pd.Timestamp.now(tz="UTC")


def test_settings_in_which_parts_differ_are_left_to_the_rounds(bots, tmp_path):
    arms = [
        {
            "name": name,
            "blocks": 1,
            "parts": [{"treatment": name, "rounds": 2, "settings": {"capacity_cost": cost, "retail_price": 110}}],
        }
        for name, cost in (("low", 15), ("high", 60))
    ]
    run = bots("lab_ch_uh", 8, arms=json.dumps(arms), seed=5, **TWO_ROUNDS)
    tables = tables_of(run, tmp_path)
    [session] = tables["session"].to_dict("records")
    by_block = tables["rounds"].groupby("block")["arm"].first()

    assert stray_rows(tables) == []
    assert pd.isna(session["capacity_cost"])
    assert session["retail_price"] == 110
    assert json.loads(session["arms"]) == arms
    assert sorted(tables["arms"]["arm"]) == ["high", "low"]
    assert dict(zip(tables["arms"]["block"], tables["arms"]["arm"], strict=True)) == by_block.to_dict()


def test_a_question_before_a_part_is_no_comprehension_question(bots):
    run = bots("study_demo_study", 4)
    answers = run.rows("briefing", "custom_export_quiz")
    asked = {(row["participant_code"], row["question"]) for row in answers if not row["question"].startswith("part_")}
    people = run.rows("cheap_talk_game", "custom_export_participants")

    assert {row["question"] for row in answers} > {question for _, question in asked}
    assert [int(person["quiz_questions"]) * len(people) for person in people] == [len(asked)] * len(people)
