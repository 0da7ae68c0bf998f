"""Write summaries as a text table: measures in rows, treatments in columns."""

from collections.abc import Callable, Sequence

from forecast_sharing.session.choices import ROBOT
from forecast_sharing.summary.beliefs import BeliefSummary
from forecast_sharing.summary.clustered import CONFIDENCE, Estimate
from forecast_sharing.summary.treatments import TreatmentSummary
from forecast_sharing.tables.round_gaps import GAPS

# Columns next to each other before the table continues below; three fit a terminal of 120 characters.
_ACROSS = 3

_LABELS: tuple[tuple[str, Callable[[TreatmentSummary], str]], ...] = (
    ("sessions", lambda s: str(s.sessions)),
    ("blocks", lambda s: str(s.blocks)),
    ("pairs", lambda s: str(s.pairs)),
    ("rounds used", lambda s: f"{s.rounds_used} of {s.rounds}"),
    ("mean inflation (units)", lambda s: estimate_in_words(s.inflation, 1)),
    ("slope of report on forecast", lambda s: estimate_in_words(s.report_on_forecast, 3)),
    ("slope of capacity on report", lambda s: estimate_in_words(s.capacity_on_report, 3)),
    ("mean capacity (units)", lambda s: estimate_in_words(s.mean_capacity, 1)),
    ("  under full trust", lambda s: number_in_words(s.mean_full_trust_capacity, 1)),
    ("  under babbling", lambda s: number_in_words(s.babbling_capacity, 1)),
    ("efficiency (first best = 1)", lambda s: estimate_in_words(s.efficiency, 3)),
    ("sender's profit (points a round)", lambda s: estimate_in_words(s.mean_sender_profit, 1)),
    ("receiver's profit (points a round)", lambda s: estimate_in_words(s.mean_receiver_profit, 1)),
)

# Shown where a treatment's sessions asked for beliefs.
_BELIEF_LABELS: tuple[tuple[str, Callable[[BeliefSummary], str]], ...] = (
    ("rounds with beliefs asked", lambda b: str(b.rounds_asked)),
    ("stated - built capacity (units)", lambda b: estimate_in_words(b.stated_capacity_error, 1)),
    ("  not stated", lambda b: str(b.missing_capacity)),
    ("stated - true forecast (units)", lambda b: estimate_in_words(b.stated_forecast_error, 1)),
    ("  not stated", lambda b: str(b.missing_forecast)),
    ("ranges that hold the forecast", lambda b: number_in_words(b.interval_share, 3)),
    ("  mean width (units)", lambda b: number_in_words(b.interval_width, 1)),
)


def as_text(summaries: Sequence[TreatmentSummary]) -> str:
    """Return the table and, below it, what its numbers rest on."""
    if not summaries:
        return "No rounds."
    tables = [_table(summaries[start : start + _ACROSS]) for start in range(0, len(summaries), _ACROSS)]
    return "\n\n".join([*tables, "\n".join(_notes(summaries))])


def _table(summaries: Sequence[TreatmentSummary]) -> str:
    reasons = sorted({reason for summary in summaries for reason in summary.left_out})
    header = ["", *(_title(summary) for summary in summaries)]
    lines = [header]
    for label, show in _LABELS:
        lines.append([label, *(show(summary) for summary in summaries)])
        if label == "rounds used":
            lines += [
                [f"  left out: {reason}", *(str(s.left_out.get(reason, 0)) for s in summaries)] for reason in reasons
            ]
    if any(summary.beliefs for summary in summaries):
        lines += [
            [label, *(show(s.beliefs) if s.beliefs else "-" for s in summaries)] for label, show in _BELIEF_LABELS
        ]
    return aligned(lines)


def _title(summary: TreatmentSummary) -> str:
    partners = ", with a computer" if summary.counterpart == ROBOT else ""
    return f"{summary.treatment}{partners}" + ("" if summary.communication else ", no reports")


def _notes(summaries: Sequence[TreatmentSummary]) -> list[str]:
    notes = [
        f"In brackets: {CONFIDENCE:.0%} intervals, jackknife over blocks, t with Satterthwaite's degrees of freedom.",
        "Efficiency: expected joint profit of the capacities built, given the forecasts, over that of the first best.",
    ]
    for summary in summaries:
        notes += [f"{_title(summary)}: not in the table: {gap}." for gap in summary.gaps]
        notes += [f"{_title(summary)}: pools rounds that differ in {name}." for name in summary.pooled]
        estimates = [value for value in vars(summary).values() if isinstance(value, Estimate)]
        if summary.beliefs:
            estimates += [summary.beliefs.stated_capacity_error, summary.beliefs.stated_forecast_error]
        notes += [
            f"{_title(summary)}: {note}." for note in dict.fromkeys(estimate.note for estimate in estimates) if note
        ]
    if any(summary.gaps for summary in summaries):
        notes.append(f"{GAPS}.")
    return notes


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Return lines of cells under each other, the first line being the header."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = [
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    ]
    return "\n".join([text[0], "-" * len(text[0]), *text[1:]])


def estimate_in_words(estimate: Estimate, decimals: int) -> str:
    """Return a number with its interval; a dash where there is none."""
    if estimate.value is None:
        return "-"
    if estimate.low is None or estimate.high is None:
        return number_in_words(estimate.value, decimals)
    interval = f"[{number_in_words(estimate.low, decimals)}, {number_in_words(estimate.high, decimals)}]"
    return f"{number_in_words(estimate.value, decimals)} {interval}"


def number_in_words(value: float | None, decimals: int) -> str:
    """Return a number with so many decimals; a dash where there is none."""
    # Adding zero after rounding: "-0.0" would look like a finding.
    return "-" if value is None else f"{round(value, decimals) + 0.0:.{decimals}f}"
