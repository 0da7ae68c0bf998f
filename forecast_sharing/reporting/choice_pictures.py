"""Pictures of what people did: reports, capacities and inflation, with what the fitted theories expect."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy.special import stdtrit

from forecast_sharing.estimation.comparison import Comparison
from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.game import Game
from forecast_sharing.models.theory import Theory
from forecast_sharing.reporting.fitted_lines import expected_actions
from forecast_sharing.reporting.style import (
    BLACK,
    BLUE,
    GREY,
    Picture,
    figure,
    legend_below,
    limits,
    picture,
    styled,
)
from forecast_sharing.summary.treatments import by_treatment, decided_by_people, game_of

# More points than this tell the eye nothing more, and an SVG of them takes long to open.
_MOST_POINTS = 3_000
_MOST_BINS = 20
_AROUND_MEANS = 30  # units


def choice_pictures(rounds: pd.DataFrame, sample: Sample, comparison: Comparison) -> list[Picture]:
    """Return one picture of each treatment, and one of inflation by round."""
    treatments = {
        name: (game_of(rows), rows[rows["left_out"] == ""]) for name, could, _, rows in by_treatment(rounds) if could
    }
    shown = {name: pair for name, pair in treatments.items() if not pair[1].empty}
    with styled():
        pictures = [_choices(name, game, used, sample, comparison) for name, (game, used) in shown.items()]
        sent = {name: (game, decided_by_people(used, "sender")) for name, (game, used) in shown.items()}
        sent = {name: pair for name, pair in sent.items() if not pair[1].empty}
        return [*pictures, *([_inflation(sent)] if sent else [])]


def _choices(name: str, game: Game, used: pd.DataFrame, sample: Sample, comparison: Comparison) -> Picture:
    # Evenly through the table, so that all rounds and pairs are in the picture.
    drawn_rows = used.iloc[:: -(-len(used) // _MOST_POINTS)]
    sent, built = decided_by_people(drawn_rows, "sender"), decided_by_people(drawn_rows, "receiver")
    drawn = figure(10, 4.9)
    left, right = drawn.subplots(1, 2)
    _points(left, *(sent[name].to_numpy(dtype=float) for name in ("forecast", "report")))
    _points(right, *(built[name].to_numpy(dtype=float) for name in ("report", "capacity")))
    for theory in comparison.theories:
        _fitted(left, comparison, sample, "sender", game, theory)
        _fitted(right, comparison, sample, "receiver", game, theory)
    _benchmarks(left, right, game)
    left.set(xlabel="Forecast (units)", ylabel="Report (units)", title="Senders")
    right.set(xlabel="Report (units)", ylabel="Capacity (units)", title="Receivers")
    limits(left, game.report_range, game.report_range)
    limits(right, game.report_range, game.capacity_range)
    legend_below(drawn, right, columns=5)
    how_many = f"{len(drawn_rows)} of {len(used)}" if len(drawn_rows) < len(used) else f"{len(used)}"
    drawn.suptitle(f"{name}: {how_many} rounds")
    return picture(
        f"choices_{name}",
        f"Decisions and fitted theories, {name}",
        "Left: report against forecast. Right: capacity against report. Grey points are rounds; "
        f"{_lines_in_words(comparison.theories)}. Thin black lines are benchmarks: the truth and the minimal lie "
        f"(forecast + {game.minimal_lie():g}) on the left, full trust and babbling on the right.",
        drawn,
    )


def _points(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    opacity = float(np.clip(20 / np.sqrt(max(len(x), 1)), 0.15, 0.6))
    axes.scatter(x, y, s=12, color=GREY, alpha=opacity, linewidths=0, rasterized=True, label="one round")


def _fitted(axes: Axes, comparison: Comparison, sample: Sample, role: str, game: Game, theory: Theory) -> None:
    line, look = expected_actions(comparison.mixtures[theory.name], sample, role, game), theory.look
    if line is not None:
        axes.plot(*line, color=look.colour, linestyle=look.dash, linewidth=2.4, label=f"{theory.label}, fitted")


def _lines_in_words(theories: Sequence[Theory]) -> str:
    first, *others = theories
    words = [f"the {first.look.line_in_words} line is the mean decision that the fitted {first.model_name} expects"]
    words += [f"the {other.look.line_in_words} one that of the fitted {other.model_name}" for other in others]
    return ", ".join(words)


def _benchmarks(left: Axes, right: Axes, game: Game) -> None:
    low, high = game.report_range
    ends = np.array([low, high], dtype=float)
    states = np.linspace(low, high, 301)
    left.plot(ends, ends, color=BLACK, linewidth=1, label="truth / full trust")
    left.plot(states, np.minimum(states + game.minimal_lie(), high), color=BLACK, linewidth=1, linestyle=":")
    right.plot(ends, game.full_trust_capacity(ends), color=BLACK, linewidth=1, label="truth / full trust")
    right.plot(
        ends,
        np.full(2, game.babbling_capacity()),
        color=BLACK,
        linewidth=1,
        linestyle=":",
        label="minimal lie / babbling",
    )


def _inflation(treatments: dict[str, tuple[Game, pd.DataFrame]]) -> Picture:
    columns = min(len(treatments), 4)
    n_rows = -(-len(treatments) // columns)
    drawn = figure(max(3 * columns, 5), 3.2 * n_rows)
    panels = drawn.subplots(n_rows, columns, sharey=True, squeeze=False)
    for axes in panels.flat[len(treatments) :]:
        axes.set_axis_off()
    binned = {name: _by_round(used) for name, (_, used) in treatments.items()}
    for axes, (name, (game, _)) in zip(panels.flat, treatments.items(), strict=False):
        bins = binned[name]
        axes.errorbar(
            bins["round"],
            bins["mean"],
            yerr=np.vstack([bins["half_width"], bins["half_width"]]),
            color=BLUE,
            marker="o",
            markersize=4,
            linewidth=1.2,
            capsize=2,
            label="mean and 95% interval",
        )
        axes.axhline(0, color=BLACK, linewidth=1, label="truth")
        axes.axhline(mean_minimal_lie(game), color=BLACK, linestyle=":", linewidth=1.4, label="minimal lie, on average")
        axes.set(title=name, xlabel="Round")
    means = np.concatenate([bins["mean"].to_numpy() for bins in binned.values()])
    lies = [mean_minimal_lie(game) for game, _ in treatments.values()]
    # A bar over two blocks can be a hundred times as long as means differ; it may leave the picture.
    panels[0][0].set_ylim(min(0, means.min()) - _AROUND_MEANS, max(means.max(), *lies) + _AROUND_MEANS)
    panels[0][0].set_ylabel("Inflation: report - forecast (units)")
    legend_below(drawn, panels[0][0], columns=3)
    return picture(
        "inflation_by_round",
        "Inflation by round and treatment",
        "Mean of report less forecast, in units. Bars are 95% intervals over blocks of people (t with one degree of "
        "freedom less than there are blocks); there are none where there is only one block, and those that leave the "
        "picture are longer. Rounds are put together "
        f"where there are more than {_MOST_BINS}.",
        drawn,
    )


def mean_minimal_lie(game: Game) -> float:
    """Return the mean inflation of the minimal lie over all forecasts, reports being limited."""
    forecasts = game.prior.quantile((np.arange(2_000) + 0.5) / 2_000)
    return float((np.minimum(forecasts + game.minimal_lie(), game.report_range[1]) - forecasts).mean())


def _by_round(used: pd.DataFrame) -> pd.DataFrame:
    numbers = used["round_number"].to_numpy(dtype=np.int64)
    width = -(-(numbers.max() - numbers.min() + 1) // _MOST_BINS)
    start = (numbers - numbers.min()) // width * width + numbers.min()
    table = pd.DataFrame(
        {
            "round": start + (width - 1) / 2,
            "block": used["session_code"].astype(str).to_numpy() + "/" + used["block"].astype(str).to_numpy(),
            "inflation": used["report"].to_numpy(dtype=float) - used["forecast"].to_numpy(dtype=float),
        }
    )
    by_block = table.groupby(["round", "block"])["inflation"].mean().groupby("round")
    bins = by_block.agg(["mean", "std", "count"]).reset_index()
    n_blocks = bins["count"].to_numpy()
    several = n_blocks > 1
    half_width = np.full(len(bins), np.nan)
    half_width[several] = (
        stdtrit(n_blocks[several] - 1, 0.975) * bins["std"].to_numpy()[several] / np.sqrt(n_blocks[several])
    )
    return bins.assign(half_width=half_width)
