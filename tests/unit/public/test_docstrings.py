from __future__ import annotations

import doctest

import pytest

from forecast_sharing import game, matching
from forecast_sharing.session import belief_scoring


@pytest.mark.parametrize("module", [belief_scoring, game, matching], ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module):
    results = doctest.testmod(module)

    assert results.attempted > 0
    assert results.failed == 0
