"""The decisions that enter estimation, counted, and those that do not, by reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.estimation.experience import Experience, experience
from forecast_sharing.game import DISTRIBUTED, Game
from forecast_sharing.models.choice_problem import IS, ROLES, Design, Role
from forecast_sharing.tables.counted_rounds import counterpart, decided_by_robot, robot_stands_in
from forecast_sharing.tables.round_checks import PARAMETERS, ambiguous_treatment

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Person(NamedTuple):
    """A participant; pseudonyms are unique within a session."""

    session: str
    code: str
    block: int  # index of the block over all sessions


@dataclass(frozen=True, eq=False)
class Decisions:
    """Decisions of one role in one game, aggregated to distinct cells of person, state, action and fold.

    Parameters
    ----------
    design : Design
        With each state that occurs once.
    state, action : (n_cells,) arrays of int
        Positions in the design's states and actions.
    count : (n_cells,) array
        How often this person did so.
    person : (n_cells,) array of int
        Position in the sample's people.
    fold : (n_cells,) array of int
        0 or 1: even and odd rounds, for predicting one half from the other.
    stated : (n_cells,) array of int, optional
        Position of the stated belief in the design's statements, -1 where none was stated; None where nobody stated
        any.
    early : (n_cells,) array, optional
        How often in the first half of the person's rounds, for predicting later rounds from earlier; None: never.

    """

    design: Design
    state: IntArray
    action: IntArray
    count: FloatArray
    person: IntArray
    fold: IntArray
    stated: IntArray | None = None
    early: FloatArray | None = None

    @property
    def reports(self) -> FloatArray:
        """Return the report of each cell, in units: what was chosen by a sender, what was seen by a receiver."""
        if self.design.role == "sender":
            return self.design.actions[self.action]
        return self.design.states[self.state]

    def where(self, chosen: BoolArray | IntArray) -> "Decisions":
        """Return the chosen cells, with the states that occur in them."""
        occurring, state = np.unique(self.state[chosen], return_inverse=True)
        return replace(
            self,
            design=replace(self.design, states=self.design.states[occurring]),
            state=state,
            action=self.action[chosen],
            count=self.count[chosen],
            person=self.person[chosen],
            fold=self.fold[chosen],
            stated=None if self.stated is None else self.stated[chosen],
            early=None if self.early is None else self.early[chosen],
        )


@dataclass(frozen=True, eq=False)
class Sample:
    """What people decided.

    Parameters
    ----------
    people : tuple of Person
        Everyone who made a decision that is used, ordered by what they did and not by their codes.
    decisions : tuple of Decisions
        One for each role and game.
    treatments : tuple of str
        The name of each game, aligned with `decisions`.
    excluded : dict
        By role, how many decisions are left out for each reason.
    experience : Experience, optional
        Rounds in their order, as these people lived through them; of all of them, whichever decisions are chosen.

    """

    people: tuple[Person, ...]
    decisions: tuple[Decisions, ...]
    treatments: tuple[str, ...]
    excluded: dict[str, dict[str, int]]
    experience: Experience | None = None

    def of_role(self, role: Role) -> tuple[Decisions, ...]:
        """Return the decisions of one role, a game each."""
        return tuple(decisions for decisions in self.decisions if decisions.design.role == role)

    def of_person(self, person: int, role: Role) -> tuple[Decisions, ...]:
        """Return one person's decisions in one role; none where the person never had it."""
        mine = [(decisions, decisions.person == person) for decisions in self.of_role(role)]
        return tuple(decisions.where(chosen) for decisions, chosen in mine if chosen.any())

    def of_fold(self, fold: int) -> "Sample":
        """Return the decisions of the even rounds (0) or of the odd (1), with the same people."""
        return self._where([decisions.fold == fold for decisions in self.decisions])

    def of_people(self, chosen: BoolArray) -> "Sample":
        """Return the decisions of the chosen people; people keep their positions."""
        return self._where([chosen[decisions.person] for decisions in self.decisions])

    def of_treatment(self, treatment: str) -> "Sample":
        """Return the decisions of one treatment; people keep their positions."""
        return self._where(
            [np.full(len(d.count), name == treatment) for d, name in zip(self.decisions, self.treatments, strict=True)]
        )

    def without_treatment(self, treatment: str) -> "Sample":
        """Return the decisions of all other treatments; people keep their positions."""
        return self._where(
            [np.full(len(d.count), name != treatment) for d, name in zip(self.decisions, self.treatments, strict=True)]
        )

    def _where(self, chosen: Sequence[BoolArray]) -> "Sample":
        kept = [
            (decisions.where(rows), treatment)
            for decisions, treatment, rows in zip(self.decisions, self.treatments, chosen, strict=True)
            if rows.any()
        ]
        return replace(self, decisions=tuple(d for d, _ in kept), treatments=tuple(t for _, t in kept))

    @property
    def blocks(self) -> IntArray:
        """Return each person's block."""
        return np.array([person.block for person in self.people], dtype=np.int64)

    @property
    def sessions(self) -> IntArray:
        """Return the number of each person's session."""
        names = {name: number for number, name in enumerate(dict.fromkeys(one.session for one in self.people))}
        return np.array([names[person.session] for person in self.people], dtype=np.int64)

    @property
    def n_obs(self) -> int:
        """Return how many decisions are used."""
        return int(sum(decisions.count.sum() for decisions in self.decisions))

    @property
    def has_beliefs(self) -> bool:
        """Return whether anybody stated a belief."""
        return any(one.stated is not None and bool((one.stated >= 0).any()) for one in self.decisions)

    def n_obs_by_person(self, role: Role) -> IntArray:
        """Return how many decisions of each person are used in this role."""
        counts = np.zeros(len(self.people))
        for decisions in self.of_role(role):
            counts += np.bincount(decisions.person, decisions.count, len(self.people))
        return counts.astype(np.int64)


