"""What a study as it is planned will show: how often the theory is named, and how often each contrast is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.verdict import words
from forecast_sharing.simulation.journal import Journal
from forecast_sharing.simulation.planned_datasets import PlannedDataset
from forecast_sharing.simulation.recovery import confusion, confusion_text
from forecast_sharing.simulation.shares import Share
from forecast_sharing.study.study import Study
from forecast_sharing.summary.contrasts import LEVEL

_SHOWN = {
    "interval": "interval without zero [95%]",
    "test": f"p at most {LEVEL:g} [95%]",
}


@dataclass(frozen=True)
class PlannedPower:
    """Two tables.

    Parameters
    ----------
    design : str
        The study in short.
    verdicts : DataFrame
        By theory that made the data: how many data sets had each verdict, and the share of right ones.
    contrasts : DataFrame
        By theory and registered contrast: the mean of the difference and its standard deviation over data sets, the
        share of data sets whose interval leaves out zero, and of those whose test rejects at 5%, with intervals.

    """

    design: str
    verdicts: pd.DataFrame
    contrasts: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Return the tables as lists of rows, ready for JSON."""
        return {
            "design": self.design,
            "verdicts": self.verdicts.to_dict("records"),
            "contrasts": self.contrasts.to_dict("records"),
        }

    def as_text(self) -> str:
        """Return the tables as text."""
        parts = [self.design, "", "Verdicts by the theory that made the data", confusion_text(self.verdicts)]
        if not self.contrasts.empty:
            parts += ["", "Contrasts by the theory that made the data", self._contrasts_as_text()]
        return "\n".join(parts)

    def _contrasts_as_text(self) -> str:
        table = self.contrasts
        shown = table[["theory", "contrast", "datasets", "mean", "sd"]].assign(
            **{
                label: [str(Share(int(row[f"n_{name}"]), int(row[f"of_{name}"]))) for _, row in table.iterrows()]
                for name, label in _SHOWN.items()
            }
        )
        lines = [shown.to_string(index=False, float_format=lambda value: f"{value:.3g}", na_rep="-")]
        lowest = table["lowest_p_value"].min()
        if lowest > LEVEL:
            lines.append(f"With so few ways of drawing arms p is never below {lowest:.2f}; go by the intervals.")
        return "\n".join(lines)


def planned_power(datasets: Sequence[PlannedDataset], journal: Journal) -> PlannedPower:
    """Return the tables of finished data sets."""
    results = [(dataset, journal.result(dataset.key())) for dataset in datasets]
    verdicts = confusion([(one.theory, found["verdict"]) for one, found in results], words(datasets[0].theories))
    rows = [
        _row(theory, name, [found["contrasts"][number] for one, found in results if one.theory == theory])
        for theory in dict.fromkeys(one.theory for one in datasets)
        for number, name in enumerate(contrast.name for contrast in datasets[0].study.contrasts)
    ]
    return PlannedPower(in_short(datasets[0].study), verdicts, pd.DataFrame(rows))


def in_short(study: Study) -> str:
    """Return a study's design in one line."""
    arms = "; ".join(
        f"{arm.name}, {arm.blocks} blocks: {', then '.join(f'{part.rounds} of {part.treatment}' for part in arm.parts)}"
        for arm in study.arms
    )
    return (
        f"{study.name}: {study.participants} people in {study.blocks} blocks of {study.design.people_per_block} and "
        f"{study.sessions} sessions, {study.design.total_rounds} rounds with practice. {arms}."
    )


def _row(theory: str, name: str, found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    values = [one["value"] for one in found if one["value"] is not None]
    intervals = [one for one in found if one["low"] is not None]
    tests = [one for one in found if one["p_value"] is not None]
    row: dict[str, Any] = {
        "theory": theory,
        "contrast": name,
        "datasets": len(found),
        "mean": float(np.mean(values)) if values else None,
        "sd": float(np.std(values, ddof=1)) if len(values) > 1 else None,
    }
    for what, n, out_of in (
        ("interval", sum(one["low"] > 0 or one["high"] < 0 for one in intervals), len(intervals)),
        ("test", sum(one["p_value"] <= LEVEL for one in tests), len(tests)),
    ):
        share = Share(n, out_of)
        low, high = share.interval
        row |= {f"n_{what}": n, f"of_{what}": out_of, what: share.value, f"{what}_low": low, f"{what}_high": high}
    return row | {"lowest_p_value": min((one["lowest_p_value"] for one in tests), default=np.nan)}
