"""The picture of stated beliefs against what each fitted theory says."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from forecast_sharing.models.choice_problem import IS, ROLES
from forecast_sharing.reporting.beliefs import PersonBeliefs
from forecast_sharing.reporting.style import (
    BLACK,
    GREY,
    LABEL,
    LOOK,
    Picture,
    figure,
    legend_below,
    picture,
    styled,
)

# More points than this tell the eye nothing more.
_MOST_POINTS = 3_000
_MOST_SIDE_BY_SIDE = 2


def belief_picture(beliefs: Sequence[PersonBeliefs]) -> Picture:
    """Return one panel for each role and theory: single statements, and each person's mean."""
    roles = [role for role in ROLES if any(one.role == role for one in beliefs)]
    with styled():
        theories = list(beliefs[0].predicted)
        # Side by side as long as the page is wide enough, and else one below the other.
        is_wide = len(theories) <= _MOST_SIDE_BY_SIDE
        n_rows, n_columns = (len(roles), len(theories)) if is_wide else (len(theories), len(roles))
        drawn = figure(4.3 * n_columns, 3.9 * n_rows + 0.5)
        panels = drawn.subplots(n_rows, n_columns, squeeze=False)
        panels = panels if is_wide else panels.T
        for row, role in zip(panels, roles, strict=True):
            mine = [one for one in beliefs if one.role == role]
            ends = _ends(mine)
            for axes, theory in zip(row, theories, strict=True):
                _panel(axes, mine, theory, ends)
                who, what = IS[role].people, IS[role].stated_of
                axes.set(
                    xlabel=f"{what.capitalize()} that {LABEL[theory]} says (units)",
                    ylabel=f"Stated {what} (units)",
                    title=f"{who}, {LABEL[theory]}: {_distance(mine, theory):.1f} units apart",
                )
        # For the legend alone, which is that of the first panel.
        for theory in theories[1:]:
            panels[0][0].scatter([], [], s=44, label=_mean(theory), **_look(theory))
        legend_below(drawn, panels[0][0], columns=4 if is_wide else 3)
        return picture(
            "beliefs",
            "Stated beliefs and what each fitted theory says",
            "One panel for each role and theory. A small grey point is a statement; a large one "
            f"({', '.join(f'{LOOK[theory].marker_in_words}: {LABEL[theory]}' for theory in theories)}) "
            "is a person's mean. On the line people state what the theory, fitted to the same "
            "person, says that they believe; the titles give the mean absolute difference over people.",
            drawn,
        )


def _panel(axes: Axes, beliefs: Sequence[PersonBeliefs], theory: str, ends: tuple[float, float]) -> None:
    said = np.concatenate([one.predicted[theory] for one in beliefs])
    stated = np.concatenate([one.stated for one in beliefs])
    every = -(-len(said) // _MOST_POINTS)
    axes.scatter(said[::every], stated[::every], s=8, color=GREY, alpha=0.35, linewidths=0, rasterized=True,
                 label="one statement")  # fmt: skip
    axes.scatter(
        [one.predicted[theory].mean() for one in beliefs],
        [one.stated.mean() for one in beliefs],
        s=44,
        zorder=3,
        label=_mean(theory),
        **_look(theory),
    )
    axes.plot(ends, ends, color=BLACK, linewidth=1, label="stated as said")
    axes.set(xlim=ends, ylim=ends, aspect="equal")


def _look(theory: str) -> dict[str, Any]:
    return {"marker": LOOK[theory].marker, "color": LOOK[theory].colour, "edgecolors": "white", "linewidths": 0.8}


def _mean(theory: str) -> str:
    return f"a person's mean, {LABEL[theory]}"


def _ends(beliefs: Sequence[PersonBeliefs]) -> tuple[float, float]:
    """Return one range for both axes, so that the line is at 45 degrees and panels can be compared."""
    values = np.concatenate([array for one in beliefs for array in (one.stated, *one.predicted.values())])
    margin = 0.04 * max(float(np.ptp(values)), 1)
    return float(values.min()) - margin, float(values.max()) + margin


def _distance(beliefs: Sequence[PersonBeliefs], theory: str) -> float:
    return float(np.mean([one.distances[theory] for one in beliefs]))
