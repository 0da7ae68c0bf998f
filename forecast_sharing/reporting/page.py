"""The fit report as one page that needs no other file and no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.covariates import Regression
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.verdict import Verdict
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.reporting import check_sentences, number_of_types, sentences, who_differs
from forecast_sharing.reporting.beliefs import ALIKE, PersonBeliefs
from forecast_sharing.reporting.goodness import Goodness
from forecast_sharing.reporting.mixture_types import HEADER, LEAD, type_rows
from forecast_sharing.reporting.pooled import PooledFit
from forecast_sharing.reporting.predictive_checks import STATISTICS
from forecast_sharing.reporting.results import Restrictive, scores, versions
from forecast_sharing.reporting.score_sentences import COMPLETENESS, RESTRICTIVENESS, SCORES, confidence_sentence
from forecast_sharing.reporting.sensitivity import Alone
from forecast_sharing.reporting.style import LABEL, Picture
from forecast_sharing.reporting.survey import Correlation
from forecast_sharing.summary import contrast_text
from forecast_sharing.summary.contrasts import Contrasts
from forecast_sharing.tables.round_gaps import GAPS

_CSS = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; margin-bottom: .3rem; } h2 { margin-top: 2.4rem; border-bottom: 1px solid #ccc; }
p, li { max-width: 48rem; }
.verdict { border-left: .5rem solid #0072B2; background: #f2f6fa; padding: .8rem 1.2rem; margin: 1rem 0; }
.verdict p:first-child { font-size: 1.25rem; font-weight: 600; margin: 0 0 .4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; font-size: .9rem; }
caption { text-align: left; color: #444; padding-bottom: .3rem; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid #ddd; text-align: right; vertical-align: top; }
th:first-child, td:first-child, td.text, th.text { text-align: left; }
thead th { border-bottom: 2px solid #666; } tr.differs td { background: #fdf1e7; font-weight: 600; }
figure { margin: 1.2rem 0; break-inside: avoid; } img { max-width: 100%; height: auto; }
figcaption { color: #333; font-size: .9rem; max-width: 48rem; }
details { margin: .8rem 0; } summary { cursor: pointer; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; } }
"""

# Pictures that stand in a section of their own.
_IN_SECTIONS = ("survey", "beliefs", "predictive_checks", "joint_regions")


@dataclass(frozen=True)
class Findings:
    """Everything that the page shows."""

    sample: Sample
    gaps: Sequence[str]
    comparison: Comparison
    games: Sequence[tuple[str, Game]]
    variants: Sequence[Alone]
    pooled: Sequence[PooledFit]
    survey: Sequence[Correlation] | None
    beliefs: Sequence[PersonBeliefs]
    pictures: Sequence[Picture]
    files: Sequence[str]
    goodness: Goodness
    restrictive: Restrictive
    differing: Sequence[Regression] | None = None
    contrasts: Contrasts | None = None


