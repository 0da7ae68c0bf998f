from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast_sharing.dataset import read_rounds, write_table
from forecast_sharing.game import CELLS
from forecast_sharing.models.people import NoiseSpread, Population
from forecast_sharing.models.spread import Spread
from forecast_sharing.models.trust_model import TrustPopulation
from forecast_sharing.session import draws
from forecast_sharing.simulation.study_sessions import blocks_by_session, simulate_study
from forecast_sharing.tables.columns import ROUNDS
from forecast_sharing.tables.round_gaps import gaps
from forecast_sharing.trust import receiver_capacity
from tests.harness.planned_studies import study


def crossover(*changes):
    """Return the study of two cells in both orders, with something said otherwise: old and new text."""
    return study("crossover", *changes)


@pytest.mark.parametrize("name", ["crossover", "four_cells", "no_communication", "demo_study"])
def test_the_sessions_of_a_study_are_valid_exports_and_whole(name, tmp_path):
    planned = study(name)
    simulated = simulate_study(planned, "hybrid", seed=1)
    write_table(tmp_path / "rounds.csv", ROUNDS, simulated.rows)

    found = read_rounds(tmp_path / "rounds.csv")

    pd.testing.assert_frame_equal(found, simulated.rounds(), check_dtype=False)
    assert not gaps(found)
    assert found["round_number"].groupby(found["session_code"]).is_monotonic_increasing.all()
    assert len(found) == planned.blocks * planned.design.block_size // 2 * planned.design.total_rounds
    assert found.groupby(["arm", "session_code", "block"]).ngroups == planned.blocks


def test_arms_are_those_that_the_study_draws_for_each_of_its_sessions():
    planned = crossover(("sessions = 2", "sessions = 3"))
    found = simulate_study(planned, "trust", seed=5).rounds()
    names = [arm.name for arm in planned.arms]

    assert blocks_by_session(planned) == [4, 4, 4]
    for number in (1, 2, 3):
        drawn = draws.draw_arms(planned.seed, session=number, n_blocks=4, weights=[6, 6])
        rows = found[found["session_code"] == f"sim5-crossover-{number}"]
        assert sorted(set(zip(rows["block"], rows["arm"], strict=True))) == [
            (block, names[arm - 1]) for block, arm in enumerate(drawn, start=1)
        ]


def test_blocks_that_do_not_divide_are_in_the_first_sessions():
    assert blocks_by_session(crossover(("sessions = 2", "sessions = 5"))) == [3, 3, 2, 2, 2]
    assert blocks_by_session(crossover(("sessions = 2", "sessions = 40"))) == [1] * 12


def test_rows_say_what_is_played_in_their_part():
    planned = crossover()
    found = simulate_study(planned, "level_k", seed=1).rounds()
    # Two rounds of practice and then fifteen of each part; practice belongs to the first.
    expected_part = 1 + (found["round_number"] > 17)
    is_first = (found["arm"] == "ch_uh_first") == (expected_part == 1)

    assert (found["part"] == expected_part).all()
    assert (found["treatment"] == np.where(is_first, "ch_uh", "cl_ul")).all()
    assert (found["capacity_cost"] == np.where(is_first, 60, 15)).all()
    assert (found["is_practice"] == (found["round_number"] <= 2)).all()
    assert (found["is_paid"] == ~found["is_practice"]).all()
    assert (found["planned_rounds"] == 32).all()


def test_some_rounds_are_paid_as_the_session_draws_them():
    found = simulate_study(crossover(("[session] ", "[session]\npaid_rounds = 4\n#")), "trust", seed=1).rounds()

    for _, rows in found.groupby("session_code"):
        paid = draws.draw_paid_rounds(int(rows["seed"].iloc[0]), n_rounds=30, n_paid=4)
        assert set(rows.loc[rows["is_paid"], "round_number"]) == {number + 2 for number in paid}


def test_people_keep_their_parameters_over_parts_and_in_both_roles():
    # Without noise what people do is their parameters.
    sure = NoiseSpread(sender_precision=Spread(50, 0), receiver_precision=Spread(50, 0), lapse=Spread(0, 0))
    planned = crossover(("[session] ", '[session]\nroles = "alternate"\n#'))
    simulated = simulate_study(planned, "trust", seed=3, population=Population(noise=sure))
    rounds, people = simulated.rounds(), simulated.true_parameters()
    trust = people.dropna(subset="trust").set_index(["session_code", "participant_code"])["trust"]

    assert trust.index.is_unique
    assert trust.nunique() == len(trust) == 48
    assert people.groupby(["session_code", "participant_code"]).size().eq(2).all()
    for name in ("ch_uh", "cl_ul"):
        rows = rounds[rounds["treatment"] == name]
        of_receiver = trust.loc[list(zip(rows["session_code"], rows["receiver_code"], strict=True))].to_numpy()
        expected = receiver_capacity(rows["report"].to_numpy(dtype=float), of_receiver, CELLS[name], "truncated")
        np.testing.assert_allclose(rows["capacity"].astype(float), expected, atol=1)


def test_parts_of_one_session_meet_the_states_of_its_seed():
    for _, rows in simulate_study(crossover(), "trust", seed=1).rounds().groupby("session_code"):
        for name, some in rows.groupby("treatment"):
            states = draws.draw_states(CELLS[name], int(rows["seed"].iloc[0]), n_rounds=32, n_blocks=6, n_pairs=2)
            for row in some.itertuples():
                assert row.forecast in states.forecast[row.round_number - 1, row.block - 1]
                assert row.market_noise in states.market_noise[row.round_number - 1, row.block - 1]


def test_who_hears_nothing_builds_for_all_forecasts():
    sure = NoiseSpread(receiver_precision=Spread(50, 0), lapse=Spread(0, 0))
    wholly = TrustPopulation(trust=Spread(1, 0))
    planned = study("no_communication")
    for theory in ("trust", "level_k"):
        population = Population({"trust": wholly}, noise=sure)
        found = simulate_study(planned, theory, seed=1, population=population).rounds()
        silent = found[found["arm"] == "without_reports"]
        assert silent["report"].isna().all()
        np.testing.assert_allclose(silent["capacity"].astype(float), CELLS["ch_uh"].babbling_capacity(), atol=2)
        assert found.loc[found["arm"] == "with_reports", "report"].notna().all()


def test_beliefs_are_stated_in_the_parts_that_ask():
    planned = crossover(("noise_half_width = 25", 'noise_half_width = 25\nbeliefs = "asked"'))
    asked, off = (simulate_study(one, "hybrid", seed=1).rounds() for one in (planned, crossover()))

    assert (asked["stated_capacity"].notna() == (asked["treatment"] == "cl_ul")).all()
    assert asked["capacity"].equals(off["capacity"])


def test_another_seed_is_other_people_and_the_same_arms():
    first, again, other = (simulate_study(crossover(), "trust", seed=seed) for seed in (1, 1, 2))

    assert first.rows == again.rows
    assert [row["arm"] for row in first.rows] == [row["arm"] for row in other.rows]
    assert [row["report"] for row in first.rows] != [row["report"] for row in other.rows]


def test_people_who_play_with_computers_are_not_simulated():
    planned = crossover(("block_size = 4", 'block_size = 2\ncounterpart = "robot"'), ('"stranger"', '"partner"'))

    with pytest.raises(ValueError, match="counterpart must be human, not robot"):
        simulate_study(planned, "trust", seed=1)
