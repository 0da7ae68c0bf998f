"""The pictures of docs/explanation/models.md: what the theories say, and what each open choice changes.

``python -m forecast_sharing model-pictures docs/images`` draws them again, from the same functions that estimates use.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from forecast_sharing import level_k, trust
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_model import ChoiceModel
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.level_k_model import LevelK
from forecast_sharing.models.trust_model import Trust
from forecast_sharing.reporting.style import (
    BLACK,
    BLUE,
    ORANGE,
    SKY,
    VERMILLION,
    figure,
    legend_below,
    limits,
    styled,
)
from forecast_sharing.theory.assumptions import WORDS, Options

_DPI = 100
_SOLID, _DASHED, _DASH_DOTTED, _DOTTED = "-", (0, (5, 2)), (0, (6, 2, 1, 2)), (0, (1.2, 1.6))
# Colour, dash and width of the three words of a choice: broad below narrow, so that those that coincide are all seen.
_THREE = ((SKY, _SOLID, 4.5), (BLACK, _DASHED, 1.8), (VERMILLION, _DOTTED, 2.2))
_LEVELS = ((0, ORANGE), (1, VERMILLION), (2, BLACK))
_FAR_APART, _CLOSE = "ch_uh", "cl_ul"


def draw(directory: Path) -> list[Path]:
    """Draw every picture as PNG into the folder, made if it does not exist, and return the files."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, drawn in pictures().items():
        paths.append(directory / f"{name}.png")
        with styled():
            drawn.savefig(paths[-1], dpi=_DPI, metadata={"Software": None, "Description": json.dumps(curves(drawn))})
    return paths


def pictures() -> dict[str, Figure]:
    """Return the pictures by the names of their files."""
    drawers: dict[str, Callable[[], Figure]] = {
        "theories": _theories,
        "tie_break": lambda: _level_k_choice("tie_break"),
        "off_path_beliefs": lambda: _level_k_choice("off_path_beliefs"),
        "prior": _prior,
        "noise": _noise,
    }
    with styled():
        return {name: drawer() for name, drawer in drawers.items()}


def curves(drawn: Figure) -> list[list[str | float]]:
    """Return panel, label, mean and last value of every curve: by these a stored picture is compared with a new one."""
    return [
        [axes.get_title(), str(line.get_label()), float(np.mean(line.get_ydata())), float(line.get_ydata()[-1])]
        for axes in drawn.axes
        for line in axes.get_lines()
    ]


def _theories() -> Figure:
    drawn = figure(9, 8)
    panels = drawn.subplots(2, 2)
    for (above, below), (cell, distance) in zip(
        panels.T, ((_FAR_APART, "far apart"), (_CLOSE, "close together")), strict=True
    ):
        game = CELLS[cell]
        forecasts, reports = _forecasts(game), _forecasts(game)
        above.set_title(f"Senders in {cell}: levels {distance}")
        for cost, believed, dash in ((0, 1, _SOLID), (10, 1, _DASHED), (0, 0.5, _DASH_DOTTED)):
            above.plot(
                forecasts,
                trust.sender_report(forecasts, cost, believed, game),
                color=BLUE,
                linestyle=dash,
                linewidth=4.5 if dash == _SOLID else 3,
                alpha=0.5,
                label=rf"trust: $\beta$ = {cost}, $\hat\alpha$ = {believed:g}",
            )
        below.set_title(f"Receivers in {cell}: levels {distance}")
        for share, dash in ((1, _SOLID), (0.5, _DASHED), (0, _DASH_DOTTED)):
            below.plot(
                reports,
                trust.receiver_capacity(reports, share, game),
                color=BLUE,
                linestyle=dash,
                linewidth=4.5 if dash == _SOLID else 3,
                alpha=0.5,
                label=rf"trust: $\alpha$ = {share:g}",
            )
        for level, colour in _LEVELS:
            style = {"color": colour, "linewidth": 1.3, "marker": "os^"[level], "markevery": (10 + 7 * level, 40)}
            above.plot(forecasts, level_k.sender_report(forecasts, level, game), label=f"level {level}", **style)
            below.plot(reports, level_k.receiver_capacity(reports, level, game), label=f"level {level}", **style)
        _sender_axes(above, game)
        _receiver_axes(below, game)
    _legend_per_row(panels)
    return drawn


