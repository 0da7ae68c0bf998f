"""The picture of joint regions: two parameters of each type of people that go together."""

from itertools import groupby

import numpy as np
from matplotlib.axes import Axes

from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.joint_regions import JointRegion
from forecast_sharing.estimation.mixtures import MixtureFit
from forecast_sharing.models.choice_problem import IS
from forecast_sharing.reporting.style import (
    BLUE,
    GREEN,
    ORANGE,
    VERMILLION,
    Picture,
    figure,
    legend_below,
    picture,
    styled,
)

_LOOKS = ((BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "^"), (ORANGE, ":", "D"))


def region_pictures(comparison: Comparison) -> list[Picture]:
    """Return the picture of the regions of all theories, if there is one."""
    panels = [
        (comparison.mixtures[name], list(regions))
        for name, found in comparison.regions.items()
        for _, regions in groupby(found.regions, key=lambda region: region.role)
    ]
    if not panels:
        return []
    with styled():
        drawn = figure(6.4 * len(panels), 4.6)
        for axes, (mixture, regions) in zip(drawn.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            _draw(axes, mixture, regions)
        return [
            picture(
                "joint_regions",
                "Types: parameters that go together",
                "An outline is the joint 95% region of two parameters of one type, clustered by block; the point in it "
                "is the estimate. Where it is long and slanted, what one parameter is depends on the other, and the "
                "intervals in the table, each of one alone, mislead. The horizontal axis goes by square roots. Types "
                "without a region are named below the table.",
                drawn,
            )
        ]


def _draw(axes: Axes, mixture: MixtureFit, regions: list[JointRegion]) -> None:
    role = regions[0].role
    for region in regions:
        colour, dash, marker = _LOOKS[region.number % len(_LOOKS)]
        closed = np.vstack([region.outline, region.outline[:1]])
        name, params = mixture.types[region.number].name, mixture.params[region.number][role]
        axes.fill(*closed.T, color=colour, alpha=0.12, linewidth=0)
        axes.plot(*closed.T, color=colour, linestyle=dash, linewidth=1.6, label=name)
        axes.plot(*(params[one.name] for one in region.parameters), color=colour, marker=marker, linestyle="none")
    first, second = regions[0].parameters
    axes.set_xscale("function", functions=(lambda value: np.sqrt(np.maximum(value, 0)), np.square))
    axes.set(xlabel=f"{first.label} ({first.unit})", ylabel=f"{second.label} ({second.unit})")
    axes.set(title=IS[role].people, xlim=(0, None), ylim=(-0.02, 1.02))
    legend_below(axes.figure, axes, columns=len(_LOOKS))
