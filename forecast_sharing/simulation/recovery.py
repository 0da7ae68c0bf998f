"""What a study of recovery shows: bias and coverage of estimates, levels found, and verdicts by theory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing.estimation.verdict import words
from forecast_sharing.simulation.datasets import OneDataset
from forecast_sharing.simulation.intervals import REACH, of_people, table
from forecast_sharing.simulation.journal import Journal
from forecast_sharing.simulation.plain_people import PlainPeople
from forecast_sharing.simulation.shares import Share

TABLES = ("parameters", "kinds", "confusion", "intervals")


@dataclass(frozen=True)
class Recovery:
    """Four tables.

    Parameters
    ----------
    parameters : DataFrame
        By theory, role and parameter: number of estimates, mean of the truth, bias, its standard error, root mean
        squared error, how many have a standard error, and the share whose 95% interval holds the truth.
    kinds : DataFrame
        Of theories with kinds of people, such as levels: by theory, role, true and estimated kind, how many people.
    confusion : DataFrame
        By theory: how many data sets had each verdict, and the share of right ones with its interval.
    intervals : DataFrame
        By theory that made the data and interval of the fit report: how often it holds the truth.

    """

    parameters: pd.DataFrame
    kinds: pd.DataFrame
    confusion: pd.DataFrame
    intervals: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """Return the tables as lists of rows, ready for JSON."""
        return {name: getattr(self, name).to_dict("records") for name in TABLES}

    def as_text(self) -> str:
        """Return the tables as text."""
        parts = [
            "Verdicts by the theory that made the data",
            confusion_text(self.confusion),
            "",
            "Estimates person by person (bias in the parameter's unit; coverage of 95% intervals, where there are any)",
            self.parameters.to_string(index=False, float_format=lambda value: f"{value:.4g}", na_rep="-"),
        ]
        if not self.kinds.empty:
            parts += ["", "People by true and estimated kind", self.kinds.to_string(index=False)]
        if not self.intervals.empty:
            shown = self.intervals.to_string(index=False, float_format=lambda value: f"{value:.3g}", na_rep="-")
            parts += ["", "Intervals of the fit report, and how often they hold the truth", shown]
        return "\n".join(parts)


def recovery(
    datasets: Sequence[OneDataset], journal: Journal, plain: Sequence[PlainPeople] = (), of_plain: Journal | None = None
) -> Recovery:
    """Return the tables of a finished study, and of one of plain people."""
    results = [(dataset, journal.result(dataset.key())) for dataset in datasets]
    people = [person for _, result in results for person in result["people"]]
    verdicts = [(dataset.theory, result["verdict"]) for dataset, result in results]
    # A study that an earlier version began has no other intervals.
    found = [of_people(result["people"]) + result.get("intervals", []) for dataset, result in results]
    makers = [dataset.theory for dataset in datasets]
    if of_plain is not None:
        found += [of_plain.result(one.key())["intervals"] for one in plain]
        makers += [one.design.theory for one in plain]
    return Recovery(
        _parameters(people),
        _kinds(people),
        confusion(verdicts, words(datasets[0].theories)),
        table(list(zip(makers, found, strict=True))),
    )


def confusion(verdicts: Sequence[tuple[str, str]], possible: Sequence[str]) -> pd.DataFrame:
    """Return how many data sets of each theory had each of the possible verdicts."""
    rows = []
    for theory in dict.fromkeys(theory for theory, _ in verdicts):
        found = [word for one, word in verdicts if one == theory]
        right = Share(found.count(theory), len(found))
        low, high = right.interval
        rows.append(
            {"theory": theory, "datasets": len(found)}
            | {f"verdict_{word}": found.count(word) for word in possible}
            | {"right": right.value, "right_low": low, "right_high": high}
        )
    return pd.DataFrame(rows)


def confusion_text(table: pd.DataFrame) -> str:
    """Return the confusion matrix as text."""
    shown = table.drop(columns=["right", "right_low", "right_high"]).rename(
        columns={name: name.removeprefix("verdict_") for name in table.columns}
    )
    right = [str(Share(int(row[f"verdict_{row['theory']}"]), int(row["datasets"]))) for _, row in table.iterrows()]
    return shown.assign(right=right).to_string(index=False)


def _parameters(people: Sequence[dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {
            "theory": person["theory"],
            "role": person["role"],
            "parameter": name,
            "true": truth,
            "estimate": person["estimate"][name],
            "standard_error": person["standard_error"].get(name),
        }
        for person in people
        for name, truth in person["true"].items()
        if name in person["estimate"]
    ]
    table = pd.DataFrame(rows)
    return pd.DataFrame(
        [
            dict(zip(("theory", "role", "parameter"), key, strict=True)) | _of_parameter(group)
            for key, group in table.groupby(["theory", "role", "parameter"], sort=False)
        ]
    )


def _of_parameter(group: pd.DataFrame) -> dict[str, Any]:
    error = (group["estimate"] - group["true"]).to_numpy(dtype=float)
    spread = group["standard_error"].to_numpy(dtype=float)
    known = np.isfinite(spread)
    covered = Share(int((np.abs(error[known]) <= REACH * spread[known]).sum()), int(known.sum()))
    low, high = covered.interval
    return {
        "n": len(group),
        "mean_true": float(group["true"].mean()),
        "bias": float(error.mean()),
        "bias_se": float(error.std(ddof=1) / np.sqrt(len(error))) if len(error) > 1 else None,
        "rmse": float(np.sqrt((error**2).mean())),
        "n_with_se": int(known.sum()),
        "coverage": covered.value,
        "coverage_low": low,
        "coverage_high": high,
    }


def _kinds(people: Sequence[dict[str, Any]]) -> pd.DataFrame:
    names = ["theory", "role", "true_kind", "kind"]
    rows = [{name: person[name] for name in names} for person in people if "kind" in person]
    if not rows:
        return pd.DataFrame(columns=[*names, "people"])
    return pd.DataFrame(rows).groupby(names).size().rename("people").reset_index()
