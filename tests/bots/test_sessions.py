"""Whole sessions played by oTree's bots: every config, and the settings that change who meets whom and what is sent."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal

import pytest

from forecast_sharing import dataset
from forecast_sharing.game import CELLS, Game
from forecast_sharing.session import draws
from forecast_sharing.session.design import SessionDesign, default_config
from forecast_sharing.session.message_types import MESSAGE_TYPES
from settings import SESSION_CONFIGS

pytestmark = pytest.mark.bots

# The studies are played in test_studies.
OWN_CONFIGS = [config for config in SESSION_CONFIGS if "study" not in config]
INFLATION = 20  # of the bots
TWO_ROUNDS = {"num_rounds": 2, "survey_sections": "none"}


def rounds_of(run, tmp_path):
    """Return the exported rounds, read and checked as an analysis would."""
    path = tmp_path / "rounds.csv"
    path.write_text(run.text("cheap_talk_game", "custom_export_rounds"), encoding="utf-8", newline="")
    return dataset.read_rounds(path)


def people_of(run):
    return run.rows("cheap_talk_game", "custom_export_participants")


@pytest.mark.parametrize("config", OWN_CONFIGS, ids=lambda config: config["name"])
def test_every_config_is_played_and_paid_by_the_rules_it_exports(config, bots, tmp_path):
    n_people = 2 if config["name"] == "demo" else 4
    run = bots(config["name"], n_people, num_rounds=2)
    rounds = rounds_of(run, tmp_path)
    design = SessionDesign.from_config({**default_config(), **config, "num_rounds": 2})

    assert len(rounds) == n_people // 2 * design.total_rounds
    assert set(rounds["treatment"]) == {design.game.treatment}
    assert set(rounds["messages"]) == {design.messages}
    assert set(rounds["frame"]) == {design.frame}
    assert rounds["is_practice"].sum() == n_people // 2 * design.practice_rounds
    for row in rounds.itertuples():
        game = Game(**{parameter.name: getattr(row, parameter.name) for parameter in fields(Game)})
        assert row.report == min(row.forecast + INFLATION, game.report_range[1])
        assert row.demand == row.mean_demand + row.forecast + row.market_noise
        assert row.sales == min(row.demand, row.capacity)
        assert row.sender_payoff == game.sender_profit(row.demand, row.capacity)
        assert row.receiver_payoff == game.receiver_profit(row.demand, row.capacity)


def test_a_german_session_is_played_as_an_english_one(bots, tmp_path):
    run = bots("demo", 2, num_rounds=2, language="de", messages="number_and_text", beliefs="asked")

    assert len(rounds_of(run, tmp_path)) == 2 + default_config()["practice_rounds"]
    assert {person["exit_reason"] for person in people_of(run)} == {"completed"}


def test_another_distribution_is_drawn_shown_and_exported(bots, tmp_path):
    normal = {"forecast_distribution": "truncated_normal", "noise_distribution": "truncated_normal"}
    run = bots("demo", 2, num_rounds=2, seed=11, **normal)
    rounds = rounds_of(run, tmp_path)
    game = Game(**normal)
    drawn = draws.draw_states(game, 11, n_rounds=2, n_blocks=1, n_pairs=1)

    assert set(rounds["noise_distribution"]) == set(rounds["forecast_distribution"]) == {"truncated_normal"}
    assert set(rounds["treatment"]) == {game.treatment}
    assert rounds["forecast"].tolist() == drawn.forecast.ravel().tolist()
    assert rounds["market_noise"].tolist() == drawn.market_noise.ravel().tolist()


def test_people_are_paid_what_their_paid_rounds_add_up_to(bots, tmp_path):
    run = bots("lab_cl_ul", 4, num_rounds=4, paid_rounds=2, endowment=500)
    rounds, people = rounds_of(run, tmp_path), people_of(run)
    paid = rounds[rounds["is_paid"]]

    assert paid["round_number"].nunique() == 2
    assert not (paid["is_practice"]).any()
    for person in people:
        code = person["participant_code"]
        points = (
            paid.loc[paid["sender_code"] == code, "sender_payoff"].sum()
            + paid.loc[paid["receiver_code"] == code, "receiver_payoff"].sum()
        )
        assert float(person["points"]) == points
        assert float(person["settled_points"]) == points + 500
        exchanged = (Decimal(str(points + 500)) * Decimal("0.0001")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(person["total_payment"]) == 5 + exchanged
        assert person["exit_reason"] == "completed"


def test_nobody_meets_twice_under_perfect_stranger(bots, tmp_path):
    run = bots(
        "lab_ch_uh",
        8,
        matching="perfect_stranger",
        block_size=8,
        practice_rounds=1,
        num_rounds=3,
        survey_sections="none",
    )
    rounds = rounds_of(run, tmp_path)

    assert len(rounds) == 16
    assert rounds["pair_id"].is_unique


def test_blocks_are_closed_and_filled_in_an_arrival_session(bots, tmp_path):
    run = bots("online_ch_uh", 8, num_rounds=3, practice_rounds=0, survey_sections="none")
    rounds = rounds_of(run, tmp_path)
    block_of = {}
    for row in rounds.itertuples():
        for code in (row.sender_code, row.receiver_code):
            block_of.setdefault(code, set()).add(row.block)

    assert all(len(blocks) == 1 for blocks in block_of.values())
    assert Counter(block for (block,) in map(tuple, block_of.values())) == {1: 4, 2: 4}


@pytest.mark.parametrize("roles", ["fixed", "alternate", "random"])
def test_roles_are_as_asked(roles, bots, tmp_path):
    run = bots("lab_ch_uh", 4, roles=roles, num_rounds=3, practice_rounds=0, survey_sections="none")
    rounds = rounds_of(run, tmp_path).sort_values("round_number")
    sends = {
        code: [code in set(part["sender_code"]) for _, part in rounds.groupby("round_number")]
        for code in set(rounds["sender_code"]) | set(rounds["receiver_code"])
    }

    changes = {a != b for history in sends.values() for a, b in itertools.pairwise(history)}

    assert all(sum(history[r] for history in sends.values()) == 2 for r in range(3))
    assert changes == {"fixed": {False}, "alternate": {True}, "random": {False, True}}[roles]


def test_a_text_reaches_the_partner_and_the_table_as_text(bots, tmp_path):
    run = bots("demo", 2, messages="number_and_text", **TWO_ROUNDS)
    raw = run.text("cheap_talk_game", "custom_export_rounds")

    assert "'=1+1 <b>bold</b>" in raw
    assert set(rounds_of(run, tmp_path)["text"]) == {"=1+1 <b>bold</b>"}


def test_without_communication_there_is_no_report(bots, tmp_path):
    rounds = rounds_of(bots("demo", 2, messages="none", **TWO_ROUNDS), tmp_path)

    assert rounds["report"].isna().all()
    assert not rounds["report_timed_out"].any()
    assert rounds["capacity"].notna().all()
    # The bots build what pays best when a report says nothing: 159.16, in whole units.
    assert set(rounds["capacity"]) == {round(CELLS["ch_uh"].babbling_capacity())}


def test_the_same_seed_draws_the_same_world_in_another_treatment(bots, tmp_path):
    first = rounds_of(bots("demo", 2, beliefs="off", **TWO_ROUNDS), tmp_path)
    second = rounds_of(bots("demo", 2, capacity_cost=15, **TWO_ROUNDS), tmp_path)
    other = rounds_of(bots("demo", 2, seed=78, **TWO_ROUNDS), tmp_path)

    assert list(first["forecast"]) == list(second["forecast"])
    assert list(first["market_noise"]) == list(second["market_noise"])
    assert list(first["forecast"]) != list(other["forecast"])


BELIEF_COLUMNS = [c.name for c in dataset.ROUNDS if c.name.startswith("stated_") or "_belief_" in c.name]


def lotteries_of(run):
    """Return the stored draws of sender and receiver, by round and sender, from oTree's own export."""
    return {
        (int(row["subsession.round_number"]), row["participant.code"]): (
            float(row["group.sender_belief_lottery"]),
            float(row["group.receiver_belief_lottery"]),
        )
        for row in run.stock_rows("cheap_talk_game")
        if row["player.role_in_round"] == "sender"
    }


