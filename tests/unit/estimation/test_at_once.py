"""Pieces at once: the results of one after the other, in order, whoever works on them."""

import os
import sys
from functools import partial

import numpy as np
import pytest

from forecast_sharing.estimation import at_once as module
from forecast_sharing.estimation.at_once import at_once, available, processors
from forecast_sharing.estimation.comparison import compare
from forecast_sharing.estimation.decisions import collect
from forecast_sharing.models.registry import THEORIES
from forecast_sharing.simulation.sessions import simulate
from forecast_sharing.theory.assumptions import Considered

forks = pytest.mark.skipif(sys.platform != "linux", reason="pieces are worked on one after the other")


def squared(number):
    return number**2, os.getpid()


def pieces(n=7):
    return [partial(squared, number) for number in range(n)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_results_come_in_order(number):
    with processors(number):
        assert [square for square, _ in at_once(pieces())] == [0, 1, 4, 9, 16, 25, 36]


@forks
def test_pieces_go_to_other_processes_where_there_are_several():
    with processors(2):
        found = {process for _, process in at_once(pieces())}

    assert os.getpid() not in found
    assert {process for _, process in at_once(pieces())} == {os.getpid()}


@forks
def test_whoever_works_on_a_piece_starts_no_others():
    with processors(2):
        for inner, process in at_once([lambda: ([p for _, p in at_once(pieces())], os.getpid())] * 2):
            assert set(inner) == {process}


def test_one_piece_is_worked_on_here():
    with processors(4):
        assert list(at_once([os.getpid])) == [os.getpid()]


@pytest.mark.parametrize("number", [1, 2])
def test_what_goes_wrong_in_a_piece_is_heard(number):
    def wrong():
        raise ValueError("no such piece")

    with processors(number), pytest.raises(ValueError, match="no such piece"):
        list(at_once([os.getpid, wrong, os.getpid]))


def test_without_forks_pieces_are_worked_on_one_after_the_other(monkeypatch):
    monkeypatch.setattr(module.sys, "platform", "win32")

    with processors(4):
        assert {process for _, process in at_once(pieces())} == {os.getpid()}
    assert available() == 1


@pytest.mark.parametrize("theory", THEORIES, ids=lambda one: one.name)
def test_a_theory_that_comes_from_another_process_is_the_same(theory):
    with processors(2):
        assert all(found is theory for found in at_once([lambda: theory] * 2))


@forks
@pytest.mark.slow
def test_a_comparison_is_the_same_to_the_last_bit_whatever_the_number_of_processors():
    sample = collect(simulate("hybrid", ["ch_uh", "cl_ul"], pairs=4, n_rounds=8, seed=2).rounds())
    found = []
    for number in (1, 3):
        with processors(number):
            found.append(compare(sample, Considered(averaged=("noise", "prior")), rng=np.random.default_rng(1)))

    first, other = found
    assert other.verdict == first.verdict
    assert other.scores == first.scores
    params = [[one.theories["trust"].fit.params for one in some.people] for some in found]
    assert params[0] == params[1]
    for name, mixture in first.mixtures.items():
        assert other.mixtures[name].params == mixture.params
        np.testing.assert_array_equal(other.mixtures[name].posterior, mixture.posterior)
