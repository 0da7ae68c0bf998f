"""People's estimates beside what the survey says of them, all at once: the table and what to make of it."""

from collections.abc import Sequence

from forecast_sharing.estimation.covariates import FEWEST_PEOPLE, Regression
from forecast_sharing.session.survey_items import SCORES

COVARIATES = tuple(score.name for score in SCORES)
HEADER = ("Who", "Outcome", "Covariate", "Coefficient", "SE", "95% interval", "People", "Blocks", "")

_UNITS = {
    "estimate": "in the parameter's unit",
    "rank": "in standard deviations of its rank",
    "log-odds": "in log-odds of a higher level",
}
_ABOUT = (
    (
        "Each outcome is regressed on all covariates together, so a coefficient says what goes with one standard "
        "deviation of a score among people who are alike in the others. Estimates are taken as they are; where some "
        "lie at an end of their range, which says only that these people are beyond the others, all are taken as "
        "ranks. The level has an ordered logit in which a person counts for each level with its probability. Errors "
        "are clustered by block, intervals are those of t with one degree of freedom less than there are blocks."
    ),
    (
        f"Only people with all covariates count, and at least {FEWEST_PEOPLE} are needed. A score that fewer than half "
        "answered is left out. Age, gender and occupation are not in the table of participants and are not looked at. "
        "Scales of trust go together, so each may hide behind the others. Estimates have errors of their own, which "
        "widen intervals. None of this is evidence about cause."
    ),
)


def lead(found: Sequence[Regression]) -> list[str]:
    """Return what the table shows and how many intervals would miss zero by chance."""
    n_intervals = sum(one.error is not None for regression in found for one in regression.coefficients)
    if not n_intervals:
        return list(_ABOUT)
    n_away = sum(one.low is not None and not one.low <= 0 <= one.high for each in found for one in each.coefficients)
    return [
        *_ABOUT,
        (
            f"{n_intervals} intervals are looked at. If no score went with anything, about {n_intervals / 20:.1f} of "
            f"them would still leave zero out; {n_away} do. Take a single one as a question for new data, unless it "
            "was asked before these were seen."
        ),
    ]


def regression_rows(found: Sequence[Regression]) -> list[list[str]]:
    """Return a row for each coefficient, and one for each outcome that has none."""
    rows = []
    for regression in found:
        outcome = f"{regression.outcome}, {_UNITS[regression.unit]}"
        counts = [str(regression.n_people), str(regression.n_blocks)]
        at_bound = f"{regression.n_at_bound} at an end of the range" if regression.n_at_bound else ""
        note = "; ".join(filter(None, [at_bound, regression.note]))
        if not regression.coefficients:
            rows.append([f"{regression.role}s", regression.outcome, "", "", "", "", *counts, note])
        for one in regression.coefficients:
            known = one.error is not None
            rows.append(
                [
                    f"{regression.role}s",
                    outcome,
                    one.covariate,
                    f"{one.value:.3g}",
                    f"{one.error:.3g}" if known else "-",
                    f"{one.low:.3g} to {one.high:.3g}" if known else "",
                    *counts,
                    note,
                ]
            )
    return rows