def page(findings: Findings) -> str:
    """Return the fit report as HTML."""
    body = "\n".join(
        [
            _verdict(findings),
            _section("Data", _data(findings)),
            *(
                [_section("Contrasts between treatments", _contrasts(findings.contrasts))]
                if findings.contrasts is not None
                else []
            ),
            _section("Fit and prediction", _fit(findings)),
            _section("Does the verdict depend on open choices of the models?", _sensitivity(findings)),
            _section(check_sentences.title(findings.comparison.theories), _goodness(findings)),
            _section(
                "Where the theories cannot be told apart",
                _list(sentences.overlap_sentences(findings.comparison, findings.games)),
            ),
            _section("Pictures", "".join(_figure(one) for one in findings.pictures if one.name not in _IN_SECTIONS)),
            _section("Types of people", _types(findings)),
            _section("Everybody alike", _pooled(findings.pooled)),
            *([_section("Stated beliefs", _beliefs(findings))] if findings.beliefs else []),
            *([_section("Survey and behaviour", _survey(findings))] if findings.survey is not None else []),
            *(
                [_section("Who differs, and how", _who_differs(findings.differing))]
                if findings.differing is not None
                else []
            ),
            _section("Whose estimates are doubtful", _doubts(findings.comparison)),
            _section("How this was computed", _computed(findings)),
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_question(findings)}: {findings.comparison.verdict.word}</title>\n<style>{_CSS}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _question(findings: Findings) -> str:
    return escape(sentences.question(findings.comparison.theories))


def _verdict(findings: Findings) -> str:
    verdict = findings.comparison.verdict
    return (
        f"<h1>{_question(findings)}?</h1>\n<p>The theories fitted to the same decisions and compared.</p>\n"
        f'<div class="verdict"><p>{escape(sentences.verdict_sentence(verdict.word, findings.comparison.theories))}</p>'
        f"<p>{escape(sentences.verdict_detail(verdict))}</p>"
        f"<p>{escape(sentences.sensitivity_sentence(findings.variants, verdict.word))}</p>"
        f"{_paragraphs([one for one in [sentences.benchmark_sentence(findings.comparison.scores)] if one])}</div>\n"
        f"<p>{escape(sentences.rule(findings.comparison.theories))}</p>"
    )


def _data(findings: Findings) -> str:
    said = _paragraphs(sentences.data_sentences(findings.sample))
    return said + (_paragraphs([f"{GAPS}:"]) + _list(findings.gaps) if findings.gaps else "")


def _contrasts(found: Contrasts) -> str:
    tables = [
        f"<h3>{escape(title)}</h3>\n{_table(contrast_text.HEADER, contrast_text.rows(results))}"
        for title, results in contrast_text.parts(found)
    ]
    return "".join(tables) + _paragraphs([contrast_text.LEAD, *contrast_text.notes(found)])


def _fit(findings: Findings) -> str:
    # Two tables, for one would be wider than a page.
    fitted = [
        "Model", "Log-likelihood", "Parameters", "AIC", "BIC", "Restrictiveness, senders", "Restrictiveness, receivers",
    ]  # fmt: skip
    predicted = [
        "Model", "Held-out people", "In the 95% set", "p", "Held-out treatments", "Held-out rounds",
        "Held-out later rounds", "Completeness",
    ]  # fmt: skip
    of_model = scores(findings.comparison, findings.restrictive)
    fits = [
        [
            LABEL[name],
            _number(score["log_likelihood"]),
            str(score["n_parameters"]),
            _number(score["aic"]),
            _number(score["bic"]),
            *(_with_error(score[f"restrictiveness_{role}"], score[f"restrictiveness_{role}_error"]) for role in ROLES),
        ]
        for name, score in of_model.items()
    ]
    predictions = [
        [
            LABEL[name],
            _number(score["held_out_log_likelihood"]),
            {True: "yes", False: "no", None: "-"}[score["in_confidence_set"]],
            _number(score["confidence_p_value"], 3),
            _number(score["held_out_treatments"]),
            _number(score["held_out_rounds"]),
            _number(score["held_out_later"]),
            _number(score["completeness"], 2),
        ]
        for name, score in of_model.items()
    ]
    explained = [
        SCORES,
        confidence_sentence(findings.comparison.confidence, len(np.unique(findings.sample.blocks))),
        COMPLETENESS,
        RESTRICTIVENESS,
        sentences.better_sentence(findings.comparison),
        *sentences.vuong_sentences(findings.comparison),
    ]
    return _table(fitted, fits) + _table(predicted, predictions) + _paragraphs(explained)


def _sensitivity(findings: Findings) -> str:
    comparison = findings.comparison
    rows = [
        [
            one.option,
            one.word,
            "; ".join(f"{LABEL[theory]} {weight:.0%}" for theory, weight in one.weights.items()),
            one.verdict.word,
            "; ".join(_shares(one.verdict)),
        ]
        for one in findings.variants
    ]
    marked = [one.verdict.word != comparison.verdict.word for one in findings.variants]
    theories = comparison.theories
    share = f"Share of {theories[-1].label}" if len(theories) == 2 else "Shares"
    header = ["Choice", "Variant", "Weight under", "Verdict with it alone", share]
    said = _paragraphs(sentences.variant_sentences(comparison))
    return said + (_table(header, rows, n_text=5, marked=marked) if rows else "")


def _goodness(findings: Findings) -> str:
    comparison, found = findings.comparison, findings.goodness
    theories = comparison.theories
    checked: dict[str, list[str]] = {}
    for one in found.checks:
        low, median, high = (check_sentences.shown(one.statistic, value) for value in (one.low, one.median, one.high))
        row = checked.setdefault(one.statistic, [check_sentences.shown(one.statistic, one.observed)])
        row += [f"{median} ({low} to {high})", "inside" if one.is_inside else "outside"]
    rows = [[STATISTICS[name].label, *row] for name, row in checked.items()]
    header = ["Number", "People", *(cell for one in theories for cell in (f"{one.label}, median (90%)", ""))]
    earned = [
        [
            f"{one.role}s, {one.treatment}",
            *map(_number, (one.earned, one.expected, *one.by_theory.values(), one.best_response)),
        ]
        for one in found.earnings
    ]
    columns = ["Role and treatment", "Earned", "Worth of decisions", *(f"{one.label}'s people" for one in theories)]
    return (
        _paragraphs([check_sentences.LEAD, *check_sentences.check_sentences(found.checks, theories)])
        + "".join(_figure(one) for one in findings.pictures if one.name == "predictive_checks")
        + _table(header, rows, marked=["outside" in row for row in rows])
        + _paragraphs([check_sentences.later_sentence(comparison.scores, theories), check_sentences.EARNINGS])
        + _table([*columns, "Best response"], earned)
        + _paragraphs(check_sentences.earning_sentences(found.earnings))
    )


def _shares(verdict: Verdict) -> list[str]:
    """Return the share of the second of two theories, or those of all of several."""
    in_words = [
        (LABEL[name], f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})")
        for name, share in verdict.shares.items()
    ]
    return [in_words[1][1]] if len(in_words) == 2 else [f"{label} {share}" for label, share in in_words]


