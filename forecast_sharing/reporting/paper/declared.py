"""The tables of a paper, each declared once: its name, caption, columns, rows and notes.

All of them are read from the content of results.json; nothing is estimated here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.models.registry import NAMES, theory_of
from forecast_sharing.reporting.paper.prediction import PREDICTION
from forecast_sharing.reporting.paper.source import Declaration, Place, Row, Source, counted_people
from forecast_sharing.reporting.paper.table import (
    Column,
    Table,
    between,
    fixed,
    percent,
    probability,
    significant,
    whole,
)
from forecast_sharing.reporting.sentences import counted, doubts_among
from forecast_sharing.reporting.style import LABEL
from forecast_sharing.theory.assumptions import AVERAGED

_QUARTILES = (25, 50, 75)


def places_of(sample: Sample) -> dict[tuple[str, str], Place]:
    """Return where each person played; somebody in several treatments has all of their names."""
    treatments: dict[int, set[str]] = {}
    for decisions, name in zip(sample.decisions, sample.treatments, strict=True):
        for person in np.unique(decisions.person):
            treatments.setdefault(int(person), set()).add(name)
    return {
        (person.session, person.code): Place(", ".join(sorted(treatments[number])), int(person.block))
        for number, person in enumerate(sample.people)
        if number in treatments
    }


def paper_tables(source: Source) -> list[Table]:
    """Return the tables that have rows, in their order."""
    return [table for declared in DECLARED if (table := declared.filled(source)).rows]


def _comparison(source: Source) -> Iterator[Row]:
    for name, score in source.numbers["theories"].items():
        yield (
            LABEL[name],
            score["log_likelihood"],
            score["n_parameters"],
            score["aic"],
            score["bic"],
            score["held_out_rounds"],
            score["held_out_log_likelihood"],
            score["held_out_treatments"],
            score["completeness"],
        )


def _on_comparison(source: Source) -> Iterator[str]:
    numbers = source.numbers
    yield source.size
    left_out = ", ".join(f"{reason} {count:,}" for reason, count in numbers["excluded"].items())
    yield f"Decisions left out: {left_out}." if left_out else "No decision is left out."
    yield (
        "Log-likelihood, AIC and BIC are of finite mixtures of types of people for the theories and their hybrid, and "
        f"of models fitted to everybody alike for the benchmarks; n of BIC is {counted_people(numbers['n_people'])}. "
        "Held-out columns are log predictive densities of decisions that were not used for the estimate: each half of "
        "the rounds from the other, each person from the people of other blocks, each treatment from the others. "
        "Completeness is the gain in held-out rounds over the best naive benchmark (truth, babbling, uniform) as a "
        "share of the gain of the linear benchmark, and missing where that gains nothing. Nothing in this table has a "
        "standard error, so nothing is clustered."
    )
    if numbers["n_blocks"] < 2:
        yield "There is one block, so nobody can be predicted from others."
    if len(numbers["treatments"]) < 2:
        yield "There is one treatment, so none can be predicted from others."
    yield from _chosen(source, "Mixtures are")


def _verdict(source: Source) -> Iterator[Row]:
    detail = source.numbers["verdict_detail"]
    for name, share in detail["shares"].items():
        yield LABEL[name], share["value"], (share["low"], share["high"]), *_evidence(detail["evidence"][name])
    if detail["neither"] is not None:
        yield _ANY, None, None, *_evidence(detail["neither"])


def _evidence(evidence: Mapping[str, float]) -> Row:
    return evidence["total"], evidence["without_person"], evidence["without_block"], evidence["p_value"]


def _on_verdict(source: Source) -> Iterator[str]:
    numbers = source.numbers
    yield f"Verdict: {LABEL[numbers['verdict']]} ({numbers['verdict_detail']['reason']})."
    yield source.size
    yield (
        "Shares are those of people who follow each theory at which the data are most likely, with 95% likelihood "
        "intervals. Evidence is in units of log-likelihood: how much less likely all people of this theory make the "
        "data than the best shares do, in total, without the person who speaks most against it, and without the block "
        "that does. Each person is predicted from the people of other blocks. The p-value is over blocks: their "
        "differences from the theory that predicts best, with signs flipped in every way, or at random where there are "
        "many blocks; it is the only number here in which blocks, and not people, are the independent units."
    )
    if numbers["verdict_detail"]["neither"] is not None:
        yield f"{_ANY}: evidence for the linear benchmark, against the theories at their best shares."
    averaged = numbers["averaged"]
    if averaged:
        yield (
            f"Averaged over the variants of {', '.join(averaged)}, weighed by how well they predict: no variant was "
            "chosen for these numbers."
        )
    yield from _fixed(source)


def _variants(source: Source) -> Iterator[Row]:
    for one in source.numbers["sensitivity"]:
        for theory in one["weights"] or (None,):
            weight = None if theory is None else source.numbers["variants"][theory][one["option"]][one["value"]]
            label = None if theory is None else LABEL[theory]
            yield one["option"], one["value"], label, weight, LABEL[one["verdict"]]


def _on_variants(source: Source) -> Iterator[str]:
    yield source.size
    yield (
        "The weight of a variant under a theory is how likely it is among all of its choice, a mean over people, and "
        "not clustered. The verdict alone is what it would be with this variant and no other of its choice; the "
        f"verdict over all of them is {LABEL[source.numbers['verdict']]}."
    )
    yield from _chosen(source, "Estimates of other tables are")


def _pooled(source: Source) -> Iterator[Row]:
    for one in source.numbers["pooled"]:
        errors = one["standard_errors"]["sandwich"]
        for name, value in one["params"].items():
            yield (
                one["role"],
                _with_kind(source, one),
                name,
                value,
                errors.get(name),
                one["clustered_interval"].get(name),
                one["n_obs"],
            )


def _with_kind(source: Source, one: Mapping[str, Any]) -> str:
    """Return the theory with its kind, where it has several."""
    theory = theory_of(one["theory"])
    if not theory.has_kinds:
        return theory.label
    # Not all kinds have the same names.
    kind = {name: one[name] for kind in source.numbers["kinds"][theory.name] for name in kind if name in one}
    return f"{theory.label}, {theory.kind_name(kind)}"


def _on_pooled(source: Source) -> Iterator[str]:
    yield source.size
    by_role = {
        role: len({source.place(person).block for person in source.people if person["role"] == role})
        for role in dict.fromkeys(one["role"] for one in source.numbers["pooled"])
    }
    blocks = " and ".join(f"{counted(number, 'block')} of {role}s" for role, number in by_role.items())
    yield (
        "One set of parameters for all people of a role; n are decisions. Standard errors are clustered by block "
        f"({blocks}) and have the factor G / (G - 1) for G blocks. 95% intervals are of t with one degree of freedom "
        "less than there are blocks; with fewer than three blocks there are none. With few blocks such errors are too "
        "small. Where a standard error is missing the parameter is at an end of its range, or the data do not say."
    )
    yield from (
        f"{one['role']}, {theory_of(one['theory']).label}: {note}."
        for one in source.numbers["pooled"]
        for note in one["notes"]
    )
    yield _UNITS
    yield from _chosen(source, "Estimates are")


def _people(source: Source) -> Iterator[Row]:
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for person in source.people:
        groups.setdefault((source.place(person).treatment, person["role"]), []).append(person)
    theories = [name for name in source.numbers["theories"] if name in NAMES]
    for (treatment, role), people in sorted(groups.items(), key=lambda item: item[0][0]):
        for theory in theories:
            doubtful = sum(_is_doubtful(person, theory) for person in people)
            # Not all kinds of people have all parameters.
            for name in dict.fromkeys(name for person in people for name in person[theory]["params"]):
                values = [person[theory]["params"][name] for person in people if name in person[theory]["params"]]
                low, middle, high = (float(value) for value in np.percentile(values, _QUARTILES))
                yield treatment, role, LABEL[theory], name, low, middle, high, len(values), doubtful


def _is_doubtful(person: Mapping[str, Any], theory: str) -> bool:
    """Return whether anything is doubtful about this theory's fit to a person; a note without a theory is of all."""
    others = tuple(f"{name}: " for name in NAMES if name != theory)
    return any(not note.startswith(others) for note in doubts_among(person["notes"]))


