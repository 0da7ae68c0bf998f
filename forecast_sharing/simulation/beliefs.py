"""What simulated people state that they believe: what their theory predicts, with noise and lapses."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import ROLES, Design, Role
from forecast_sharing.models.people import Decider, NoiseSpread

FloatArray = npt.NDArray[np.float64]


def draw_belief_sds(spread: NoiseSpread, rng: np.random.Generator) -> dict[Role, float]:
    """Return how much a person's stated beliefs scatter in each role, in units."""
    return {"sender": spread.sender_belief_sd.log_normal(rng), "receiver": spread.receiver_belief_sd.log_normal(rng)}


def stated_beliefs(
    game: Game, rows: Sequence[Mapping[str, Any]], people: Mapping[str, Decider], rng: np.random.Generator
) -> list[dict[str, int]]:
    """Return what both of each pair state, by the names of the columns of `rounds`.

    Parameters
    ----------
    game : Game
        Of all rows.
    rows : sequence of mappings
        Rounds, with the codes of sender and receiver and the report.
    people : mapping
        By code; parameters hold `belief_sd` in each role.
    rng : numpy.random.Generator
        The only source of chance.

    Returns
    -------
    list of dict
        One for each row. An interval is the best one for what the theory believes, as wide as the rule rewards, moved
        to where the stated forecast is and cut off at the ends of the range.

    """
    stated: list[dict[str, int]] = [{} for _ in rows]
    for role in ROLES:
        by_person: dict[str, list[int]] = defaultdict(list)
        for position, row in enumerate(rows):
            by_person[row[f"{role}_code"]].append(position)
        for code, positions in sorted(by_person.items()):
            reports = np.array([rows[position]["report"] for position in positions], dtype=np.float64)
            beliefs = _state(game, role, people[code], reports, rng)
            for position, belief in zip(positions, beliefs, strict=True):
                stated[position] |= belief
    return stated


def _state(
    game: Game, role: Role, person: Decider, reports: FloatArray, rng: np.random.Generator
) -> list[dict[str, int]]:
    params, model = person.params[role], person.models[role]
    own = np.array([params[parameter.name] for parameter in model.own_parameters(game)])
    believed, _ = model.belief(game, reports)(own)
    lowest, *_, highest = Design(game, role, reports[:0]).statements
    around = np.round(rng.normal(believed, params["belief_sd"]))
    by_chance = rng.integers(int(lowest), int(highest) + 1, size=len(reports))
    numbers = np.clip(np.where(rng.random(len(reports)) < params["lapse"], by_chance, around), lowest, highest)
    if role == "sender":
        return [{"stated_capacity": int(number)} for number in numbers]
    # More than half of the range is never worth it.
    reach = np.minimum(_width(game, person, reports), (highest - lowest) / 2) / 2
    low, high = np.maximum(np.floor(numbers - reach), lowest), np.minimum(np.ceil(numbers + reach), highest)
    names = ("stated_forecast", "stated_forecast_low", "stated_forecast_high")
    return [dict(zip(names, map(int, numbers), strict=True)) for numbers in zip(numbers, low, high, strict=True)]


def _width(game: Game, person: Decider, reports: FloatArray) -> FloatArray:
    """Return how far apart the forecasts are that a receiver thinks possible, in units."""
    model, params = person.models["receiver"], person.params["receiver"]
    own = np.array([params[parameter.name] for parameter in model.own_parameters(game)])
    low, high = model.belief_range(game, reports, own)
    return high - low