def _types(findings: Findings) -> str:
    comparison = findings.comparison
    by_mixture = {name: mixture.notes for name, mixture in comparison.mixtures.items()}
    for name, regions in comparison.regions.items():
        by_mixture[name] += regions.notes
    notes = [f"{LABEL[name]} mixture: {note}." for name, some in by_mixture.items() for note in some]
    table = _table(HEADER, type_rows(comparison.mixtures), n_text=len(HEADER))
    counts = comparison.numbers_of_types
    tried = number_of_types.rows(counts)
    return (
        _paragraphs([LEAD])
        + table
        + (_list(notes) if notes else "")
        + "".join(_figure(one) for one in findings.pictures if one.name == "joint_regions")
        + _paragraphs(number_of_types.sentences(counts))
        + (_table(number_of_types.HEADER, tried) if tried else "")
    )


def _pooled(pooled: Sequence[PooledFit]) -> str:
    with_draws = any(one.draws for one in pooled)
    header = ["Role", "Model", "Parameter", "Estimate", "SE (Hessian)", "SE (clustered by block)", "95% interval (t)"]
    header += ["SE (bootstrap)", "95% interval (bootstrap)"] if with_draws else []
    rows = []
    for one in pooled:
        errors = one.as_dict()
        model = one.theory.label + (f", {one.theory.kind_name(one.kind)}" if one.kind else "")
        for name, value in one.fit.params.items():
            row = [one.role, model, name, f"{value:.4g}"]
            row += [_short(one.uncertainty.hessian.get(name)), _short(one.uncertainty.sandwich.get(name))]
            row.append(_interval(one.clustered_interval.get(name)))
            if with_draws:
                row.append(_short(errors["standard_errors"]["bootstrap"].get(name)))
                row.append(_interval(errors["bootstrap_interval"].get(name)))
            rows.append(row)
    notes = [f"{one.role}, {one.theory.label}: {note}." for one in pooled for note in one.notes]
    lead = (
        "One set of parameters for all people of a role: a summary, not a description, since people differ. Precision "
        "is per point, trustworthiness in points per unit, noise_sd in units, lapse a probability. Where a standard "
        "error is missing the parameter is at an end of its range or the data do not say. Intervals (t) reach as many "
        "clustered errors to either side as t with one degree of freedom less than there are blocks says; with fewer "
        "than three blocks there are none. With few blocks errors clustered by block, and those of the bootstrap more "
        "so, are too small: publish the wider interval."
    )
    return _paragraphs([lead]) + _table(header, rows, n_text=3) + (_list(notes) if notes else "")


def _interval(ends: Sequence[float] | None) -> str:
    return f"{ends[0]:.4g} to {ends[1]:.4g}" if ends else ""


def _survey(findings: Findings) -> str:
    survey = findings.survey or ()
    rows = [
        [
            one.scale,
            one.parameter,
            str(one.n_people),
            _number(one.value, 2),
            f"{one.low:.2f} to {one.high:.2f}" if one.low is not None and one.high is not None else "",
            one.note,
        ]
        for one in survey
    ]
    header = ["Scale", "Estimate", "People", "Correlation", "95% interval", ""]
    pictures = "".join(_figure(one) for one in findings.pictures if one.name == "survey")
    return _paragraphs([sentences.CAUTION]) + _table(header, rows, n_text=2) + pictures


