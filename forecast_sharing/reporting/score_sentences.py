"""What the table of scores means, in sentences."""

from collections.abc import Mapping

from forecast_sharing.estimation.confidence_set import FEWEST_BLOCKS, LEVEL
from forecast_sharing.estimation.restrictiveness import N_DRAWS
from forecast_sharing.reporting.sentences import counted, enumerated
from forecast_sharing.reporting.style import LABEL

SCORES = (
    "Log-likelihood, AIC and BIC are of finite mixtures (types of people) for the theories, and of models "
    "fitted to everybody alike for the benchmarks; lower AIC and BIC are better, and the n of "
    "BIC are people. Held-out scores are those of "
    "decisions that were not used for the estimate; higher (nearer to 0) is better. Theories and benchmarks "
    "are given the same: every parameter has a distribution over people, learnt from the same people; in a "
    "treatment that was not seen, benchmarks have lines of other treatments. Held-out rounds are even from odd "
    "and odd from even ones; held-out later rounds are the second half of each person's from everybody's first."
)
COMPLETENESS = (
    "Completeness is the gain in held-out rounds over the best naive benchmark (truth, babbling, uniform) as a "
    "share of the gain of the linear benchmark, in which each person has a straight line and a noise in each "
    "role and treatment, and no theory: above 1 beats it."
)
# What a model would have fitted, whatever people did.
RESTRICTIVENESS = (
    "Restrictiveness [Fudenberg, Gao and Liang] says how much a model rules out, whatever these people did: how far it "
    f"stays, at its best, from {N_DRAWS:,} rules drawn at random, in which reports never fall in the forecast nor "
    "capacities in the report, as a share of how far truth and full trust stay. At 0 it describes anything, at 1 no "
    "more than truth and full trust, above 1 not even these; in brackets are standard errors over the draws. "
    "Completeness is an achievement where restrictiveness is high."
)


def confidence_sentence(p_values: Mapping[str, float] | None, n_blocks: int) -> str:
    """Return which models the confidence set holds and what that means, or why there is none."""
    if p_values is None:
        return (
            f"There is no confidence set of models: it takes {FEWEST_BLOCKS} blocks to leave one of two models out, "
            f"and there {'is' if n_blocks == 1 else 'are'} {n_blocks}."
        )
    inside = [LABEL[name] for name, p in p_values.items() if p > LEVEL]
    if len(inside) == 1:
        return (
            f"The 95% set [Hansen, Lunde and Nason 2011] holds {inside[0]} alone: over {counted(n_blocks, 'block')} of "
            "held-out people it predicts better than each other model by more than chance. By chance, all differences "
            "in a block could as well have been the other way round."
        )
    return (
        f"The 95% set [Hansen, Lunde and Nason 2011] holds {enumerated(inside)}: the models of which "
        f"{counted(n_blocks, 'block')} of held-out people cannot say that another predicts better. While the models "
        "in it differ by more than chance, the worst leaves; p is the largest up to the step in which a model is the "
        "worst. By chance, all differences in a block could as well have been the other way round. To be in the set "
        "is no praise: few blocks leave many in."
    )
