"""Who plays when more people came than can play."""

from __future__ import annotations

import pytest

from recruitment.models import LabSession, SignUp
from recruitment.session_day.draws import NO_FULL_BLOCK, NO_SEAT, draw


def came(n: int, *, n_late: int = 0) -> list[SignUp]:
    return [SignUp(pk=key, state="late" if key > n - n_late else "present") for key in range(1, n + 1)]


def session(seats: int = 12, seed: int = 7) -> LabSession:
    return LabSession(public_id="a-session", seats=seats, draw_seed=seed)


def keys(places: list[SignUp]) -> list[int]:
    return [place.pk for place in places]


@pytest.mark.parametrize(
    ("n", "seats", "block", "n_playing", "why"),
    [
        (11, 12, 4, 8, {NO_FULL_BLOCK: 3}),
        (12, 12, 4, 12, {}),
        (14, 12, 4, 12, {NO_SEAT: 2}),
        (14, 11, 4, 8, {NO_FULL_BLOCK: 3, NO_SEAT: 3}),
        (3, 12, 4, 0, {NO_FULL_BLOCK: 3}),
        (3, 12, 1, 3, {}),
    ],
    ids=["block not full", "just right", "too many", "both", "not one block", "people alone"],
)
def test_blocks_are_full_and_everybody_else_knows_why(n, seats, block, n_playing, why):
    drawn = draw(session(seats), came(n), people_per_block=block)

    assert len(drawn.playing) == n_playing
    assert {reason: [why for _, why in drawn.left_over].count(reason) for _, reason in drawn.left_over} == why
    assert sorted(keys([*drawn.playing, *(place for place, _ in drawn.left_over)])) == list(range(1, n + 1))


@pytest.mark.parametrize("seed", range(10))
def test_whoever_was_in_time_comes_before_the_late(seed):
    drawn = draw(session(seed=seed), came(6, n_late=3), people_per_block=4)

    assert {1, 2, 3} <= set(keys(drawn.playing))
    assert {place.state for place, _ in drawn.left_over} == {"late"}


@pytest.mark.parametrize("seed", range(10))
def test_whoever_held_a_seat_comes_before_those_let_in_at_check_in(seed):
    """A guest too many for full blocks turns away nobody who held a seat, not even the late."""
    guests = came(5, n_late=1)
    guests[0].is_let_in = True

    drawn = draw(session(seed=seed), guests, people_per_block=4)

    assert keys([place for place, _why in drawn.left_over]) == [1]


def test_the_draw_can_be_redone_whatever_order_people_are_listed_in():
    first = draw(session(), came(11), people_per_block=4)
    again = draw(session(), came(11)[::-1], people_per_block=4)

    assert keys(first.playing) == keys(again.playing)


def test_another_seed_draws_others():
    drawn = {tuple(keys(draw(session(seed=seed), came(11), people_per_block=4).playing)) for seed in range(5)}

    assert len(drawn) == 5


def test_everybody_is_left_over_equally_often():
    """Of 2000 draws each of 5 people is left over in 1/5: 400, within four standard deviations, sqrt(320) = 17.9."""
    counts = dict.fromkeys(range(1, 6), 0)
    for seed in range(2000):
        [(place, _)] = draw(session(seed=seed), came(5), people_per_block=4).left_over
        counts[place.pk] += 1

    assert all(328 <= count <= 472 for count in counts.values()), counts