def _level_k_choice(option: str) -> Figure:
    """Return what the words of an open choice of level-k change for the first two levels that they concern."""
    game = CELLS[_FAR_APART]
    drawn = figure(9, 8)
    panels = drawn.subplots(2, 2)
    for (above, below), sender_level, receiver_level in zip(
        panels.T, (1, 2) if option == "tie_break" else (2, 3), (1, 2), strict=True
    ):
        above.set_title(f"Level-{sender_level} sender in {_FAR_APART}")
        below.set_title(f"Level-{receiver_level} receiver in {_FAR_APART}")
        # Whole units, on which all but the defaults are computed.
        units = level_k.reports_of(game)
        for word, (colour, dash, width) in zip(WORDS[option], _THREE, strict=True):
            style = {"color": colour, "linestyle": dash, "linewidth": width, "label": word}
            above.plot(units, level_k.sender_report(units, sender_level, game, **{option: word}), **style)
            below.plot(units, level_k.receiver_capacity(units, receiver_level, game, **{option: word}), **style)
        _sender_axes(above, game)
        _receiver_axes(below, game)
    legend_below(drawn, panels[0, 0], columns=4)
    return drawn


def _prior() -> Figure:
    game = CELLS[_FAR_APART]
    units = _forecasts(game)
    drawn = figure(9, 4.4)
    left, right = drawn.subplots(1, 2)
    left.set_title(rf"Selfish sender ($\beta$ = 0) in {_FAR_APART}")
    right.set_title(f"Receiver in {_FAR_APART}")
    for share, colour, marker in ((1, BLACK, "o"), (0.5, BLUE, "s"), (0, VERMILLION, "^")):
        for prior, dash in zip(WORDS["prior"], (_SOLID, _DASHED), strict=True):
            style = {
                "color": colour,
                "linestyle": dash,
                "linewidth": 1.8,
                "marker": marker,
                "markevery": (15 if dash == _SOLID else 35, 40),
                "markerfacecolor": colour if dash == _SOLID else "white",
            }
            left.plot(
                units, trust.sender_report(units, 0, share, game, prior), label=f"trust {share:g}, {prior}", **style
            )
            right.plot(units, trust.receiver_capacity(units, share, game, prior), **style)
    _sender_axes(left, game)
    _receiver_axes(right, game)
    legend_below(drawn, left, columns=3)
    return drawn


def _noise() -> Figure:
    """Return how reports scatter where mistakes are dear and where they are cheap, with the same parameters."""
    drawn = figure(9, 7.2)
    panels = drawn.subplots(2, 2)
    own = {"trust": {"trustworthiness": 10.0, "believed_trust": 0.7}, "level-1": {}}
    for row, theory in zip(panels, own, strict=True):
        for axes, cell in zip(row, (_FAR_APART, _CLOSE), strict=True):
            axes.set_title(f"{theory.capitalize()} sender in {cell}, forecast 0")
            design = Design(CELLS[cell], "sender", np.zeros(1))
            for noise, strength, meaning, colour, dash in (
                ("logit", {"precision": 0.01}, "0.01 per point", BLUE, _SOLID),
                ("normal", {"noise_sd": 20.0}, "standard deviation 20 units", VERMILLION, _DASHED),
            ):
                model = _sender(theory, Options(noise=noise))
                log_probs = model.log_choice_probs({**own[theory], **strength, "lapse": 0.0}, design)[0]
                axes.plot(
                    design.actions,
                    100 * np.exp(log_probs),
                    color=colour,
                    linestyle=dash,
                    linewidth=1.8,
                    label=f"{noise} noise, {meaning}",
                )
            best, _ = _sender(theory, Options()).optimum(design)(np.array(list(own[theory].values())))
            axes.axvline(best[0], color=BLACK, linestyle=_DOTTED, linewidth=1.4, label="best report")
            axes.set(xlabel="Report (units)", ylabel="Probability (% per unit)")
            axes.set_ylim(bottom=0)
    legend_below(drawn, panels[0, 0], columns=3)
    return drawn


def _sender(theory: str, options: Options) -> ChoiceModel:
    return Trust("sender", options) if theory == "trust" else LevelK("sender", options, level=1)


def _forecasts(game: Game) -> np.ndarray:
    return np.linspace(-game.forecast_half_width, game.forecast_half_width, 301)


def _sender_axes(axes: Axes, game: Game) -> None:
    axes.set(xlabel="Forecast (units)", ylabel="Report (units)")
    limits(axes, game.report_range, game.report_range)


def _receiver_axes(axes: Axes, game: Game) -> None:
    axes.set(xlabel="Report (units)", ylabel="Capacity (units)")
    limits(axes, game.report_range, game.capacity_range)


def _legend_per_row(panels: np.ndarray) -> None:
    """Put the legend of each row into its first panel, where the curves leave a corner free."""
    for row, corner in zip(panels, ("lower right", "upper left"), strict=True):
        row[0].legend(loc=corner, fontsize=8, frameon=False, ncols=2, handlelength=4)
