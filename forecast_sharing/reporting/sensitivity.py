"""Whether the verdict survives other choices of what the theories leave open."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from joblib import Parallel, delayed

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.parameter_distributions import Predictive, predict_under
from forecast_sharing.estimation.verdict import Verdict, decide
from forecast_sharing.models.theory import Theory
from forecast_sharing.theory.assumptions import WORDS, Options

# What concerns all theories; of the other options each theory says whether they concern it.
_OF_ALL = ("noise", "stated_beliefs")


@dataclass(frozen=True)
class Variant:
    """A verdict under other options; `verdict` is None where the options exclude each other, and `note` says so."""

    option: str
    value: str
    options: Options | None
    verdict: Verdict | None
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return plain values, ready for JSON."""
        verdict = asdict(self.verdict) if self.verdict else {"word": None}
        return {
            "option": self.option,
            "value": self.value,
            "verdict": verdict.pop("word"),
            **verdict,
            "note": self.note,
        }


def variants(
    sample: Sample,
    options: Options,
    theories: Sequence[Theory],
    predictive: Predictive,
    chosen: Verdict,
    *,
    jobs: int = 1,
) -> list[Variant]:
    """Return the verdict at each value of each open choice, the others as chosen.

    Parameters
    ----------
    sample : Sample
        The decisions.
    options : Options
        As chosen.
    theories : sequence of Theory
        Those that are compared.
    predictive : Predictive
        Under these options; what an option does not concern is not computed again.
    chosen : Verdict
        Under these options.
    jobs : int
        Processes.

    """
    names = [name for name in WORDS if name != "stated_beliefs" or sample.has_beliefs]
    planned = [(name, value, _changed(options, name, value)) for name in names for value in WORDS[name]]
    # One task for each theory and set of options that it has not been computed under.
    open_ones = [
        (theory, changed)
        for name, _, changed in planned
        if changed not in (None, options)
        for theory in theories
        if name in (*_OF_ALL, *theory.options)
    ]
    densities = Parallel(n_jobs=jobs, batch_size=1)(
        delayed(predict_under)(theory, sample, changed) for theory, changed in open_ones
    )
    found = {(theory.name, changed): one for (theory, changed), one in zip(open_ones, densities, strict=True)}
    n_blocks = len(np.unique(sample.blocks))

    def verdict(changed: Options) -> Verdict:
        known = predictive.people
        return decide({name: found.get((name, changed), density) for name, density in known.items()}, n_blocks)

    return [
        Variant(name, value, None, None, "not possible with the other options")
        if changed is None
        else Variant(name, value, changed, chosen, "as chosen")
        if changed == options
        else Variant(name, value, changed, verdict(changed))
        for name, value, changed in planned
    ]


def _changed(options: Options, name: str, value: str) -> Options | None:
    try:
        return replace(options, **{name: value})
    except ValueError:
        return None