def collect(rounds: pd.DataFrame) -> Sample:
    """Return the decisions that people made within the time and with a report on the table.

    Parameters
    ----------
    rounds : DataFrame
        As `forecast_sharing.dataset.read_rounds` returns it; several tables may be concatenated.

    Returns
    -------
    Sample
        Practice rounds, computers' decisions, those with a computer that stands in for a person, time-outs and rounds
        without a report are left out, and counted by the first reason that applies.

    Raises
    ------
    ValueError
        If no decision is left, or if people played with people in some sessions and with a computer, by plan, in
        others; the message says why.

    """
    if found := ambiguous_treatment(rounds):
        first, second, name = found
        raise ValueError(
            f"treatment must stand for one set of parameters: {rounds['treatment'].iloc[first]!r} has {name} "
            f"{rounds[name].iloc[first]} in some rounds and {rounds[name].iloc[second]} in others"
        )
    if len(counterpart(rounds).unique()) > 1:
        raise ValueError(
            "in some sessions people play with people (counterpart human), in others with a computer (counterpart "
            "robot): fit them apart"
        )
    used = {role: _reasons(rounds, role) for role in ROLES}
    excluded = {role: _counts(reasons) for role, reasons in used.items()}
    tables = {role: _table(rounds[reasons == ""], role) for role, reasons in used.items()}
    if all(table.empty for table in tables.values()):
        left_out = "; ".join(
            f"{of}: {', '.join(f'{reason} {count}' for reason, count in excluded[role].items())}"
            for role, of in (("sender", "reports"), ("receiver", "capacities"))
        )
        raise ValueError(f"no decision can be used; left out were {left_out}")
    tables = _with_early(tables)
    people = _people(tables)
    positions = {(person.session, person.code): position for position, person in enumerate(people)}
    decisions, treatments = [], []
    for role in ROLES:
        for (*values, treatment), rows in tables[role].groupby([*PARAMETERS, "treatment"], sort=True):
            game = Game(**dict(zip(PARAMETERS, values, strict=True)))
            decisions.append(_aggregate(game, role, rows, positions))
            treatments.append(str(treatment))
    is_used = {role: reasons == "" for role, reasons in used.items()}
    return Sample(people, tuple(decisions), tuple(treatments), excluded, experience(rounds, is_used, positions))


def is_used(rounds: pd.DataFrame, role: Role) -> BoolArray:
    """Return whether the decision of each row is estimated."""
    return np.asarray(_reasons(rounds, role) == "")


