"""What predictive checks and earnings mean, in sentences."""

from collections.abc import Mapping, Sequence

from forecast_sharing.estimation.comparison import TheoryScore
from forecast_sharing.models.registry import HYBRID, theory_of
from forecast_sharing.models.theory import Theory
from forecast_sharing.reporting.best_responses import Earnings
from forecast_sharing.reporting.goodness import N_DRAWS
from forecast_sharing.reporting.predictive_checks import STATISTICS, Check
from forecast_sharing.reporting.sentences import enumerated
from forecast_sharing.reporting.style import LABEL

LEAD = (
    f"Under each theory {N_DRAWS} data sets are drawn: as many people, each with variant, kind, parameters, noise and "
    "lapse from the estimated distributions, decide where the real people did, senders on the real forecasts and "
    "receivers on the real reports. The band holds 90% of the data sets, so that even under the true theory one number "
    "in ten is outside by chance. The theories were fitted to these very decisions: being inside is little praise, "
    "being outside counts."
)
EARNINGS = (
    "Points per round. Worth is expected profit over the market noise, so that luck does not count: of a capacity at "
    "the true forecast, of a report by what was built after reports near it (a normal kernel, standard deviation a "
    "thirtieth of the range of reports). The best response is that of somebody who wants nothing but points and knows "
    "the others' even rounds, judged in the odd, and the reverse."
)


def title(theories: Sequence[Theory]) -> str:
    """Return what the section asks."""
    return "Is either theory any good?" if len(theories) == 2 else "Is any of the theories any good?"


def check_sentences(checks: Sequence[Check], theories: Sequence[Theory]) -> list[str]:
    """Return what each theory misses."""
    return [_missed([one for one in checks if one.theory == theory.name], theory) for theory in theories]


def _missed(checks: Sequence[Check], theory: Theory) -> str:
    subject = theory.title[0].upper() + theory.title[1:]
    outside = [one for one in checks if not one.is_inside]
    if not outside:
        return f"{subject} reproduces all {len(checks)} numbers."
    wrong = [_wrong(one) for one in outside]
    return f"{subject} misses {len(outside)} of {len(checks)} numbers. It has {enumerated(wrong)}."


def _wrong(one: Check) -> str:
    words = STATISTICS[one.statistic]
    what = words.too_low if one.observed > one.high else words.too_high
    return f"{what} ({shown(one.statistic, one.median)}, people {shown(one.statistic, one.observed)})"


def shown(statistic: str, value: float) -> str:
    """Return the value of a statistic as it is printed."""
    if STATISTICS[statistic].is_share:
        return f"{value:.1%}"
    decimals = 2 if "slope" in statistic else 1
    return f"{round(value, decimals) + 0.0:.{decimals}f}"


def earning_sentences(earnings: Sequence[Earnings]) -> list[str]:
    """Return how much of what a best response is worth people leave, and how near theories come."""
    known = [one for one in earnings if one.best_response is not None]
    if not known:
        return []
    left = [
        f"{one.role}s in {one.treatment} {one.best_response - one.expected:,.0f} ({_share(one)})"
        for one in known
        if one.best_response is not None
    ]
    said = [f"Of what the best response is worth, people leave, in points per round: {enumerated(left)}."]
    if any(one.best_response is not None and one.best_response < one.expected for one in known):
        said.append("Below zero they do better than somebody who learns from half of the rounds.")
    return said


def _share(one: Earnings) -> str:
    if one.best_response is None or one.best_response <= 0:
        return "no share: it is not above 0"
    return f"{1 - one.expected / one.best_response:.0%}"


def later_sentence(scores: Mapping[str, TheoryScore], theories: Sequence[Theory]) -> str:
    """Return whether theories or benchmarks predict later rounds better."""
    later = {name: score.held_out_later for name, score in scores.items() if score.held_out_later is not None}
    if not later:
        return "Nobody decided in a later round that could be predicted from earlier ones."
    names = [theory.name for theory in theories]
    best = max(names, key=lambda name: later[name])
    rival = max((name for name in later if name not in (*names, HYBRID)), key=lambda name: later[name])
    ahead = later[best] - later[rival]
    return (
        f"Later rounds, predicted from earlier ones, are best predicted by {theory_of(best).title} among the theories; "
        f"the best benchmark, {LABEL[rival]}, is {abs(ahead):,.1f} units of log-likelihood "
        f"{'worse' if ahead >= 0 else 'better'}."
    )