def _on_people(source: Source) -> Iterator[str]:
    yield source.size
    yield (
        "Each theory is fitted to each person in each role alone; quartiles are over the n people of a treatment and "
        "role who have the parameter, interpolated between people. Doubtful are fits, of all parameters of a theory, "
        "with few decisions, a search that did not converge, a parameter at an end of its range or hardly identified, "
        "or kinds of people that fit alike; they stay in all numbers. A lapse rate at its lowest is no doubt. People "
        "of one block are not independent, and nothing here is clustered."
    )
    yield _UNITS
    yield from _chosen(source, "Estimates are")


def _kinds(source: Source) -> Iterator[Row]:
    for name, by_group in source.numbers["kind_shares"].items():
        theory = theory_of(name)
        for group, shares in by_group.items():
            for kind, share in zip(source.numbers["kinds"][name], shares, strict=True):
                yield theory.label, group, theory.kind_name(kind), share


def _on_kinds(source: Source) -> Iterator[str]:
    yield source.size
    yield (
        "Estimated shares of people of each kind, if the theory is how people decide at all; sender and receiver are "
        "people who had this role alone, both those who had both. Shares have no standard errors, and nothing is "
        "clustered."
    )
    if source.numbers["averaged"]:
        yield f"Averaged over the variants of {', '.join(source.numbers['averaged'])}, as the verdict is."
    yield from _fixed(source)


