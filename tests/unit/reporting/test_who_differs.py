from __future__ import annotations

from forecast_sharing.estimation.covariates import Coefficient, Regression
from forecast_sharing.reporting.page import _who_differs
from forecast_sharing.reporting.who_differs import HEADER, lead, regression_rows

WITHOUT = Coefficient("risk_gps", 1.5, None, None, None)
FOUND = [
    Regression(
        "receiver",
        "trust",
        "rank",
        30,
        8,
        4,
        (Coefficient("risk_gps", 0.25, 0.1, 0.01, 0.49), Coefficient("trust_ipip", 0.1, 0.1, -0.14, 0.34)),
    ),
    Regression("sender", "trustworthiness", "estimate", 22, 2, 0, (WITHOUT,), "few"),
    Regression("sender", "level", "log-odds", 12, 8, 0, (), "12 people"),
]  # fmt: skip


def test_each_coefficient_has_a_row_and_each_outcome_at_least_one():
    rows = regression_rows(FOUND)

    assert {len(row) for row in rows} == {len(HEADER)}
    assert rows[0] == [
        "receivers", "trust, in standard deviations of its rank", "risk_gps", "0.25", "0.1", "0.01 to 0.49", "30", "8",
        "4 at an end of the range",
    ]  # fmt: skip
    assert rows[2][3:6] == ["1.5", "-", ""]
    assert rows[3] == ["senders", "level", "", "", "", "", "12", "8", "12 people"]


def test_how_many_intervals_chance_would_give_is_said():
    assert lead(FOUND)[-1].startswith(
        "2 intervals are looked at. If no score went with anything, about 0.1 of them would still leave zero out; 1 do."
    )


def test_nothing_is_said_of_intervals_where_there_are_none():
    assert "intervals are looked at" not in " ".join(lead(FOUND[1:]))


def test_the_page_shows_them():
    assert _who_differs(FOUND).count("<tr>") == 1 + 4
