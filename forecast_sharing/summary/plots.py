"""Draw what each treatment shows: report against forecast, and capacity against report.

Colours are those of Okabe and Ito, and lines differ in their dashes as well, so that the plots can be read in grey.
"""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from forecast_sharing.game import Game
from forecast_sharing.session.choices import ROBOT
from forecast_sharing.summary.treatments import by_treatment, decided_by_people, game_of

BLUE, VERMILLION, GREEN, BLACK = "#0072B2", "#D55E00", "#009E73", "#000000"

# A fixed salt and no date: the same data give the same file.
_STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.hashsalt": "forecast_sharing",
    "svg.fonttype": "none",
}
# Vector files of more points than this take long to open; the points alone then become an image.
_MANY_POINTS = 5_000


def draw(rounds: pd.DataFrame, directory: Path) -> tuple[list[Path], list[str]]:
    """Draw both plots of every treatment as PNG and SVG.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it.
    directory : Path
        Made if it does not exist.

    Returns
    -------
    list of Path, list of str
        The files written, and for each treatment without a plot why it has none.

    """
    directory.mkdir(parents=True, exist_ok=True)
    written, notes = [], []
    for name, communication, partners, rows in by_treatment(rounds):
        treatment = f"{name}_with_computer" if partners == ROBOT else name
        used = rows[rows["left_out"] == ""]
        if not communication:
            notes.append(f"{treatment}: no plots, since there are no reports")
        elif used.empty:
            notes.append(f"{treatment}: no plots, since no round can be used")
        else:
            written += _draw_treatment(treatment, game_of(rows), used, directory)
    return written, notes


def _draw_treatment(treatment: str, game: Game, used: pd.DataFrame, directory: Path) -> list[Path]:
    sent, built = decided_by_people(used, "sender"), decided_by_people(used, "receiver")
    with mpl.rc_context(_STYLE):
        reports, axes = _figure(treatment, sent)
        _points(axes, *(sent[name].to_numpy(dtype=float) for name in ("forecast", "report")))
        _report_lines(axes, game)
        capacities, axes = _figure(treatment, built)
        _points(axes, *(built[name].to_numpy(dtype=float) for name in ("report", "capacity")))
        _capacity_lines(axes, game)
        return _save(reports, directory / f"report_{treatment}") + _save(
            capacities, directory / f"capacity_{treatment}"
        )


def _figure(treatment: str, used: pd.DataFrame) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6, 4.8), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    pairs = len(used[["session_code", "pair_id"]].drop_duplicates())
    axes.set_title(f"{treatment}: n = {len(used)} round{'s' * (len(used) > 1)} of {pairs} pair{'s' * (pairs > 1)}")
    axes.grid(color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def _points(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    opacity = float(np.clip(40 / np.sqrt(max(len(x), 1)), 0.05, 0.7))
    axes.scatter(
        x, y, s=16, color=BLUE, alpha=opacity, linewidths=0, rasterized=len(x) > _MANY_POINTS, label="one round"
    )


def _report_lines(axes: Axes, game: Game) -> None:
    low, high = game.report_range
    forecasts = np.linspace(-game.forecast_half_width, game.forecast_half_width, 301)
    lie = game.minimal_lie()
    axes.plot(forecasts, forecasts, color=BLACK, linewidth=1.4, label="truth")
    axes.plot(
        forecasts,
        np.minimum(forecasts + lie, high),
        color=VERMILLION,
        linewidth=1.6,
        linestyle="--",
        label=f"minimal lie: forecast + {lie:g}, at most {high}",
    )
    _finish(axes, "Forecast (units)", "Report (units)", (low, high), (low, high))


def _capacity_lines(axes: Axes, game: Game) -> None:
    reports = np.array(game.report_range)
    axes.plot(reports, game.full_trust_capacity(reports), color=BLACK, linewidth=1.4, label="full trust")
    axes.axhline(
        game.babbling_capacity(),
        color=GREEN,
        linewidth=1.6,
        linestyle="-.",
        label=f"babbling: {game.babbling_capacity():.1f}",
    )
    _finish(axes, "Report (units)", "Capacity (units)", game.report_range, game.capacity_range)


def _finish(axes: Axes, x_label: str, y_label: str, x_range: tuple[int, int], y_range: tuple[int, int]) -> None:
    for set_limits, (low, high) in ((axes.set_xlim, x_range), (axes.set_ylim, y_range)):
        margin = 0.03 * max(high - low, 1)
        set_limits(low - margin, high + margin)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    # Below the axes: inside, no corner is sure to be free of points.
    legend = axes.figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    for handle in legend.legend_handles:
        handle.set_alpha(1)


def _save(figure: Figure, stem: Path) -> list[Path]:
    # Not with_suffix: the names of treatments may hold a point.
    png, svg = (stem.with_name(f"{stem.name}.{suffix}") for suffix in ("png", "svg"))
    figure.savefig(png, dpi=200)
    figure.savefig(svg, metadata={"Date": None})
    return [png, svg]
