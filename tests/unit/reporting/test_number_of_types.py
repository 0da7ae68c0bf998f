"""The number of types in words and as a table."""

from __future__ import annotations

from forecast_sharing.estimation.number_of_types import NumberOfTypes, Tried
from forecast_sharing.reporting.number_of_types import rows, sentences

TRIED = (Tried(1, -1300.04, 100.0, 12.5), Tried(2, -1201.0, 0.96, 2.0), Tried(3, -1200.04, 0.0, 0.0))


def test_numbers_that_were_tried_are_rows():
    assert rows({"trust": NumberOfTypes(2, 5, TRIED)}) == [
        ["trust", "1", "-1,300.0", "100.0", "12.5"],
        ["trust", "2 (chosen)", "-1,201.0", "1.0", "2.0"],
        ["trust", "3", "-1,200.0", "0.0", "-"],
    ]


def test_how_the_number_was_chosen_is_said():
    (said,) = sentences({"trust": NumberOfTypes(2, 5, TRIED)})
    (largest,) = sentences({"trust": NumberOfTypes(3, 5, TRIED)})

    assert said.startswith("The number of types of the trust mixture was chosen by cross-validation.")
    assert "left out in 5 groups" in said
    assert largest == f"{said} It is the largest that was tried: people may differ by degrees rather than by type."


def test_a_number_that_was_not_chosen_says_why():
    none = {"trust": NumberOfTypes(3, 0, (), "there is one block")}

    assert rows(none) == []
    assert sentences(none) == [
        "The number of types of the trust mixture, 3, was not chosen from the data: there is one block."
    ]