def game_seats(run):
    """Return the seat in the block by participant, from oTree's own export."""
    return {
        row["participant.code"]: int(row["player.seat"])
        for row in run.stock_rows("cheap_talk_game")
        if row["subsession.round_number"] == "1"
    }


@pytest.mark.parametrize(
    ("messages", "belief_pay"), [("number", "one_round"), ("none", "one_round"), ("number", "every_round")]
)
def test_beliefs_win_as_their_chances_and_the_stored_draws_say(messages, belief_pay, bots, tmp_path):
    settings = {"practice_rounds": 1, "num_rounds": 4, "paid_rounds": 2, "seed": 11, "matching": "partner"}
    settings["survey_sections"] = "none"
    run = bots("lab_ch_uh", 4, beliefs="asked", belief_pay=belief_pay, belief_prize=300, messages=messages, **settings)
    rounds, people = rounds_of(run, tmp_path), people_of(run)
    seed_drawn = draws.draw_belief_lotteries(11, n_rounds=5, n_blocks=1, n_pairs=2)
    answers_drawn = draws.draw_belief_answers(11, n_rounds=5, n_blocks=1, n_pairs=2)
    stored = lotteries_of(run)

    assert rounds[BELIEF_COLUMNS].notna().all(axis=None)
    assert set(rounds["belief_pay"]) == {belief_pay}
    assert set(rounds["receiver_belief_answer"]) == {"number", "range"}
    for row in rounds.itertuples():
        # Lowest to highest capacity is 450 units, lowest to highest forecast 300.
        sender_chance = 1 - ((row.stated_capacity - row.capacity) / 450) ** 2
        holds = row.stated_forecast_low <= row.forecast <= row.stated_forecast_high
        width = row.stated_forecast_high - row.stated_forecast_low
        receiver_chance = {
            "number": 1 - ((row.stated_forecast - row.forecast) / 300) ** 2,
            "range": holds * (1 - width / 300),
        }[row.receiver_belief_answer]
        sender_draw, receiver_draw = stored[row.round_number, row.sender_code]
        assert row.sender_belief_prize == (300 if sender_draw < sender_chance else 0)
        assert row.receiver_belief_prize == (300 if receiver_draw < receiver_chance else 0)
        # The session can be drawn again from its seed.
        where = seed_drawn[row.round_number - 1, 0].tolist().index([sender_draw, receiver_draw])
        assert row.receiver_belief_answer == answers_drawn[row.round_number - 1, 0, where]
    # Some have won and some have lost, or the comparison says little.
    assert set(rounds["sender_belief_prize"]) | set(rounds["receiver_belief_prize"]) == {0, 300}

    paid = rounds[rounds["is_paid"]]
    for person in people:
        code = person["participant_code"]
        pays = paid
        if belief_pay == "one_round":
            # From the seed, the seat in the block, and the rounds that are paid.
            seat = game_seats(run)[code]
            drawn = draws.draw_belief_round(11, block=1, seat=seat, rounds=sorted(set(paid["round_number"])))
            assert person["belief_round"] == str(drawn)
            pays = paid[paid["round_number"] == drawn]
        else:
            assert person["belief_round"] == ""
        prizes = (
            pays.loc[pays["sender_code"] == code, "sender_belief_prize"].sum()
            + pays.loc[pays["receiver_code"] == code, "receiver_belief_prize"].sum()
        )
        assert float(person["belief_points"]) == prizes
        assert float(person["settled_points"]) == max(float(person["points"]) + prizes, 0)
        # To the nearest cent; which one a half cent goes to is a matter of tests/unit/session/test_earnings.py.
        unrounded = Decimal(5) + Decimal(person["settled_points"]) * Decimal("0.0001")
        assert abs(Decimal(person["total_payment"]) - unrounded) <= Decimal("0.005")


