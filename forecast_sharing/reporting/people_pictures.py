"""Pictures of the people: estimates, posterior types, prediction and the survey."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from forecast_sharing.estimation.comparison import Comparison, TheoryScore
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.individual_fits import PersonFit
from forecast_sharing.reporting.style import (
    BLACK,
    BLUE,
    COLOUR,
    LABEL,
    MARKER,
    ORANGE,
    VERMILLION,
    Picture,
    figure,
    legend_below,
    picture,
    styled,
)
from forecast_sharing.reporting.survey import Correlation

_PARAMETERS = (
    ("receiver", "trust", "Trust (share)"),
    ("sender", "trustworthiness", "Trustworthiness (points per unit)"),
    ("sender", "believed_trust", "Believed trust (share)"),
)
_HELD_OUT = (
    ("held_out_rounds", "rounds"),
    ("held_out_people", "people"),
    ("held_out_treatments", "treatments"),
)
_ROLE_NAMES = {"sender": "Senders", "receiver": "Receivers"}


def people_pictures(sample: Sample, comparison: Comparison, survey: Sequence[Correlation]) -> list[Picture]:
    """Return the pictures of people, prediction and, where there is one, the survey."""
    with styled():
        pictures = [
            _estimates(sample, comparison),
            _types(comparison),
            _held_out(comparison.theories, sample.n_obs),
        ]
        return [*pictures, *([survey_picture(survey)] if any(one.value is not None for one in survey) else [])]


def _estimates(sample: Sample, comparison: Comparison) -> Picture:
    where = _treatment_of(sample)
    shown = [one for one in _PARAMETERS if any(p.role == one[0] for p in comparison.people)]
    names = sorted({where[p.session, p.code, p.role] for p in comparison.people})
    drawn = figure(3.6 * len(shown) + 0.4, 1.6 + 0.7 * len(names))
    panels = np.atleast_1d(drawn.subplots(1, len(shown), sharey=True, squeeze=False)[0])
    for axes, (role, name, label) in zip(panels, shown, strict=True):
        for height, treatment in enumerate(names):
            people = [p for p in comparison.people if p.role == role and where[p.session, p.code, p.role] == treatment]
            _strip(axes, people, name, height)
        axes.set(xlabel=label, title=_ROLE_NAMES[role])
        axes.set_xlim(left=-0.03 * axes.get_xlim()[1])
    panels[0].set_yticks(range(len(names)), names)
    panels[0].set_ylim(len(names) - 0.5, -0.5)
    legend_below(drawn, panels[0], columns=3)
    return picture(
        "estimates",
        "Each person's estimates",
        "One point is one person's maximum-likelihood estimate under the trust-embedded model; a strip is a "
        "treatment. Hollow points are people whose estimate is weakly identified, at an end of its range or not "
        "converged; the bar is the median of all. Points are set apart vertically only so that they can be seen.",
        drawn,
    )


def _strip(axes: Axes, people: Sequence[PersonFit], name: str, height: int) -> None:
    if not people:
        return
    values = np.array([p.trust.fit.params[name] for p in people])
    doubtful = np.array([p.trust.uncertainty.hessian.get(name) is None or _is_vague(p, name) for p in people])
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


def _is_vague(person: PersonFit, name: str) -> bool:
    return any(name in note for note in person.trust.uncertainty.notes)


def _treatment_of(sample: Sample) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for decisions, treatment in zip(sample.decisions, sample.treatments, strict=True):
        for number in np.unique(decisions.person):
            person = sample.people[number]
            found.setdefault((person.session, person.code, decisions.design.role), []).append(treatment)
    return {key: " + ".join(sorted(set(names))) for key, names in found.items()}


def _types(comparison: Comparison) -> Picture:
    roles = [role for role in _ROLE_NAMES if any(p.role == role for p in comparison.people)]
    drawn = figure(9, 2.4 * len(roles) + 0.6)
    panels = drawn.subplots(len(roles), 1, squeeze=False)[:, 0]
    for axes, role in zip(panels, roles, strict=True):
        posterior = np.array([p.level_k.posterior for p in comparison.people if p.role == role])
        order = np.lexsort((posterior.max(axis=1), posterior @ np.arange(posterior.shape[1])))
        _stack(axes, posterior[order])
        axes.set(ylabel="Probability", title=_ROLE_NAMES[role], ylim=(0, 1), xlim=(-0.5, len(posterior) - 0.5))
        axes.grid(visible=False)
        axes.set_xticks([])
    panels[-1].set_xlabel("People, by mean level")
    legend_below(drawn, panels[0], columns=posterior.shape[1])
    return picture(
        "posterior_types",
        "Levels of each person",
        "Each column is a person, and its parts are the probabilities of the levels given all that the person decided. "
        "A column of one shade is a person whose level is certain, if level-k is how people decide at all. Darker is "
        "higher.",
        drawn,
    )


# From light to dark, so that the order can be read in grey; hatches tell neighbours apart in print.
_SHADES = ("#FFF3C4", "#F0E442", "#56B4E9", "#0072B2", "#1B2A41", "#000000")
_HATCHES = ("", "//", "", "..", "", "xx")


def _stack(axes: Axes, posterior: np.ndarray) -> None:
    edges = np.arange(len(posterior) + 1) - 0.5
    below = np.zeros(len(posterior))
    for level, share in enumerate(posterior.T):
        # One outline a level: a bar for each person takes seconds to draw.
        axes.stairs(
            below + share,
            edges,
            baseline=below,
            fill=True,
            facecolor=_SHADES[min(level, len(_SHADES) - 1)],
            hatch=_HATCHES[level % len(_HATCHES)],
            edgecolor="0.35" if _HATCHES[level % len(_HATCHES)] else "none",
            linewidth=0,
            label=f"level {level}",
        )
        below = below + share


def _held_out(theories: dict[str, TheoryScore], n_obs: int) -> Picture:
    shown = [(name, label) for name, label in _HELD_OUT if getattr(theories["trust"], name) is not None]
    names = list(theories)
    drawn = figure(3.3 * len(shown) + 1, 3.4)
    panels = drawn.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for axes, (score, label) in zip(panels, shown, strict=True):
        baseline = getattr(theories["uniform"], score)
        for height, name in enumerate(names):
            gain = (getattr(theories[name], score) - baseline) / n_obs
            axes.plot([0, gain], [height, height], color="0.8", linewidth=1.5, zorder=1)
            axes.plot(gain, height, marker=MARKER.get(name, "^"), color=COLOUR.get(name, BLACK), markersize=7, zorder=2)
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
                axes.plot([one.low, one.high], [height, height], color=BLUE, linewidth=2)
                axes.plot(one.value, height, marker="o", color=ORANGE, markeredgecolor=BLACK, markersize=7)
        axes.axvline(0, color=BLACK, linewidth=1)
        axes.set(title=f"With estimated {parameter}", xlabel="Correlation over people", xlim=(-1.02, 1.02))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    panels[0].set_yticks(range(len(scales)), scales)
    panels[0].set_ylim(len(scales) - 0.5, -0.5)
    return picture(
        "survey",
        "Survey scores and behaviour",
        "Correlations over people with 95% intervals (Fisher's transformation). An interval that holds 0 is no "
        "evidence that the scale foretells behaviour.",
        drawn,
    )
