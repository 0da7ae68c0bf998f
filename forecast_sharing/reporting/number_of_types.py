"""How many types of one kind people are of, and how that was chosen: in sentences and as a table."""

from collections.abc import Mapping

from forecast_sharing.estimation.number_of_types import NumberOfTypes
from forecast_sharing.reporting.style import LABEL

HEADER = (
    "Mixture", "Types", "Held-out log-likelihood", "Behind the best", "Standard error of the difference",
)  # fmt: skip


def sentences(numbers: Mapping[str, NumberOfTypes]) -> list[str]:
    """Return for each theory with a number of types how it was chosen, or why it was not."""
    return [_sentence(LABEL[name], one) for name, one in numbers.items()]


def rows(numbers: Mapping[str, NumberOfTypes]) -> list[list[str]]:
    """Return a row for each number that was tried."""
    return [
        [
            LABEL[name],
            f"{tried.n_types}{' (chosen)' if tried.n_types == one.chosen else ''}",
            f"{tried.held_out:,.1f}",
            f"{tried.behind:,.1f}",
            f"{tried.error:,.1f}" if tried.behind > 0 else "-",
        ]
        for name, one in numbers.items()
        for tried in one.tried
    ]


def _sentence(label: str, one: NumberOfTypes) -> str:
    if not one.tried:
        return f"The number of types of the {label} mixture, {one.chosen}, was not chosen from the data: {one.note}."
    said = (
        f"The number of types of the {label} mixture was chosen by cross-validation. Blocks are left out in "
        f"{one.n_folds} groups, and the people of each are predicted from those of the others; chosen is the smallest "
        "number that is behind the best by no more than a standard error over blocks. Noise and the theory's other "
        "open choices are those of most weight among all people."
    )
    if one.chosen == one.tried[-1].n_types:
        return f"{said} It is the largest that was tried: people may differ by degrees rather than by type."
    return said