def _who_differs(differing: Sequence[Regression]) -> str:
    table = _table(who_differs.HEADER, who_differs.regression_rows(differing), n_text=3)
    return _paragraphs(who_differs.lead(differing)) + table


def _beliefs(findings: Findings) -> str:
    rows = []
    for one in findings.beliefs:
        row = one.as_row()
        rows.append(
            [
                f"{one.code} ({one.session})",
                one.role,
                "" if row["belief_nearer"] == ALIKE else LABEL[row["belief_nearer"]],
                str(row["belief_n"]),
                _number(row["belief_mean_stated"]),
                *(_number(row[f"belief_{of}_{name}"]) for of in ("mean", "distance") for name in one.predicted),
                _number(row["belief_interval_share"], 2),
            ]
        )
    labels = [theory.label for theory in findings.comparison.theories]
    header = ["Person", "Role", "Nearer", "Rounds", "Stated", *(f"{label.capitalize()} says" for label in labels)]
    header += [*(f"Apart from {label}" for label in labels), "Ranges that hold the forecast"]
    pictures = "".join(_figure(one) for one in findings.pictures if one.name == "beliefs")
    table = _table(header, rows, n_text=3)
    return (
        _paragraphs(sentences.belief_sentences(findings.beliefs, findings.comparison.options))
        + pictures
        + f"<details><summary>Beliefs by person</summary>{table}</details>"
    )


def _doubts(comparison: Comparison) -> str:
    doubts = sentences.doubtful_people(comparison)
    if not doubts:
        return _paragraphs(["Nobody's: all searches converged and all parameters are identified."])
    lead = (
        f"{len(doubts)} of {len(comparison.people)} fits have a note: a search that did not converge, a parameter at "
        "an end of its range, one that the data hardly identify, or kinds of people, such as levels, that fit alike. "
        "They stay in all numbers above. A lapse rate at its lowest is not among the notes: it belongs to people who "
        "did nothing odd."
    )
    rows = [[who, what] for who, what in doubts]
    table = _table(["Person", "What is doubtful"], rows, n_text=2)
    return f"{_paragraphs([lead])}<details><summary>All notes, by person</summary>{table}</details>"


def _computed(findings: Findings) -> str:
    averaged = findings.comparison.considered.averaged
    options = [
        [name, str(value), "likeliest, after the data" if name in averaged else "fixed"]
        for name, value in findings.comparison.options.as_dict().items()
    ]
    used = [[name, value] for name, value in versions().items()]
    words = [
        (
            "The theories are implemented from what is commonly known of them, with choices of our own "
            "where they leave something open; the full texts of the papers were not available, so nothing here claims "
            "to reproduce their estimates."
        ),
        f"The same numbers are in {', '.join(findings.files)}, and the pictures in the folder pictures.",
    ]
    return (
        _paragraphs(words)
        + _table(["Option", "Choice of the estimates", "Chosen"], options, n_text=3)
        + _table(["Computed with", "Version"], used, n_text=2)
    )


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{escape(title)}</h2>\n{content}\n</section>"


def _paragraphs(lines: Sequence[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>\n" for sentence in lines)


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in lines) + "</ul>\n"


def _figure(one: Picture) -> str:
    return (
        f'<figure><h3>{escape(one.title)}</h3><img src="{one.data_uri}" alt="{escape(one.title)}">'
        f"<figcaption>{escape(one.caption)}</figcaption></figure>\n"
    )


def _table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, n_text: int = 1, marked: Sequence[bool] = ()
) -> str:
    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=' + chr(34) + 'text' + chr(34) if column < n_text else ''}>{escape(cell)}</{tag}>"
            for column, cell in enumerate(row)
        )

    marks = marked or [False] * len(rows)
    lines = "\n".join(
        f"<tr{' class=' + chr(34) + 'differs' + chr(34) if mark else ''}>{cells('td', row)}</tr>"
        for row, mark in zip(rows, marks, strict=True)
    )
    head = f"<thead><tr>{cells('th', header)}</tr></thead>"
    return f'<div class="wide"><table>{head}\n<tbody>{lines}</tbody></table></div>\n'


def _number(value: float | None, decimals: int = 1) -> str:
    return "-" if value is None else f"{round(value, decimals) + 0.0:,.{decimals}f}"


def _with_error(value: float | None, error: float | None) -> str:
    return "-" if value is None else f"{_number(value, 2)} ({_number(error, 2)})"


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
