"""What a process that was stopped knows of the time that it missed, with a clock turned by hand."""

import pytest

from lab_server.otree_patches.hearing import LONGEST_PAUSE_S, Hearing


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hearing(clock):
    return Hearing(clock)


def run(hearing, clock, until):
    while clock.now < until:
        clock.now += 0.25
        hearing.listen()


def test_a_process_that_runs_hears_all_the_time(hearing, clock):
    run(hearing, clock, 1100)

    assert hearing.seconds_deaf(1000, 1100) == 0


@pytest.mark.parametrize("notices_first", ["the event loop", "a thread"])
def test_what_a_stopped_process_missed_is_left_out_whoever_asks_first(hearing, clock, notices_first):
    run(hearing, clock, 1010)
    clock.now = 1055
    if notices_first == "the event loop":
        hearing.listen()

    assert hearing.seconds_deaf(1000, 1055) == 45
    assert hearing.seconds_deaf(1000, 1020) == 10
    assert hearing.seconds_deaf(1050, 1055) == 5
    assert hearing.seconds_deaf(900, 1010) == 0


def test_pauses_add_up_and_short_ones_are_none(hearing, clock):
    clock.now += LONGEST_PAUSE_S
    hearing.listen()
    clock.now += 5
    hearing.listen()
    run(hearing, clock, 1050)
    clock.now += 7
    hearing.listen()

    assert hearing.seconds_deaf(1000, clock.now) == 12


def test_a_form_is_on_its_way_until_it_has_been_answered(hearing):
    with hearing.receiving("/p/a", 1001.0):
        on_its_way = hearing.is_receiving("/p/a", since_before=1002)
        began_later = hearing.is_receiving("/p/a", since_before=1001)
        elsewhere = hearing.is_receiving("/p/b", since_before=1002)

    assert (on_its_way, began_later, elsewhere) == (True, False, False)
    assert not hearing.is_receiving("/p/a", since_before=1002)
