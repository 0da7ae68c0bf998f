"""Every setting is checked, and a wrong one is refused with its name, rule and value."""

from dataclasses import fields

import pytest

import settings
from forecast_sharing.game import CELL_TITLES, CELLS, Game
from forecast_sharing.session.design import SessionDesign, SettingError, default_config, unknown_settings
from forecast_sharing.session.message_types import MESSAGE_TYPES
from settings import SESSION_CONFIGS

OWN_CONFIGS = [config for config in SESSION_CONFIGS if "study" not in config]


@pytest.mark.parametrize(
    ("setting", "value", "rule"),
    [
        ("num_rounds", 0, "must be a whole number from 1 to 500"),
        ("num_rounds", "many", "must be a whole number from 1 to 500"),
        ("num_rounds", 2.5, "must be a whole number from 1 to 500"),
        ("num_rounds", True, "must be a whole number from 1 to 500"),
        ("capacity_cost", -1, "must be a number from 0"),
        ("capacity_cost", 60.001, "at most two decimals"),
        ("capacity_cost", float("nan"), "must be a number from 0"),
        ("capacity_cost", 75, "capacity_cost must be greater than 0 and less than"),
        ("mean_demand", 200, "mean_demand must be at least"),
        ("matching", "random", "must be one of: partner, stranger, perfect_stranger"),
        ("roles", "swap", "must be one of: fixed, alternate, random"),
        ("feedback", "some", "must be one of: full, own, none"),
        ("beliefs", "on", "must be one of: off, asked"),
        ("belief_prize", -1, "must be a number from 0 to 1000000 with at most two decimals"),
        ("belief_prize", 0.001, "at most two decimals"),
        ("messages", "text", f"must be one of: {', '.join(MESSAGE_TYPES)}"),
        ("frame", "plain", "must be one of: supply-chain, neutral"),
        ("arrival", "online", "must be one of: lab, arrival"),
        ("negative_balance", "kept", "must be one of: forgiven, deducted"),
        ("block_size", 5, "block_size must be even"),
        ("paid_rounds", 31, "paid_rounds must be at most num_rounds = 30"),
        ("participation_fee", -1, "participation_fee must be an amount from 0"),
        ("real_world_currency_per_point", 0, "real_world_currency_per_point must be a number from"),
        ("survey_sections", "gps gps", "once each"),
        ("survey_sections", "hexaco", "must be some of these words"),
        ("completion_link", "javascript:alert(1)", "starts with https://"),
        ("completion_link", 'https://x/"onclick="', "starts with https://"),
        ("completion_code", "a b", "must be at most 40 letters"),
        ("seed", -1, "must be a whole number from 0"),
        ("show_up_fee_on_decline", "yes", "must be yes or no"),
        ("dropout", "kick", "must be one of: wait, end_pair, robot"),
        ("presence_seconds", 3, "must be a whole number from 4 to 3600"),
        ("page_seconds", 60, "page_seconds must be 0 where dropout is wait"),
        ("dropout_pay", "all", "must be one of: nothing, fee, earned"),
        ("counterpart", "robot", "counterpart = robot needs matching = partner and block_size = 2"),
        ("robot_policy", "trustful", "robot_policy must be a policy in JSON"),
        ("robot_policy", '{"model": "truth"}', "robot_policy must be a policy in JSON"),
    ],
)
def test_a_wrong_setting_is_refused_with_rule_and_value(setting, value, rule):
    with pytest.raises(SettingError) as refusal:
        SessionDesign.from_config({**default_config(), setting: value})

    assert rule in str(refusal.value)
    assert str(value) in str(refusal.value)