def _people(tables: dict[Role, pd.DataFrame]) -> tuple[Person, ...]:
    """Return who decided, ordered by what they did.

    Starts are drawn and folds are made in this order, so that no number depends on how people and sessions are called
    or on the order of the rows.
    """
    deeds: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    blocks: dict[tuple[str, str], int] = {}
    for number, table in enumerate(tables.values()):
        kept = table[["block", "round", "pair", "treatment", "state", "action"]]
        for session, code, deed in zip(table["session"], table["code"], kept.itertuples(index=False), strict=True):
            deeds.setdefault((session, code), []).append((number, *deed))
            blocks[session, code] = int(deed.block)
    done = {key: sorted(of_person) for key, of_person in deeds.items()}
    by_session: dict[str, list[list[tuple[Any, ...]]]] = {}
    for (session, _code), of_person in done.items():
        by_session.setdefault(session, []).append(of_person)
    done_in = {session: sorted(people) for session, people in by_session.items()}
    # Sessions, then their blocks; the names decide only where all else is equal.
    ordered = sorted(done, key=lambda key: (done_in[key[0]], key[0], blocks[key], done[key], key))
    numbers: dict[tuple[str, int], int] = {}
    for key in ordered:
        numbers.setdefault((key[0], blocks[key]), len(numbers))
    return tuple(Person(*key, numbers[key[0], blocks[key]]) for key in ordered)


def _reasons(rounds: pd.DataFrame, role: Role) -> npt.NDArray[np.object_]:
    """Return why each decision is left out, empty where it is used; the first reason that applies counts."""
    decision, state = IS[role].decision, IS[role].seen
    conditions = {
        "practice": rounds["is_practice"],
        "robot": decided_by_robot(rounds, role),
        "robot partner": robot_stands_in(rounds),
        "timed out": rounds[f"{decision}_timed_out"],
        f"no {state}": rounds[state].isna(),
        f"no {decision}": rounds[decision].isna(),
    }
    masks = [condition.fillna(False).to_numpy(dtype=bool) for condition in conditions.values()]
    return np.select(masks, list(conditions), default="").astype(object)


def _counts(reasons: npt.NDArray[np.object_]) -> dict[str, int]:
    names, counts = np.unique(reasons[reasons != ""].astype(str), return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}


def _table(rounds: pd.DataFrame, role: Role) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "session": rounds["session_code"].astype(str),
            "code": rounds[f"{role}_code"].astype(str),
            "block": rounds["block"].astype(int),
            "state": rounds[IS[role].seen].astype(float),
            "action": rounds[IS[role].decision].astype(int),
            "round": rounds["round_number"].astype(int),
            "pair": rounds["pair_id"].astype(str),
            "treatment": rounds["treatment"].astype(str),
            "fold": rounds["round_number"].astype(int) % 2,
            "stated": rounds[IS[role].stated].astype(float),
            **{name: rounds[name].astype(str if name in DISTRIBUTED else float) for name in PARAMETERS},
        }
    )


def _with_early(tables: dict[Role, pd.DataFrame]) -> dict[Role, pd.DataFrame]:
    """Return the tables with whether a decision is in the first half of the person's, whatever the roles.

    The middle one of an odd number is.
    """
    together = pd.concat([table[["session", "code", "round"]] for table in tables.values() if not table.empty])
    rounds = together.groupby(["session", "code"])["round"]
    is_early = (rounds.rank(method="first") <= (rounds.transform("size") + 1) // 2).to_numpy()
    ends = np.cumsum([len(table) for table in tables.values()])[:-1]
    parts = np.split(is_early, ends)
    return {role: table.assign(early=part) for (role, table), part in zip(tables.items(), parts, strict=True)}


def _aggregate(game: Game, role: Role, rows: pd.DataFrame, positions: dict[tuple[str, str], int]) -> Decisions:
    states, state = np.unique(rows["state"].to_numpy(), return_inverse=True)
    design = Design(game, role, states)
    person = np.array([positions[key] for key in zip(rows["session"], rows["code"], strict=True)], dtype=np.int64)
    action = rows["action"].to_numpy() - int(design.actions[0])
    # One more than the position, so that 0 stands for none.
    stated = rows["stated"].fillna(design.statements[0] - 1).to_numpy(dtype=np.int64) - int(design.statements[0]) + 1
    shape = (len(positions), len(states), len(design.actions), 2, len(design.statements) + 1)
    number = np.ravel_multi_index((person, state, action, rows["fold"].to_numpy(), stated), shape)
    cells, cell, count = np.unique(number, return_inverse=True, return_counts=True)
    early = np.bincount(cell, rows["early"], len(cells))
    person, state, action, fold, stated = np.unravel_index(cells, shape)
    return Decisions(
        design, state, action, count.astype(np.float64), person, fold, stated - 1 if stated.any() else None, early
    )
