"""Contrasts between treatments as rows of words, for the text table and the fit report."""

from collections.abc import Sequence

from forecast_sharing.study.outcomes import OUTCOMES
from forecast_sharing.summary.clustered import CONFIDENCE, Estimate
from forecast_sharing.summary.contrasts import ContrastResult, Contrasts
from forecast_sharing.summary.text import aligned, estimate_in_words, number_in_words

HEADER = ("Contrast", "First", "Second", f"Difference [{CONFIDENCE:.0%}]", "p", "Blocks", f"Order [{CONFIDENCE:.0%}]")
LEAD = (
    f"Difference: first less second; {CONFIDENCE:.0%} intervals, jackknife over blocks. p: how often arms drawn again, "
    "as they were drawn, show as large a difference over its standard error. Blocks: those that played the first, the "
    "second, and both. Order: how much larger the difference is where the first was played first; far from zero it "
    "says that what was played before matters."
)
REGISTERED, EXPLORATORY = "Named by the study's file", "Exploratory: not named by the study's file"


def rows(results: Sequence[ContrastResult]) -> list[list[str]]:
    """Return a row for each contrast, under `HEADER`."""
    return [_row(result) for result in results]


def parts(found: Contrasts) -> list[tuple[str, list[ContrastResult]]]:
    """Return the contrasts under their two titles; a title without any is left out."""
    by_title = [
        (title, [result for result in found.results if result.is_registered == is_registered])
        for title, is_registered in ((REGISTERED, True), (EXPLORATORY, False))
    ]
    return [(title, results) for title, results in by_title if results]


def notes(found: Contrasts) -> list[str]:
    """Return what outcomes mean, and what is to be said of the draws and of contrasts, of several in common once."""
    by_note: dict[str, list[str]] = {}
    for result in found.results:
        for note in filter(None, dict.fromkeys((result.difference.note, result.test_note))):
            by_note.setdefault(note, []).append(result.contrast.name)
    n_results = len(found.results)
    shown = {result.contrast.outcome for result in found.results}
    meant = "; ".join(f"{name}, {one.label}" for name, one in OUTCOMES.items() if name in shown)
    whom = {note: "all" if len(names) == n_results else "; ".join(names) for note, names in by_note.items()}
    return [
        f"{note}."
        for note in (f"Outcomes: {meant}", *found.notes, *(f"{names}: {note}" for note, names in whom.items()))
    ]


def as_text(found: Contrasts) -> str:
    """Return the contrasts as a text table with notes below."""
    tables = [f"{title}\n{aligned([list(HEADER), *rows(results)])}" for title, results in parts(found)]
    return "\n\n".join(["Contrasts between treatments", *tables, "\n".join([LEAD, *notes(found)])])


def _row(result: ContrastResult) -> list[str]:
    decimals = 1 if OUTCOMES[result.contrast.outcome].unit else 3
    return [
        result.contrast.name,
        number_in_words(result.first, decimals),
        number_in_words(result.second, decimals),
        estimate_in_words(result.difference, decimals),
        number_in_words(result.p_value, 3),
        f"{result.blocks_first}, {result.blocks_second}, {result.blocks_both}",
        estimate_in_words(result.order or Estimate(None), decimals),
    ]
