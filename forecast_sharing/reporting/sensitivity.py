"""Whether the verdict survives where less is held to be possible of what the theories leave open."""

from dataclasses import asdict, dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.at_once import at_once
from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.grids import Family
from forecast_sharing.estimation.parameter_distributions import predict_under
from forecast_sharing.estimation.verdict import Verdict, decide
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import WORDS, Considered

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Alone:
    """One word of an open choice: its weight under each theory that it concerns, and the verdict with it alone."""

    option: str
    word: str
    weights: dict[str, float]
    verdict: Verdict

    def as_dict(self) -> dict[str, object]:
        """Return plain values, ready for JSON."""
        verdict = asdict(self.verdict)
        return {
            "option": self.option,
            "value": self.word,
            "weights": self.weights,
            "verdict": verdict.pop("word"),
            **verdict,
        }


def alone(sample: Sample, comparison: Comparison) -> list[Alone]:
    """Return the verdict with each word of each open choice that was averaged over, the other choices as before.

    Parameters
    ----------
    sample : Sample
        The decisions.
    comparison : Comparison
        Of these decisions.

    """
    considered = comparison.considered
    planned = [(name, word) for name in considered.averaged for word in WORDS[name]]
    families = {family.theory.name: family for family in comparison.families}
    weights = {
        (name, word): {
            theory: words[name][word]
            for theory, words in comparison.predictive.variants.items()
            if word in words.get(name, ())
        }
        for name, word in planned
    }
    # A theory is computed anew where the choice is open in it.
    tasks = [
        (theory, name, word)
        for name, word in planned
        for theory in comparison.theories
        if concerns(theory, name) and len(comparison.predictive.variants[theory.name][name]) > 1
    ]
    densities = at_once(
        [partial(_density, families[theory.name], considered.only(name, word), sample) for theory, name, word in tasks]
    )
    found = {(theory.name, name, word): one for (theory, name, word), one in zip(tasks, densities, strict=True)}
    known = comparison.predictive.people
    return [
        Alone(
            name,
            word,
            weights[name, word],
            decide(
                {theory: found.get((theory, name, word), density) for theory, density in known.items()},
                sample.blocks,
                comparison.benchmark,
            ),
        )
        for name, word in planned
    ]


def _density(family: Family, less: Considered, sample: Sample) -> FloatArray:
    return predict_under(family.only(less), sample)


def concerns(theory: Theory, option: str) -> bool:
    """Return whether a choice is open in a theory; that of noise is in all."""
    return option == "noise" or option in theory.options
