"""Rounds as each person lived through them, in their order: what theories with memory will read."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.models.choice_problem import IS, ROLES, Role
from forecast_sharing.session.feedback import SHOWN, is_shown

IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Experience:
    """One row for each round of each person, by person and then in the order of rounds.

    Practice rounds, time-outs and rounds with a computer are in it, too: a person lived through them, although the
    decisions made there are not estimated.

    Parameters
    ----------
    person : (n,) array of int
        Position in the sample's people.
    round_number : (n,) array of int
        As in the table, practice rounds included.
    is_sender, is_used : (n,) arrays of bool
        The person's role in the round, and whether the decision is one of those estimated.
    seen, decision : (n,) arrays
        What was seen and decided, in units; NaN where there was nothing.
    shown : dict of (n,) arrays
        By the names of `feedback.SHOWN`, what the person had been shown when the round was over, in units or points;
        NaN where it was not shown or not there. Before a decision a person had been shown the rows above it.

    """

    person: IntArray
    round_number: IntArray
    is_sender: BoolArray
    is_used: BoolArray
    seen: npt.NDArray[np.float32]
    decision: npt.NDArray[np.float32]
    shown: dict[str, npt.NDArray[np.float32]]

    def of_person(self, person: int) -> slice:
        """Return where the rows of one person are."""
        return slice(*np.searchsorted(self.person, [person, person + 1]))


def experience(
    rounds: pd.DataFrame, is_used: Mapping[Role, BoolArray], positions: Mapping[tuple[str, str], int]
) -> Experience:
    """Return what the people of a sample lived through.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it.
    is_used : mapping
        By role, whether the decision of each row is estimated.
    positions : mapping
        By session and code, the person's position; people who are not in it are left out.

    """
    parts = []
    for role in ROLES:
        keys = zip(rounds["session_code"].astype(str), rounds[f"{role}_code"].astype(str), strict=True)
        person = np.fromiter((positions.get(key, -1) for key in keys), dtype=np.int32, count=len(rounds))
        rows = rounds.assign(person=person, is_used=is_used[role], is_sender=role == "sender")[person >= 0]
        parts.append(_of_role(rows, role))
    whole = pd.concat(parts, ignore_index=True).sort_values(["person", "round_number"], kind="stable")
    return Experience(
        *(whole[name].to_numpy() for name in ("person", "round_number", "is_sender", "is_used", "seen", "decision")),
        {name: whole[name].to_numpy() for name in SHOWN},
    )


def _of_role(rows: pd.DataFrame, role: Role) -> pd.DataFrame:
    other = "receiver" if role == "sender" else "sender"
    columns = {"own_payoff": f"{role}_payoff", "partner_payoff": f"{other}_payoff"}
    found = {
        "person": rows["person"],
        "round_number": rows["round_number"].astype(np.int32),
        "is_sender": rows["is_sender"],
        "is_used": rows["is_used"],
        "seen": _numbers(rows[IS[role].seen]),
        "decision": _numbers(rows[IS[role].decision]),
    }
    is_over = rows["demand"].notna().to_numpy(dtype=bool)
    feedback = rows["feedback"].to_numpy(dtype=object)
    for name in SHOWN:
        allowed = np.array([is_shown(name, role, word) for word in feedback], dtype=bool)
        if name not in (IS[role].seen, IS[role].decision):
            allowed &= is_over
        found[name] = np.where(allowed, _numbers(rows[columns.get(name, name)]), np.nan).astype(np.float32)
    return pd.DataFrame(found)


def _numbers(column: pd.Series) -> npt.NDArray[np.float32]:
    return column.to_numpy(dtype=np.float32, na_value=np.nan)