def _chosen(source: Source, what: str) -> Iterator[str]:
    """Yield under which variants, and how they came to be chosen."""
    numbers = source.numbers
    words = ", ".join(f"{name} = {numbers['options'][name]}" for name in numbers["averaged"])
    if words:
        yield f"{what} under the likeliest variants, {words}, which were chosen after the data were seen."
    yield from _fixed(source)


def _fixed(source: Source) -> Iterator[str]:
    numbers = source.numbers
    words = ", ".join(f"{name} = {numbers['options'][name]}" for name in AVERAGED if name not in numbers["averaged"])
    if words:
        yield f"Fixed beforehand: {words}."


_ANY = "any theory"
_UNITS = (
    "Units: precision per point, trustworthiness and truth_cost in points per unit, noise_sd and belief_sd in "
    "units; trust, believed_trust and lapse from 0 to 1."
)
_ESTIMATE = significant(4)

DECLARED: tuple[Declaration, ...] = (
    Declaration(
        "comparison",
        "Theories, their hybrid and benchmarks compared",
        (
            Column("Model"),
            Column("Log-likelihood", fixed(1)),
            Column("Parameters", whole),
            Column("AIC", fixed(1)),
            Column("BIC", fixed(1)),
            Column("Held-out rounds", fixed(1)),
            Column("Held-out people", fixed(1)),
            Column("Held-out treatments", fixed(1)),
            Column("Completeness", fixed(2)),
        ),
        _comparison,
        _on_comparison,
    ),
    PREDICTION,
    Declaration(
        "verdict",
        "The verdict and what it rests on",
        (
            Column("Theory"),
            Column("Share", percent),
            Column("95% interval", between(percent)),
            Column("Evidence against it", fixed(1)),
            Column("Without the person", fixed(1)),
            Column("Without the block", fixed(1)),
            Column("p over blocks", probability),
        ),
        _verdict,
        _on_verdict,
    ),
    Declaration(
        "variants",
        "Variants of the theories: their weights, and the verdict with each alone",
        (
            Column("Choice"),
            Column("Variant"),
            Column("Theory"),
            Column("Weight", percent),
            Column("Verdict alone"),
        ),
        _variants,
        _on_variants,
    ),
    Declaration(
        "pooled",
        "Everybody alike: estimates by role",
        (
            Column("Role"),
            Column("Theory"),
            Column("Parameter"),
            Column("Estimate", _ESTIMATE),
            Column("Standard error", significant(3)),
            Column("95% interval", between(_ESTIMATE)),
            Column("n", whole),
        ),
        _pooled,
        _on_pooled,
    ),
    Declaration(
        "people",
        "People one by one: quartiles of their estimates by treatment and role",
        (
            Column("Treatment"),
            Column("Role"),
            Column("Theory"),
            Column("Parameter"),
            Column("Lower quartile", _ESTIMATE),
            Column("Median", _ESTIMATE),
            Column("Upper quartile", _ESTIMATE),
            Column("n", whole),
            Column("Doubtful", whole),
        ),
        _people,
        _on_people,
    ),
    Declaration(
        "kinds",
        "Kinds of people: their shares by role",
        (Column("Theory"), Column("Role"), Column("Kind"), Column("Share", percent)),
        _kinds,
        _on_kinds,
    ),
)