@pytest.mark.parametrize(
    ("setting", "value", "rule", "quote"),
    [
        ("presence_seconds", 10**400, "must be a whole number from", "10000"),
        ("retail_price", 10**400, "must be a number from 0", "10000"),
        ("real_world_currency_per_point", 10**400, "must be a number from", "10000"),
        ("participation_fee", 10**400, "must be an amount from 0", "10000"),
        ("seed", 10**5000, "must be a whole number from 0", "int too long to write out"),
        ("language", "x" * 5000, "must be text of at most 10 characters", "'xxxxx"),
        ("robot_policy", "[" * 1999, "robot_policy must be a policy in JSON", "'[[[[["),
        (
            "robot_policy",
            f'{{"model": "trust", "sender": {{"trustworthiness": {10**400}}}}}',
            "trustworthiness must be a finite number, not 10000",
            "robot_policy must be a policy in JSON, not '{",
        ),
    ],
    ids=lambda case: case[:30] if isinstance(case, str) else "",
)
def test_a_value_far_too_large_is_refused_with_rule_and_a_shortened_value(setting, value, rule, quote):
    with pytest.raises(SettingError) as refusal:
        SessionDesign.from_config({setting: value})

    message = str(refusal.value)
    assert message.startswith(f"{setting} must be")
    assert rule in message
    assert quote in message
    assert len(message) < 500


@pytest.mark.parametrize("config", OWN_CONFIGS, ids=lambda config: config["name"])
def test_the_ready_made_configs_are_right(config):
    design = SessionDesign.from_config({**default_config(), **config})

    assert design.game.treatment == ("ch_uh" if config["name"] == "demo" else config["name"][-5:])


def test_a_config_takes_every_number_from_its_cell(monkeypatch):
    parameters = {
        "mean_demand": 300,
        "forecast_half_width": 100,
        "noise_half_width": 50,
        "retail_price": 90,
        "wholesale_price": 70,
        "production_cost": 5,
        "capacity_cost": 20,
        "forecast_distribution": "truncated_normal",
        "noise_distribution": "truncated_normal",
    }
    fifth = Game(**parameters)
    assert all(getattr(fifth, field.name) != field.default for field in fields(Game))
    monkeypatch.setitem(CELLS, "fifth", fifth)
    config = settings._session("lab_fifth", "Lab", 4, "fifth")

    assert SessionDesign.from_config({**default_config(), **config}).game == fifth


def test_every_cell_is_a_game_of_its_own_with_a_config_and_a_title():
    configs = {config["name"]: config["display_name"] for config in settings.SESSION_CONFIGS}

    assert {name: configs[f"lab_{name}"] for name in CELLS} == {name: f"Lab: {CELL_TITLES[name]}" for name in CELLS}
    assert {name: game.treatment for name, game in CELLS.items()} == {name: name for name in CELLS}


@pytest.mark.parametrize(
    "setting", [{"dropout": "robot"}, {"counterpart": "robot", "matching": "partner", "block_size": 2}]
)
def test_a_computer_that_could_not_decide_is_refused_before_the_session(setting):
    sender_only = '{"model": "truth", "sender": {"noise_sd": 5, "lapse": 0}, "options": {"noise": "normal"}}'

    assert SessionDesign.from_config({"robot_policy": sender_only}).policy.model == "truth"
    with pytest.raises(SettingError, match="robot_policy must decide in both roles"):
        SessionDesign.from_config({**setting, "robot_policy": sender_only})


def test_the_names_of_the_configs_are_those_promised():
    assert list(CELLS)[:4] == ["ch_uh", "ch_ul", "cl_uh", "cl_ul"]
    assert [config["name"] for config in OWN_CONFIGS] == [
        "demo",
        *(f"lab_{cell}" for cell in CELLS),
        "repeated_ch_uh",
        "online_ch_uh",
    ]


def test_whole_numbers_that_a_form_turned_into_floats_are_whole():
    assert SessionDesign.from_config({"num_rounds": 12.0}).num_rounds == 12


def test_the_word_none_empties_what_the_admin_form_cannot_empty():
    design = SessionDesign.from_config(
        {"survey_sections": "none", "completion_link": "none", "completion_code": "none", "messages": "none"}
    )

    assert (design.survey_sections, design.completion_link, design.completion_code) == ("", "", "")
    assert design.messages == "none"


def test_a_misspelt_setting_is_named():
    assert unknown_settings({**default_config(), "practice_round": 3, "name": "x"}) == ["practice_round"]


def test_all_rounds_are_paid_unless_some_are_drawn():
    assert SessionDesign(num_rounds=20).n_paid_rounds == 20
    assert SessionDesign(num_rounds=20, paid_rounds=3).n_paid_rounds == 3
