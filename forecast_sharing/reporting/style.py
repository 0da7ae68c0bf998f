"""How the fit report's pictures look, and the files they become.

Colours are those of Okabe and Ito; what a colour tells is told by dashes, markers or words as well.
"""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from forecast_sharing.models.naive import BENCHMARKS
from forecast_sharing.models.registry import HYBRID, NEITHER, THEORIES, UNDECIDED
from forecast_sharing.models.theory import Look

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#777777"

# Each theory has one colour, dash and marker in every picture; benchmarks are called by their names.
LOOK = {theory.name: theory.look for theory in THEORIES} | {
    HYBRID: Look(PURPLE, "-.", "D", "dash-dotted purple", "diamond")
}
LABEL = {name: name for name in (HYBRID, NEITHER, UNDECIDED, *(model.name for model in BENCHMARKS))}
LABEL |= {theory.name: theory.label for theory in THEORIES}

# A fixed salt and no date: the same data give the same file.
_STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "0.9",
    "grid.linewidth": 0.6,
    "svg.hashsalt": "forecast_sharing",
    "svg.fonttype": "none",
}
_DPI = 160


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as both kinds of file, with what it shows in words."""

    name: str
    title: str
    caption: str
    svg: bytes
    png: bytes

    @property
    def data_uri(self) -> str:
        """Return the drawing as an address that needs no file."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg).decode()}"

    def save(self, directory: Path) -> list[Path]:
        """Write both files and return their paths."""
        paths = [directory / f"{self.name}.png", directory / f"{self.name}.svg"]
        for path, content in zip(paths, (self.png, self.svg), strict=True):
            path.write_bytes(content)
        return paths


def figure(width: float, height: float) -> Figure:
    """Return an empty figure, in inches."""
    made = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(made)
    return made


def styled() -> mpl.RcParams:
    """Return the context in which figures are drawn and saved."""
    return mpl.rc_context(_STYLE)


def picture(name: str, title: str, caption: str, drawn: Figure) -> Picture:
    """Return the figure as both kinds of file."""
    svg, png = BytesIO(), BytesIO()
    drawn.savefig(svg, format="svg", metadata={"Date": None})
    # The layout is found once, and the canvas asked: saving again finds room anew, which takes as long as drawing.
    drawn.set_layout_engine("none")
    drawn.set_dpi(_DPI)
    FigureCanvasAgg(drawn).print_png(png)
    return Picture(name, title, caption, svg.getvalue(), png.getvalue())


def legend_below(drawn: Figure, axes: Axes, *, columns: int) -> None:
    """Put one legend under all axes: inside, no corner is sure to be free of points."""
    handles, labels = axes.get_legend_handles_labels()
    legend = drawn.legend(handles, labels, loc="outside lower center", ncols=columns, frameon=False, fontsize=9)
    for handle in legend.legend_handles:
        handle.set_alpha(1)


def limits(axes: Axes, x_range: tuple[float, float], y_range: tuple[float, float]) -> None:
    """Show the ranges and a little more."""
    for set_limits, (low, high) in ((axes.set_xlim, x_range), (axes.set_ylim, y_range)):
        margin = 0.03 * max(high - low, 1)
        set_limits(low - margin, high + margin)
