from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast_sharing.dataset import read_rounds, write_table
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_noise import draw_actions
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelKPopulation
from forecast_sharing.models.people import NoiseSpread, Population, draw_decider
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.session import draws
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.tables.columns import ROUNDS


def test_simulated_rounds_are_a_valid_export(tmp_path):
    simulated = simulate("hybrid", ["ch_uh", "cl_ul"], pairs=4, n_rounds=3, seed=1, roles="random")
    write_table(tmp_path / "rounds.csv", ROUNDS, simulated.rows)

    read = read_rounds(tmp_path / "rounds.csv")

    assert len(read) == 2 * 4 * 3
    pd.testing.assert_frame_equal(read, simulated.rounds(), check_dtype=False)


def test_people_who_state_beliefs_decide_as_if_they_did_not(tmp_path):
    asked, off = (
        simulate("hybrid", ["ch_uh"], pairs=4, n_rounds=5, seed=1, roles="random", beliefs=beliefs)
        for beliefs in (True, False)
    )
    write_table(tmp_path / "rounds.csv", ROUNDS, asked.rows)
    stated = [column.name for column in ROUNDS if column.name.startswith("stated_")]

    # Read back: intervals hold the stated forecast, and everything lies in its range.
    pd.testing.assert_frame_equal(read_rounds(tmp_path / "rounds.csv"), asked.rounds(), check_dtype=False)
    assert asked.rounds()[stated].notna().all(axis=None)
    assert asked.rounds().drop(columns=stated).equals(off.rounds().drop(columns=stated))
    assert "belief_sd" in asked.true_parameters()
    assert "belief_sd" not in off.true_parameters()


def test_without_noise_people_state_what_their_theory_says():
    sure = NoiseSpread(sender_belief_sd=Spread(1e-3, 0), receiver_belief_sd=Spread(1e-3, 0), lapse=Spread(0, 0))
    half = TrustPopulation(trust=Spread(0.5, 0), believed_trust=Spread(1, 0))
    alike = Population({"trust": half}, noise=sure)
    rows = simulate("trust", ["ch_ul"], pairs=2, n_rounds=20, seed=1, population=alike, beliefs=True).rounds()
    reports = rows["report"].to_numpy(dtype=float)
    # Trust of one half: from half way between the lowest forecast and the report up to the report.
    width = (reports + 150) / 2

    np.testing.assert_allclose(rows["stated_capacity"], 235 + reports, atol=0.5)
    np.testing.assert_allclose(rows["stated_forecast"], reports - width / 2, atol=0.5)
    np.testing.assert_allclose(rows["stated_forecast_low"], reports - width, atol=1.5)
    np.testing.assert_allclose(rows["stated_forecast_high"], reports, atol=1.5)


def test_same_seed_same_rounds_and_another_seed_others():
    first, again, other = (simulate("trust", ["ch_uh"], pairs=2, n_rounds=4, seed=s).rows for s in (1, 1, 2))

    assert first == again
    assert first != other


def test_sessions_of_any_seeds_share_neither_people_nor_forecasts_nor_plans():
    games = {"first": Game(), "second": Game(), "third": Game()}
    simulated = [simulate("trust", games, pairs=4, n_rounds=8, seed=seed) for seed in range(6)]
    people = pd.concat([one.true_parameters() for one in simulated]).dropna(subset="trust")
    rounds = pd.concat([one.rounds() for one in simulated])
    by_session = rounds.groupby("session_code")

    assert people["trust"].is_unique
    assert by_session.ngroups == 18
    for name in ("seed", "forecast", "market_noise", "pair_id", "report", "capacity"):
        assert len({tuple(rows[name]) for _, rows in by_session}) == 18, name


def test_the_column_of_seeds_draws_forecasts_and_noise_again():
    rounds = simulate("trust", ["ch_uh", "cl_ul"], pairs=4, n_rounds=5, seed=3, block_size=4).rounds()

    for (seed, cell), rows in rounds.groupby(["seed", "treatment"]):
        states = draws.draw_states(CELLS[cell], int(seed), n_rounds=5, n_blocks=2, n_pairs=2)

        assert 1 <= seed < 2**31
        # Rows are by round, block and pair.
        np.testing.assert_array_equal(rows["forecast"], states.forecast.ravel())
        np.testing.assert_array_equal(rows["market_noise"], states.market_noise.ravel())


def test_true_levels_of_a_hybrid_population_are_written_as_whole_numbers():
    table = simulate("hybrid", ["cl_ul"], pairs=8, n_rounds=1, seed=1).true_parameters()
    written = [line.split(",")[4] for line in table.to_csv(index=False).splitlines()[1:]]

    assert set(table["theory"]) == {"trust", "level_k"}
    assert all((level == "") == (theory == "trust") for level, theory in zip(written, table["theory"], strict=True))
    assert set(written) <= {"", "0", "1", "2", "3", "4"}


def test_true_parameters_stand_beside_the_rounds():
    simulated = simulate("level_k", ["ch_uh"], pairs=2, n_rounds=2, seed=1)

    table = simulated.true_parameters()

    assert sorted(table["role"]) == ["receiver", "receiver", "sender", "sender"]
    assert set(table["theory"]) == {"level_k"}
    assert {"level", "precision", "lapse", "participant_code", "session_code"} <= set(table.columns)


def test_actions_invert_the_distribution():
    design = Design(Game(), "sender", np.zeros(3))
    probs = np.zeros((3, 301))
    probs[:, [0, 150, 300]] = [0.2, 0.5, 0.3]
    with np.errstate(divide="ignore"):
        log_probs = np.log(probs)

    np.testing.assert_array_equal(draw_actions(log_probs, design, np.array([0.1, 0.3, 0.999])), [-150, 0, 150])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: simulate("trust", ["x"], pairs=2, n_rounds=1, seed=1), "cells must be among", id="cell"),
        pytest.param(
            lambda: draw_decider("luck", Game(), Population(), np.random.default_rng(1)), "theory must be", id="theory"
        ),
        pytest.param(lambda: LevelKPopulation((0.5, 0.4)), "sum to 1", id="shares"),
        pytest.param(lambda: Spread(0.5, 0.9).beta(np.random.default_rng(1)), "width must be less than 0.5", id="beta"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
