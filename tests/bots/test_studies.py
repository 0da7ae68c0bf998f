"""Sessions of studies played by oTree's bots: each block its arm, each part its own game, one question before each."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from forecast_sharing import dataset
from forecast_sharing.game import Game
from forecast_sharing.session import arms, draws
from forecast_sharing.session.arms import Arm, Part
from forecast_sharing.study.study import read

pytestmark = pytest.mark.bots

STUDIES = Path(__file__).parents[2] / "studies"
DEMO = read(STUDIES / "demo_study")
QUICK = {"survey_sections": "none", "practice_rounds": 0}


def rounds_of(run, tmp_path):
    path = tmp_path / "rounds.csv"
    path.write_text(run.text("cheap_talk_game", "custom_export_rounds"), encoding="utf-8", newline="")
    return dataset.read_rounds(path)


def test_each_block_plays_the_parts_of_the_arm_that_was_drawn_for_it(bots, tmp_path):
    run = bots("study_demo_study", 12, study_session=3)
    rounds = rounds_of(run, tmp_path)
    drawn = draws.draw_arms(DEMO.seed, session=3, n_blocks=6, weights=[1, 1])

    by_block = rounds.groupby("block")["arm"].agg(["nunique", "first"])
    assert (by_block["nunique"] == 1).all()
    assert by_block["first"].tolist() == [DEMO.arms[arm - 1].name for arm in drawn]
    for row in rounds.itertuples():
        arm = next(arm for arm in DEMO.arms if arm.name == row.arm)
        assert row.part == arm.part_of(row.round_number)
        game = DEMO.treatments[arm.parts[row.part - 1].treatment].game
        assert Game(**{parameter.name: getattr(row, parameter.name) for parameter in fields(Game)}) == game
        assert row.treatment == game.treatment
        assert row.sender_payoff == game.sender_profit(row.demand, row.capacity)
        assert row.receiver_payoff == game.receiver_profit(row.demand, row.capacity)
    people = run.rows("cheap_talk_game", "custom_export_participants")
    arm_of = dict(zip(rounds["sender_code"], rounds["arm"], strict=True))
    assert all(person["arm"] == arm_of.get(person["participant_code"], person["arm"]) for person in people)
    assert Counter(person["arm"] for person in people) == {"dear_first": 6, "cheap_first": 6}


def test_parts_of_different_games_meet_the_same_draws(bots, tmp_path):
    parts = tuple(
        Part(f"within_{width}", 2, (("forecast_half_width", width), ("noise_half_width", width // 2)))
        for width in (150, 60)
    )
    planned = (Arm("wide_first", parts), Arm("narrow_first", parts[::-1]))
    run = bots("demo", 4, arms=arms.as_json(planned), num_rounds=4, seed=19, study_session=1, **QUICK)
    rounds = rounds_of(run, tmp_path)

    for row in rounds.itertuples():
        game = Game(**{parameter.name: getattr(row, parameter.name) for parameter in fields(Game)})
        drawn = draws.draw_states(game, 19, n_rounds=4, n_blocks=2, n_pairs=1)
        assert row.forecast == drawn.forecast[row.round_number - 1, row.block - 1, 0]
        assert row.market_noise == drawn.market_noise[row.round_number - 1, row.block - 1, 0]


def test_the_answer_before_a_part_is_stored_right_or_wrong(bots):
    run = bots("study_demo_study", 4)
    answers = [row for row in run.rows("briefing", "custom_export_quiz") if row["question"].startswith("part_")]

    # Each of four people answers wrongly once, with what was so until then.
    assert Counter((row["question"], row["attempt"], row["is_right"]) for row in answers) == {
        ("part_2", "1", "0"): 4,
        ("part_2", "2", "1"): 4,
    }
    assert {(row["answer"], row["right_answer"]) for row in answers} == {
        ("25", "75"),
        ("75", "75"),
        ("75", "25"),
        ("25", "25"),
    }


@pytest.mark.parametrize("arrival", ["lab", "arrival"])
def test_messages_feedback_and_beliefs_follow_the_part(bots, tmp_path, arrival):
    plain = Part("plain", 1)
    silent = Part("silent", 1, (("feedback", "none"), ("messages", "none")))
    asked = Part("asked", 1, (("beliefs", "asked"), ("history", "closed"), ("messages", "number_and_text")))
    planned = (Arm("one", (plain, silent, asked)), Arm("two", (asked, plain, silent)))
    run = bots("demo", 8, arms=arms.as_json(planned), num_rounds=3, arrival=arrival, **QUICK)
    rounds = rounds_of(run, tmp_path)

    assert Counter(rounds["arm"]) == {"one": 6, "two": 6}
    for row in rounds.itertuples():
        part = dict(one=(plain, silent, asked), two=(asked, plain, silent))[row.arm][row.part - 1]
        assert row.messages == dict(part.settings).get("messages", "number")
        assert row.feedback == dict(part.settings).get("feedback", "full")
        assert pd.notna(row.report) == (part is not silent)
        assert pd.notna(row.stated_capacity) == pd.notna(row.stated_forecast) == (part is asked)
    people = run.rows("cheap_talk_game", "custom_export_participants")
    # One round pays beliefs, and it is one in which they were asked.
    assert {(person["arm"], person["belief_round"]) for person in people} == {("one", "3"), ("two", "1")}


def test_blocks_of_an_arm_fill_as_its_people_arrive(bots, tmp_path):
    run = bots("study_demo_study", 12, arrival="arrival", block_size=2, study_session=2)
    rounds = rounds_of(run, tmp_path)
    drawn = draws.draw_arms(DEMO.seed, session=2, n_blocks=6, weights=[1, 1], online=True)

    assert rounds.groupby("block")["arm"].first().tolist() == [DEMO.arms[arm - 1].name for arm in drawn]
