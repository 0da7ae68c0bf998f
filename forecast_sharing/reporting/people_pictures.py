"""Pictures of the people: estimates, posterior types, prediction and the survey."""

import re
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from forecast_sharing.estimation.comparison import Comparison, TheoryScore
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import Estimate
from forecast_sharing.models.choice_problem import IS, ROLES
from forecast_sharing.models.registry import COMPARED
from forecast_sharing.models.theory import Look, Theory
from forecast_sharing.reporting.style import (
    BLACK,
    BLUE,
    LABEL,
    LOOK,
    ORANGE,
    VERMILLION,
    Picture,
    figure,
    legend_below,
    picture,
    styled,
)
from forecast_sharing.reporting.survey import Correlation

_HELD_OUT = (
    ("held_out_rounds", "rounds"),
    ("held_out_people", "people"),
    ("held_out_treatments", "treatments"),
)
_OF_BENCHMARKS = Look(BLACK, "-", "X", "black", "cross")
_MOST_COLUMNS = 5


def people_pictures(sample: Sample, comparison: Comparison, survey: Sequence[Correlation]) -> list[Picture]:
    """Return the pictures of people, prediction and, where there is one, the survey."""
    with styled():
        pictures = [
            *(one for theory in comparison.theories for one in _estimates(sample, comparison, theory)),
            *(_kinds(comparison, theory) for theory in comparison.theories if theory.has_kinds),
            _held_out(comparison.scores, sample.n_obs),
        ]
        return [*pictures, *([survey_picture(survey)] if any(one.value is not None for one in survey) else [])]


def _estimates(sample: Sample, comparison: Comparison, theory: Theory) -> list[Picture]:
    """Return the estimates of what people differ in under the theory; no picture where that is kinds or noise alone."""
    where, game = _treatment_of(sample), sample.decisions[0].design.game
    # Receivers first: what they trust is what senders go by.
    shown = [
        (role, parameter)
        for role in reversed(ROLES)
        if any(p.role == role for p in comparison.people)
        for parameter in theory.make(role, comparison.options).own_parameters(game)
    ]
    if not shown or theory.has_kinds:
        return []
    names = sorted({where[p.session, p.code, p.role] for p in comparison.people})
    drawn = figure(3.6 * len(shown) + 0.4, 1.6 + 0.7 * len(names))
    panels = np.atleast_1d(drawn.subplots(1, len(shown), sharey=True, squeeze=False)[0])
    for axes, (role, parameter) in zip(panels, shown, strict=True):
        for height, treatment in enumerate(names):
            people = [p for p in comparison.people if p.role == role and where[p.session, p.code, p.role] == treatment]
            _strip(axes, [p.theories[theory.name] for p in people], parameter.name, height)
        axes.set(xlabel=f"{parameter.label} ({parameter.unit})", title=IS[role].people)
        if parameter.low >= 0:
            axes.set_xlim(left=-0.03 * axes.get_xlim()[1])
    panels[0].set_yticks(range(len(names)), names)
    panels[0].set_ylim(len(names) - 0.5, -0.5)
    legend_below(drawn, panels[0], columns=3)
    found = picture(
        _file_name("estimates", theory),
        f"Each person's estimates under {theory.title}",
        "One point is one person's maximum-likelihood estimate; a strip is a "
        "treatment. Hollow points are people whose estimate is weakly identified, at an end of its range or not "
        "converged; the bar is the median of all. Points are set apart vertically only so that they can be seen.",
        drawn,
    )
    return [found]


def _file_name(picture_name: str, theory: Theory) -> str:
    return picture_name if theory in COMPARED else f"{picture_name}_{theory.name}"


def _strip(axes: Axes, estimates: Sequence[Estimate], name: str, height: int) -> None:
    if not estimates:
        return
    values = np.array([one.fit.params[name] for one in estimates])
    doubtful = np.array([one.uncertainty.hessian.get(name) is None or _is_vague(one, name) for one in estimates])
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    # Neighbours in value are placed apart, the same way each time.
    offset = (order * 0.618034 % 1 - 0.5) * 0.5
    first = height == 0
    axes.scatter(
        values[~doubtful], height + offset[~doubtful], s=18, color=BLUE, alpha=0.7, linewidths=0,
        label="a person" if first else None,
    )  # fmt: skip
    axes.scatter(
        values[doubtful], height + offset[doubtful], s=18, facecolors="none", edgecolors=BLUE, linewidths=0.9,
        label="a person, doubtful" if first else None,
    )  # fmt: skip
    axes.plot(
        [np.median(values)] * 2, [height - 0.36, height + 0.36], color=VERMILLION, linewidth=2.5,
        label="median" if first else None,
    )  # fmt: skip


def _is_vague(one: Estimate, name: str) -> bool:
    return any(re.search(rf"\b{name}\b", note) for note in one.uncertainty.notes)


def _treatment_of(sample: Sample) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for decisions, treatment in zip(sample.decisions, sample.treatments, strict=True):
        for number in np.unique(decisions.person):
            person = sample.people[number]
            found.setdefault((person.session, person.code, decisions.design.role), []).append(treatment)
    return {key: " + ".join(sorted(set(names))) for key, names in found.items()}


