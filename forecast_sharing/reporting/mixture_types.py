"""The types of people in the mixtures, as a table: how many are of each, and what they are like, with intervals."""

from forecast_sharing.estimation.mixture_errors import Known
from forecast_sharing.estimation.mixtures import MixtureFit
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.reporting.style import LABEL

HEADER = ("Mixture", "Type", "Role", "Share (95% interval)", "Parameters (95% intervals)")
LEAD = (
    "A mixture says that people are of a few types: how many there are of each, and what they are like. Shares are "
    "those among people who were only senders, only receivers, or both. Intervals are clustered by block (t with one "
    "degree of freedom less than there are blocks with people of the type). Where one is missing, the parameter is at "
    "an end of its range, there are too few blocks, or the data do not say. Those of parameters are symmetric and may "
    "pass an end of the range. Intervals take the theory and the number of types as given, so they say nothing about "
    "whether there are such types. Types with a share under 0.5% are left out here."
)

_LEAST = 0.005


def type_rows(mixtures: dict[str, MixtureFit]) -> list[list[str]]:
    """Return a row for each type in each role, mixture by mixture."""
    return [
        [LABEL[name], one.name, role, shares, _params(mixture, number, role)]
        for name, mixture in mixtures.items()
        for number, one in enumerate(mixture.types)
        for role in one.models
        if (shares := _shares(mixture, number, role))
    ]


def _shares(mixture: MixtureFit, number: int, role: Role) -> str:
    """Return the type's share among those who had the role; empty where nobody of them is of it."""
    groups = [group for group in mixture.shares if group in (role, "both")]
    words = [
        ("" if len(groups) == 1 else f"{group}: ")
        + f"{mixture.shares[group][number]:.0%}"
        + _interval(mixture.errors.shares[group][number], ".0%")
        for group in groups
        if mixture.shares[group][number] >= _LEAST
    ]
    return "; ".join(words)


def _params(mixture: MixtureFit, number: int, role: Role) -> str:
    known = mixture.errors.params[number].get(role, {})
    return "; ".join(
        f"{name} {value:.3g}{_interval(known.get(name), '.3g')}" for name, value in mixture.params[number][role].items()
    )


def _interval(known: Known | None, form: str) -> str:
    return "" if known is None else f" ({known.interval[0]:{form}} to {known.interval[1]:{form}})"
