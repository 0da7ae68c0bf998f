"""Simulated people play planned sessions, and leave a table of rounds as the export would."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing import matching
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_noise import draw_actions
from forecast_sharing.models.choice_problem import Design, Role
from forecast_sharing.models.people import Decider, Population, draw_decider
from forecast_sharing.models.rounding import multiple_near
from forecast_sharing.session import draws
from forecast_sharing.session.design import CHOICES, SessionDesign
from forecast_sharing.simulation.beliefs import draw_belief_sds, stated_beliefs
from forecast_sharing.tables.columns import ROUNDS
from forecast_sharing.theory.assumptions import DEFAULTS, Options

IntArray = npt.NDArray[np.int64]
# Of the decisions of somebody who rounds.
ROUNDED = 0.9
_PANDAS_TYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """A person of a simulated session, with the parameters that were used."""

    session_code: str
    participant_code: str
    role: Role
    decider: Decider

    def as_row(self) -> dict[str, Any]:
        """Return one flat row: session, code, role, theory, its kind of people, such as a level, and the parameters."""
        return {
            "session_code": self.session_code,
            "participant_code": self.participant_code,
            "role": self.role,
            "theory": self.decider.theory,
            **self.decider.kind,
            **self.decider.params[self.role],
        }


@dataclass(frozen=True, slots=True)
class Simulation:
    """Rows as the export writes them (for `dataset.write_table` with `ROUNDS`), and who made them."""

    rows: list[dict[str, Any]]
    people: tuple[SimulatedPerson, ...]

    def rounds(self) -> pd.DataFrame:
        """Return the table as `dataset.read_rounds` would."""
        columns = {
            column.name: pd.array(
                [row.get(column.name) for row in self.rows], dtype=_PANDAS_TYPES.get(column.type, "string")
            )
            for column in ROUNDS
        }
        return pd.DataFrame(columns)

    def true_parameters(self) -> pd.DataFrame:
        """Return one row for each person and role that the person had."""
        table = pd.DataFrame([person.as_row() for person in self.people])
        kinds = {name: value for person in self.people for name, value in person.decider.kind.items()}
        first = ["session_code", "participant_code", "role", "theory", *kinds]
        table = table[[*first, *(name for name in table.columns if name not in first)]]
        # Where only some people have a level, the others' is missing and pandas would make the levels 0.0 and 1.0.
        return table.astype({name: "Int64" for name, value in kinds.items() if isinstance(value, int)})


def simulate(
    theory: str,
    cells: Sequence[str] | Mapping[str, Game],
    *,
    pairs: int,
    n_rounds: int,
    seed: int,
    block_size: int = 4,
    roles: str = "fixed",
    population: Population | None = None,
    options: Options = DEFAULTS,
    beliefs: bool = False,
) -> Simulation:
    """Return sessions of simulated people, one for each cell, with different people in each.

    Parameters
    ----------
    theory : str
        What people follow, one of `registry.MAKERS`; in a hybrid population each person follows trust or level-k.
    cells : sequence of names, or mapping of names to games
        Treatments; names are those of `game.CELLS`.
    pairs, n_rounds : int
        Of each session; none of the rounds is practice.
    seed : int
        Decides everything, at least 0. Each session has chance of its own, whatever other seeds and sessions there are;
        the column `seed` holds the seed of a session with the same forecasts and market noise.
    block_size : int
        People in a closed block; `pairs` must fill blocks.
    roles : {"fixed", "alternate", "random"}
        As in `matching.plan`; strangers meet.
    population : Population, optional
        By default the default population.
    options : Options
        The open choices of the models, the same as for estimation.
    beliefs : bool
        Whether people state beliefs, too; their decisions do not depend on it.

    Returns
    -------
    Simulation
        Rows by session, round, block and pair.

    Raises
    ------
    ValueError
        If the theory or a cell is unknown or the plan is impossible.

    """
    games = dict(cells) if isinstance(cells, Mapping) else {name: _cell(name) for name in cells}
    people_from = Population() if population is None else population
    rows: list[dict[str, Any]] = []
    people: list[SimulatedPerson] = []
    for number, (name, game) in enumerate(games.items(), start=1):
        session = f"sim{seed}-{name}"
        chance = Chance.of(seed, number)
        plan = matching.plan(
            2 * pairs,
            n_rounds,
            block_size=block_size,
            matching="stranger" if block_size > 2 else "partner",
            roles=roles,
            rng=chance.plan,
        )
        deciders = [draw_decider(theory, game, people_from, chance.people, options) for _ in range(plan.n_people)]
        new_rows = _play(session, name, game, plan, deciders, chance.seed, chance.people)
        if beliefs:
            deciders = with_belief_sds(deciders, people_from, chance.beliefs)
            new_rows = with_beliefs(game, new_rows, deciders, chance.beliefs)
        rows += new_rows
        people += people_of(session, new_rows, deciders)
    return Simulation(rows, tuple(people))


# The settings, here with their defaults, and what else a round holds that simulated people do not differ in; what they
# do not have is missing.
SAME_FOR_ALL = {
    **{column.name: None for column in ROUNDS if column.missing is not None},
    **{name: getattr(SessionDesign, name) for name in CHOICES if name in {column.name for column in ROUNDS}},
    "is_practice": False,
    "is_paid": True,
    "sender_is_robot": False,
    "receiver_is_robot": False,
    "sender_had_left": False,
    "report_timed_out": False,
    "capacity_timed_out": False,
}


@dataclass(frozen=True, slots=True)
class Chance:
    """What decides one session: the seed of its forecasts and market noise, and a generator for all else."""

    seed: int
    people: np.random.Generator
    plan: np.random.Generator
    beliefs: np.random.Generator

    @classmethod
    def of(cls, seed: int, number: int) -> "Chance":
        """Return the chance of the session of this number."""
        # A sum of both would be the same for the next session of the seed before.
        sequence = np.random.SeedSequence(seed, spawn_key=(number,))
        people, plan, beliefs = (np.random.default_rng(child) for child in sequence.spawn(3))
        return cls(1 + int(sequence.generate_state(1, np.uint64)[0]) % draws.HIGHEST_SEED, people, plan, beliefs)


def _cell(name: str) -> Game:
    if name not in CELLS:
        raise ValueError(f"cells must be among {', '.join(CELLS)}, not {name!r}")
    return CELLS[name]


def _play(
    session: str,
    treatment: str,
    game: Game,
    plan: matching.MatchingPlan,
    deciders: Sequence[Decider],
    seed: int,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    states = draws.draw_states(game, seed, n_rounds=plan.n_rounds, n_blocks=plan.n_blocks, n_pairs=plan.block_size // 2)
    of_session = SAME_FOR_ALL | {"session_code": session, "treatment": treatment, "matching": plan.matching}
    of_session |= {"roles": plan.roles, "seed": seed, "planned_rounds": plan.n_rounds, **asdict(game)}
    return [of_session | row for row in play(game, plan.pairs, plan.block_size, states, deciders, rng)]


def play(
    game: Game,
    pairs: Sequence[matching.Pair],
    block_size: int,
    states: draws.States,
    deciders: Sequence[Decider],
    rng: np.random.Generator,
    *,
    decide_without_report: Sequence[Decider] | None = None,
) -> list[dict[str, Any]]:
    """Return what comes of these pairs of a plan, a row each.

    Parameters
    ----------
    game : Game
        What all of them play.
    pairs, block_size : sequence of Pair, int
        Of a plan of blocks of this size.
    states : States
        Of the whole session.
    deciders : sequence of Decider
        The session's people by seat.
    rng : numpy.random.Generator
        The only source of chance.
    decide_without_report : sequence of Decider, optional
        Where nothing is sent: the same people as receivers who hear nothing.

    """
    at = tuple(np.array([(p.round_number - 1, p.block - 1, p.pair - 1) for p in pairs]).T)
    forecast, market_noise = states.forecast[at], states.market_noise[at]
    first_seat = np.array([(p.block - 1) * block_size for p in pairs])
    sender = first_seat + np.array([p.sender_seat for p in pairs])
    receiver = first_seat + np.array([p.receiver_seat for p in pairs])
    if decide_without_report is None:
        report = _decide("sender", game, forecast, sender, deciders, rng)
        capacity = _decide("receiver", game, report, receiver, deciders, rng)
    else:
        report = np.zeros_like(forecast)
        capacity = _decide("receiver", game, report, receiver, decide_without_report, rng)
    columns = zip(pairs, sender, receiver, forecast, market_noise, report, capacity, strict=True)
    rows = [_row(game, pair, *map(int, numbers)) for pair, *numbers in columns]
    return rows if decide_without_report is None else [row | {"report": None} for row in rows]


def _decide(
    role: Role, game: Game, states: IntArray, seats: IntArray, deciders: Sequence[Decider], rng: np.random.Generator
) -> IntArray:
    actions = np.empty(len(states), dtype=np.int64)
    by_seat: dict[int, list[int]] = defaultdict(list)
    for position, seat in enumerate(seats):
        by_seat[int(seat)].append(position)
    for seat, positions in sorted(by_seat.items()):
        decider = deciders[seat - 1]
        design = Design(game, role, states[positions])
        log_probs = decider.models[role].log_choice_probs(decider.params[role], design)
        chosen = draw_actions(log_probs, design, rng.random(len(positions)))
        actions[positions] = _rounded(chosen, design, decider.rounds_to, rng) if decider.rounds_to > 1 else chosen
    return actions


def _rounded(chosen: IntArray, design: Design, nearest: int, rng: np.random.Generator) -> IntArray:
    """Return most of what was chosen as the nearest multiple that can be chosen."""
    return np.where(rng.random(len(chosen)) < ROUNDED, multiple_near(chosen, design.actions, nearest), chosen)


def _row(
    game: Game,
    pair: matching.Pair,
    sender: int,
    receiver: int,
    forecast: int,
    market_noise: int,
    report: int,
    capacity: int,
) -> dict[str, Any]:
    demand = game.demand(forecast, market_noise)
    return {
        "round_number": pair.round_number,
        "block": pair.block,
        "pair_id": "-".join(str(seat) for seat in sorted((sender, receiver))),
        "sender_code": f"p{sender}",
        "receiver_code": f"p{receiver}",
        "forecast": forecast,
        "report": report,
        "capacity": capacity,
        "market_noise": market_noise,
        "demand": demand,
        "sales": game.sales(demand, capacity),
        "sender_payoff": game.sender_profit(demand, capacity),
        "receiver_payoff": game.receiver_profit(demand, capacity),
    }


def with_belief_sds(deciders: Sequence[Decider], population: Population, rng: np.random.Generator) -> list[Decider]:
    """Return people whose stated beliefs scatter."""
    sds = [draw_belief_sds(population.noise, rng) for _ in deciders]
    return [
        replace(one, params={role: params | {"belief_sd": sd[role]} for role, params in one.params.items()})
        for one, sd in zip(deciders, sds, strict=True)
    ]


def with_beliefs(
    game: Game, rows: Sequence[dict[str, Any]], deciders: Sequence[Decider], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Return rounds of one game with what both state that they believe."""
    by_code = {f"p{seat}": decider for seat, decider in enumerate(deciders, start=1)}
    stated = stated_beliefs(game, rows, by_code, rng)
    return [row | belief for row, belief in zip(rows, stated, strict=True)]


def people_of(session: str, rows: Sequence[Mapping[str, Any]], deciders: Sequence[Decider]) -> list[SimulatedPerson]:
    """Return the people of a session, by seat and role that they had."""
    had: dict[tuple[int, Role], None] = {}
    for row in rows:
        had[int(row["sender_code"].removeprefix("p")), "sender"] = None
        had[int(row["receiver_code"].removeprefix("p")), "receiver"] = None
    return [SimulatedPerson(session, f"p{seat}", role, deciders[seat - 1]) for seat, role in sorted(had)]