def _kinds(comparison: Comparison, theory: Theory) -> Picture:
    roles = [role for role in ROLES if any(p.role == role for p in comparison.people)]
    kinds = theory.kinds_of(comparison.options)
    numbers = [next(iter(kind.values())) for kind in kinds]
    shown = sorted(set(numbers))
    # Kinds of the same number are one part of a column.
    belongs = np.equal.outer(numbers, shown).astype(np.float64)
    names = [f"{theory.kind_word} {number:g}" for number in shown]
    drawn = figure(9, 2.4 * len(roles) + 0.6)
    panels = drawn.subplots(len(roles), 1, squeeze=False)[:, 0]
    for axes, role in zip(panels, roles, strict=True):
        posterior = np.array([p.theories[theory.name].posterior for p in comparison.people if p.role == role])
        posterior = posterior @ belongs
        order = np.lexsort((posterior.max(axis=1), posterior @ np.array(shown)))
        _stack(axes, posterior[order], names)
        axes.set(ylabel="Probability", title=IS[role].people, ylim=(0, 1), xlim=(-0.5, len(posterior) - 0.5))
        axes.grid(visible=False)
        axes.set_xticks([])
    word = theory.kind_word
    together = f" Kinds of the same {word} are taken together." if len(kinds) > len(shown) else ""
    panels[-1].set_xlabel(f"People, by mean {word}")
    legend_below(drawn, panels[0], columns=min(len(names), _MOST_COLUMNS))
    return picture(
        _file_name("posterior_types", theory),
        f"{word.capitalize()}s of each person",
        f"Each column is a person, and its parts are the probabilities of the {word}s given all that the person "
        f"decided. A column of one shade is a person whose {word} is certain, if {theory.title} is how people decide "
        f"at all. Darker is higher.{together}",
        drawn,
    )


# From light to dark, so that the order can be read in grey; hatches tell neighbours apart in print.
_SHADES = ("#FFF3C4", "#F0E442", "#56B4E9", "#0072B2", "#1B2A41", "#000000")
_HATCHES = ("", "//", "", "..", "", "xx")


def _stack(axes: Axes, posterior: np.ndarray, names: Sequence[str]) -> None:
    edges = np.arange(len(posterior) + 1) - 0.5
    below = np.zeros(len(posterior))
    for number, (name, share) in enumerate(zip(names, posterior.T, strict=True)):
        # One outline a kind: a bar for each person takes seconds to draw.
        axes.stairs(
            below + share,
            edges,
            baseline=below,
            fill=True,
            facecolor=_SHADES[min(number, len(_SHADES) - 1)],
            hatch=_HATCHES[number % len(_HATCHES)],
            edgecolor="0.35" if _HATCHES[number % len(_HATCHES)] else "none",
            linewidth=0,
            label=name,
        )
        below = below + share


def _held_out(scores: dict[str, TheoryScore], n_obs: int) -> Picture:
    shown = [(name, label) for name, label in _HELD_OUT if getattr(scores["uniform"], name) is not None]
    names = list(scores)
    drawn = figure(3.3 * len(shown) + 1, 3.4)
    panels = drawn.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for axes, (score, label) in zip(panels, shown, strict=True):
        baseline = getattr(scores["uniform"], score)
        for height, name in enumerate(names):
            gain = (getattr(scores[name], score) - baseline) / n_obs
            axes.plot([0, gain], [height, height], color="0.8", linewidth=1.5, zorder=1)
            look = LOOK.get(name, _OF_BENCHMARKS)
            axes.plot(gain, height, marker=look.marker, color=look.colour, markersize=7, zorder=2)
        axes.set(title=f"Held-out {label}", xlabel="Gain over uniform\n(log-likelihood per decision)")
    panels[0].set_yticks(range(len(names)), [LABEL[name] for name in names])
    panels[0].invert_yaxis()
    return picture(
        "held_out",
        "How well each model predicts what it has not seen",
        "Further right is better. Scores are held-out log-likelihoods per decision, less that of choosing at random "
        "(uniform). Rounds: each half of the rounds from the other; people: each person from the people of other "
        "blocks; treatments: each treatment from the others.",
        drawn,
    )


def survey_picture(survey: Sequence[Correlation]) -> Picture:
    """Return the correlations with their intervals; where one is missing, why."""
    names = list(dict.fromkeys(one.parameter for one in survey if one.value is not None))
    drawn = figure(3.8 * len(names) + 1.2, 2.8)
    panels = drawn.subplots(1, len(names), sharey=True, squeeze=False)[0]
    scales = list(dict.fromkeys(one.scale for one in survey))
    for axes, parameter in zip(panels, names, strict=True):
        for one in survey:
            if one.parameter != parameter:
                continue
            height = scales.index(one.scale)
            if one.value is None:
                axes.text(0.04, height, one.note, va="center", fontsize=8)
            else:
                if one.low is not None and one.high is not None:
                    axes.plot([one.low, one.high], [height, height], color=BLUE, linewidth=2)
                axes.plot(one.value, height, marker="o", color=ORANGE, markeredgecolor=BLACK, markersize=7)
        axes.axvline(0, color=BLACK, linewidth=1)
        axes.set(title=f"With estimated {parameter}", xlabel="Rank correlation over people", xlim=(-1.02, 1.02))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    panels[0].set_yticks(range(len(scales)), scales)
    panels[0].set_ylim(len(scales) - 0.5, -0.5)
    return picture(
        "survey",
        "Survey scores and behaviour",
        "Rank correlations over people with 95% intervals, clustered by block. An interval that holds 0 is no evidence "
        "that the scale foretells behaviour.",
        drawn,
    )