def test_beliefs_change_nothing_else_and_are_empty_where_not_asked(bots, tmp_path):
    asked, off = (rounds_of(bots("demo", 2, beliefs=beliefs, **TWO_ROUNDS), tmp_path) for beliefs in ("asked", "off"))
    drawn_or_decided = ["forecast", "report", "capacity", "market_noise", "sender_payoff", "receiver_payoff"]

    assert off[BELIEF_COLUMNS].isna().all(axis=None)
    assert asked[drawn_or_decided].equals(off[drawn_or_decided])


def test_the_question_on_beliefs_is_asked_with_them_and_its_answer_follows_from_the_rule(bots):
    asked, off = (
        {answer["question"]: answer["right_answer"] for answer in run.rows("briefing", "custom_export_quiz")}
        for run in (bots("demo", 2, beliefs=beliefs, **TWO_ROUNDS) for beliefs in ("asked", "off"))
    )

    # The range of the example ends below the forecast, so it wins nothing.
    assert asked == off | {"quiz_belief_range": "no"}


def test_first_answers_to_the_quiz_are_kept(bots):
    run = bots("demo", 2, beliefs="off", **TWO_ROUNDS)
    answers = run.rows("briefing", "custom_export_quiz")
    wrong = [answer for answer in answers if answer["is_right"] == "0"]

    assert {answer["attempt"] for answer in answers} == {"1", "2"}
    assert [answer["question"] for answer in wrong] == ["quiz_sales", "quiz_sales"]
    assert {person["quiz_attempts"] for person in people_of(run)} == {"2"}


# Filled when people leave, come again or let a page's script note something, which no bot does.
NOT_BY_BOTS = {"left_because", "left_by", "left_at", "earlier_session"}


def test_every_exported_column_is_filled_by_somebody(bots):
    runs = [
        *(bots("demo", 2, messages=messages, **TWO_ROUNDS) for messages in MESSAGE_TYPES),
        bots("demo", 2, beliefs="asked", num_rounds=1),
        bots("demo", 1, counterpart="robot", num_rounds=1, survey_sections="none"),
        bots("study_demo_study", 4),
    ]
    tables = {
        ("cheap_talk_game", "custom_export_rounds"): dataset.ROUNDS,
        ("cheap_talk_game", "custom_export_participants"): dataset.PARTICIPANTS,
        ("cheap_talk_game", "custom_export_survey"): dataset.SURVEY,
        ("briefing", "custom_export_quiz"): dataset.QUIZ,
    }
    empty = {
        column.name
        for (app, export), columns in tables.items()
        for column in columns
        if not any(row[column.name] for run in runs for row in run.rows(app, export))
    }

    assert empty == NOT_BY_BOTS
