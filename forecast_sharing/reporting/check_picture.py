"""The picture of predictive checks: each number of the people on the bands of the fitted theories."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from forecast_sharing.models.theory import Theory
from forecast_sharing.reporting.goodness import N_DRAWS
from forecast_sharing.reporting.predictive_checks import STATISTICS, Check
from forecast_sharing.reporting.style import BLACK, Picture, figure, legend_below, picture, styled

_COLUMNS = 5


def check_picture(checks: Sequence[Check], theories: Sequence[Theory]) -> Picture:
    """Return one panel for each statistic."""
    names = [name for name in STATISTICS if any(one.statistic == name for one in checks)]
    columns = min(_COLUMNS, len(names))
    n_rows = -(-len(names) // columns)
    with styled():
        drawn = figure(2.2 * columns, 2.3 * n_rows + 0.5)
        panels = drawn.subplots(n_rows, columns, squeeze=False)
        for axes in panels.flat[len(names) :]:
            axes.set_axis_off()
        for axes, name in zip(panels.flat, names, strict=False):
            of_theory = {one.theory: one for one in checks if one.statistic == name}
            _panel(axes, name, [(theory, of_theory[theory.name]) for theory in theories])
        legend_below(drawn, panels[0, 0], columns=1 + len(theories))
        return picture(
            "predictive_checks",
            "What people did, and what each fitted theory would have them do",
            f"Bars are the middle 90% of {N_DRAWS} data sets drawn from each fitted theory, markers their medians; the "
            "black line is what people did. Inflation is in units, slopes in units per unit.",
            drawn,
        )


def _panel(axes: Axes, name: str, shown: Sequence[tuple[Theory, Check]]) -> None:
    words = STATISTICS[name]
    for place, (theory, one) in enumerate(shown):
        axes.errorbar(
            place,
            one.median,
            yerr=[[one.median - one.low], [one.high - one.median]],
            color=theory.look.colour,
            marker=theory.look.marker,
            markersize=6,
            linewidth=2.4,
            capsize=4,
            linestyle="none",
            label=f"{theory.label}, median and 90%",
        )
    axes.axhline(shown[0][1].observed, color=BLACK, linewidth=1.4, label="people")
    axes.set_title(_broken(words.label), fontsize=8)
    axes.set_xticks([])
    axes.set_xlim(-0.6, len(shown) - 0.4)
    axes.margins(y=0.15)
    if words.is_share:
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=None))


def _broken(label: str) -> str:
    """Return a title on two lines, broken before its last part."""
    first, comma, last = label.partition(", ")
    return f"{first}{comma.strip()}\n{last}" if last else f"{first}\n"
