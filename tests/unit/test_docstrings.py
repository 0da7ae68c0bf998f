from __future__ import annotations

import doctest

import pytest

from forecast_sharing import beliefs, game, matching


@pytest.mark.parametrize("module", [beliefs, game, matching], ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module):
    results = doctest.testmod(module)

    assert results.attempted > 0
    assert results.failed == 0
