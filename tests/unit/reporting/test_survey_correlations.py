"""A correlation is printed where there is something to correlate."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from forecast_sharing.reporting.survey import SCALES, correlations


def correlation(scores, estimates):
    people = [
        SimpleNamespace(
            session="s", code=f"p{n}", theories={"trust": SimpleNamespace(fit=SimpleNamespace(params={"trust": value}))}
        )
        for n, value in enumerate(estimates)
    ]
    table = pd.DataFrame({"session_code": "s", "participant_code": [one.code for one in people]})
    return correlations(people, table.assign(**dict.fromkeys(SCALES, scores)))[0]


def test_people_who_differ_are_correlated():
    assert correlation([1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4]).value == pytest.approx(1)


@pytest.mark.parametrize(
    ("scores", "estimates"),
    [([3, 3, 3, 3], [0.1, 0.2, 0.3, 0.4]), ([1, 2, 3, 4], [1.0, 1.0, 1 - 1e-9, 1 - 2e-7])],
    ids=["scores", "estimates up to the end of a search"],
)
def test_people_who_are_alike_are_not(scores, estimates):
    result = correlation(scores, estimates)

    assert (result.value, result.low, result.high) == (None, None, None)
    assert result.note == "all people are alike"
