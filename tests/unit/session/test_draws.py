"""What chance decides, from a seed."""

from collections import Counter
from dataclasses import replace

import numpy as np

from forecast_sharing.game import CELLS, Game
from forecast_sharing.session import draws


def states(game=None, seed=5, n_rounds=20, n_blocks=10, n_pairs=4):
    return draws.draw_states(game or Game(), seed, n_rounds=n_rounds, n_blocks=n_blocks, n_pairs=n_pairs)


def test_states_are_whole_units_within_their_bounds_and_reach_them():
    drawn = states(replace(Game(), forecast_half_width=3, noise_half_width=2, mean_demand=10))

    assert set(np.unique(drawn.forecast)) == {-3, -2, -1, 0, 1, 2, 3}
    assert set(np.unique(drawn.market_noise)) == {-2, -1, 0, 1, 2}


def test_each_whole_unit_is_equally_likely():
    drawn = states(replace(Game(), forecast_half_width=2), n_rounds=100, n_blocks=25).forecast
    counts = Counter(drawn.ravel().tolist())

    # 10,000 draws of 5 values: expected 2000 each, standard deviation sqrt(10000 * .2 * .8) = 40; four of them.
    assert all(abs(counts[value] - 2000) < 160 for value in range(-2, 3))


def test_the_same_seed_gives_the_same_forecasts_in_every_treatment():
    high, low = states(CELLS["ch_uh"]), states(CELLS["cl_ul"])

    assert (high.forecast == low.forecast).all()
    # Noise of the same rank: 75 and 25 units scale the same draw.
    assert (np.sign(high.market_noise) * np.sign(low.market_noise) >= 0).all()
    assert not (states(seed=6).forecast == high.forecast).all()


def test_a_longer_and_larger_session_begins_like_a_shorter_one():
    small, large = states(n_rounds=3, n_blocks=2), states(n_rounds=9, n_blocks=5)

    assert (large.forecast[:3, :2] == small.forecast).all()
    assert (large.market_noise[:3, :2] == small.market_noise).all()


def test_paid_rounds_are_as_many_as_asked_and_each_round_is_equally_likely():
    drawn = [draws.draw_paid_rounds(seed, n_rounds=5, n_paid=2) for seed in range(2000)]
    counts = Counter(round_number for paid in drawn for round_number in paid)

    assert {len(paid) for paid in drawn} == {2}
    assert set(counts) == {1, 2, 3, 4, 5}
    # Each round is paid with probability 2/5: 800 of 2000, sd sqrt(2000 * .4 * .6) = 22; four of them.
    assert all(abs(count - 800) < 88 for count in counts.values())


def test_lotteries_are_uniform_and_begin_alike_in_a_longer_and_larger_session():
    def lotteries(seed=5, n_rounds=50, n_blocks=25):
        return draws.draw_belief_lotteries(seed, n_rounds=n_rounds, n_blocks=n_blocks, n_pairs=4)

    drawn = lotteries()
    assert drawn.shape == (50, 25, 4, 2)
    assert ((drawn >= 0) & (drawn < 1)).all()
    # 10,000 draws in ten cells: expected 1000 each, standard deviation sqrt(10000 * .1 * .9) = 30; four of them.
    counts = np.bincount((10 * drawn.ravel()).astype(int), minlength=10)
    assert (abs(counts - 1000) < 120).all()
    assert (lotteries(n_rounds=3, n_blocks=2) == drawn[:3, :2]).all()
    assert not (lotteries(seed=6) == drawn).any()


def test_lotteries_leave_the_forecasts_alone():
    before = states().forecast
    draws.draw_belief_lotteries(5, n_rounds=20, n_blocks=10, n_pairs=4)

    assert (states().forecast == before).all()


def test_either_answer_of_a_receiver_is_drawn_equally_often_and_alike_in_a_longer_and_larger_session():
    def answers(seed=5, n_rounds=50, n_blocks=25):
        return draws.draw_belief_answers(seed, n_rounds=n_rounds, n_blocks=n_blocks, n_pairs=4)

    drawn = answers()
    assert set(drawn.ravel()) == {"number", "range"}
    # 5,000 draws: expected 2500, standard deviation sqrt(5000 * .5 * .5) = 35; four of them.
    assert abs((drawn == "number").sum() - 2500) < 141
    assert (answers(n_rounds=3, n_blocks=2) == drawn[:3, :2]).all()
    assert not (answers(seed=6) == drawn).all()
    # Not by the draw that decides whether it wins: half of those below one half would be 1250.
    lotteries = draws.draw_belief_lotteries(5, n_rounds=50, n_blocks=25, n_pairs=4)[..., 1]
    assert abs(((drawn == "number") & (lotteries < 0.5)).sum() - 1250) < 123


def test_beliefs_are_paid_in_each_of_the_rounds_equally_often_and_in_no_other():
    rounds = (3, 4, 9, 12)
    drawn = [draws.draw_belief_round(seed, block=2, seat=1, rounds=rounds) for seed in range(2000)]
    counts = Counter(drawn)

    assert set(counts) == set(rounds)
    # 500 of 2000 each, standard deviation sqrt(2000 * .25 * .75) = 19; four of them.
    assert all(abs(count - 500) < 78 for count in counts.values())
    assert draws.draw_belief_round(1, block=1, seat=1, rounds=()) is None


def test_the_round_that_pays_beliefs_is_another_for_another_seat_and_stays_when_others_fall_away():
    def drawn(seat=1, block=1, rounds=range(1, 31)):
        return [draws.draw_belief_round(seed, block=block, seat=seat, rounds=rounds) for seed in range(100)]

    first = drawn()
    assert len({tuple(drawn(seat, block)) for seat in (1, 2) for block in (1, 2)}) == 4
    # What was drawn of thirty rounds is drawn of the first twenty, if it is among them.
    assert all(few == all_ for all_, few in zip(first, drawn(rounds=range(1, 21)), strict=True) if all_ <= 20)


def test_seating_is_a_permutation():
    assert sorted(draws.draw_seating(3, 24)) == list(range(24))
    assert draws.draw_seating(3, 24) == draws.draw_seating(3, 24)
    assert draws.draw_seating(3, 24) != draws.draw_seating(4, 24)


def test_a_fresh_seed_fits_the_setting():
    assert all(1 <= draws.fresh_seed() < 2**31 for _ in range(100))
