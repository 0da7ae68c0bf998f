"""Whether the verdict survives other choices of what the theories leave open."""

from dataclasses import asdict, dataclass, replace

from joblib import Parallel, delayed

from forecast_sharing.comparison import quick_verdict
from forecast_sharing.decisions import Sample
from forecast_sharing.options import WORDS, Options
from forecast_sharing.verdict import Verdict


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


def variants(sample: Sample, options: Options, chosen: Verdict, *, jobs: int = 1) -> list[Variant]:
    """Return the verdict at each value of each open choice, the others as chosen.

    Parameters
    ----------
    sample : Sample
        The decisions.
    options : Options
        As chosen.
    chosen : Verdict
        Under these options; it is not computed again.
    jobs : int
        Processes.

    """
    names = [name for name in WORDS if name != "stated_beliefs" or sample.has_beliefs]
    planned = [(name, value, _changed(options, name, value)) for name in names for value in WORDS[name]]
    others = [changed for _, _, changed in planned if changed not in (None, options)]
    found = dict(
        zip(others, Parallel(n_jobs=jobs)(delayed(quick_verdict)(sample, changed) for changed in others), strict=True)
    )
    found[options] = chosen
    return [
        Variant(name, value, changed, found[changed], "as chosen" if changed == options else "")
        if changed
        else Variant(name, value, None, None, "not possible with the other options")
        for name, value, changed in planned
    ]


def _changed(options: Options, name: str, value: str) -> Options | None:
    try:
        return replace(options, **{name: value})
    except ValueError:
        return None
