"""What must hold between the cells of a row of the table of rounds: the game's arithmetic and plain consistency."""

from collections.abc import Iterator
from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from forecast_sharing.game import Game
from forecast_sharing.session.message_types import MESSAGE_TYPES, NUMBERS
from forecast_sharing.tables.reader import BadCells
from forecast_sharing.tables.round_columns import ROUNDS

PARAMETERS = [field.name for field in fields(Game)]
FloatArray = npt.NDArray[np.float64]

# Half of the last decimal of a payoff written with two.
TOLERANCE = 0.005


def check_rounds(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    """Note each cell that contradicts the rest of its row."""
    _check_people(rounds, bad_cells)
    _check_time_outs(rounds, bad_cells)
    _check_rounds_without_capacity(rounds, bad_cells)
    _check_messages(rounds, bad_cells)
    _check_beliefs(rounds, bad_cells)
    _check_treatments(rounds, bad_cells)
    for position, members in _games(rounds):
        _check_game(rounds, position, members, bad_cells)


def _games(rounds: pd.DataFrame) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """Yield, for each game that occurs, the position of its first row and which rows are its."""
    numbers = rounds.groupby(PARAMETERS, sort=False, dropna=False).ngroup().to_numpy()
    for number, position in zip(*np.unique(numbers, return_index=True), strict=True):
        yield int(position), numbers == number


def ambiguous_treatment(rounds: pd.DataFrame) -> tuple[int, int, str] | None:
    """Return the positions of two rows of one treatment with different parameters, and the first that differs."""
    seen: dict[str, int] = {}
    for position in np.flatnonzero(~rounds.duplicated(["treatment", *PARAMETERS])).tolist():
        first = seen.setdefault(str(rounds["treatment"].iloc[position]), position)
        if first != position:
            return first, position, next(p for p in PARAMETERS if rounds[p].iloc[first] != rounds[p].iloc[position])
    return None


def _check_people(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    bad_cells.add(
        _true(rounds["sender_code"] == rounds["receiver_code"]),
        "receiver_code",
        "be another person than the sender",
        rounds["receiver_code"],
    )
    seats = (
        rounds["pair_id"].str.split("-", expand=True).astype("Int64") if len(rounds) else pd.DataFrame([], [], [0, 1])
    )
    bad_cells.add(
        _true(seats[0] >= seats[1]), "pair_id", "be two seat numbers in ascending order, such as 3-5", rounds["pair_id"]
    )
    bad_cells.add(
        _true(rounds["is_practice"] & rounds["is_paid"]),
        "is_paid",
        "be 0 in a practice round",
        rounds["is_paid"].astype("Int64"),
    )


def _check_time_outs(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    # A computer may decide after a person's time ran out; a person cannot have.
    decisions = [*((name, "report", "sender") for name in NUMBERS), ("capacity", "capacity", "receiver")]
    for name, decision, role in decisions:
        bad_cells.add(
            _true(rounds[f"{decision}_timed_out"] & ~rounds[f"{role}_is_robot"] & rounds[name].notna()),
            name,
            f"be empty where {decision}_timed_out is 1 and no computer decided",
            rounds[name],
        )


def _check_rounds_without_capacity(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    undecided = rounds["capacity"].isna()
    bad_cells.add(_true(undecided & rounds["sales"].notna()), "sales", "be empty where capacity is", rounds["sales"])
    # After a time-out a session's rule may pay people without a decision.
    timed_out = (rounds["report_timed_out"] | rounds["capacity_timed_out"]).fillna(False)
    for payoff in ("sender_payoff", "receiver_payoff"):
        bad_cells.add(
            _true(undecided & ~timed_out & rounds[payoff].notna()),
            payoff,
            "be empty where capacity is and no time ran out",
            rounds[payoff],
        )


def _check_messages(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    for message in MESSAGE_TYPES.values():
        for before, name in message.ascending_pairs:
            is_less = (rounds["messages"] == message.name) & (rounds[name] < rounds[before])
            bad_cells.add(_true(is_less), name, f"be at least {before}", rounds[name])


def _check_beliefs(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    stated, lowest, highest = (rounds[f"stated_forecast{end}"] for end in ("", "_low", "_high"))
    for end in (lowest, highest):
        is_alone = _true(end.isna() != stated.isna())
        bad_cells.add(is_alone, str(end.name), "be given where stated_forecast is and nowhere else", end)
    bad_cells.add(_true(highest < lowest), "stated_forecast_high", "be at least stated_forecast_low", highest)
    # A belief is paid once there is something to compare it with.
    for role, belief, truth in (("sender", "stated_capacity", "capacity"), ("receiver", "stated_forecast", "forecast")):
        prize = rounds[f"{role}_belief_prize"]
        bad_cells.add(
            _true(prize.notna() & (rounds[belief].isna() | rounds[truth].isna())),
            str(prize.name),
            f"be empty where {belief} or {truth} is",
            prize,
        )


def _check_treatments(rounds: pd.DataFrame, bad_cells: BadCells) -> None:
    # The word itself is believed: what is called ch_uh today may have been composed of the parameters, or be another
    # laboratory's word.
    if found := ambiguous_treatment(rounds):
        first, second, parameter = found
        other = np.arange(len(rounds)) == second
        rule = f"stand for one set of parameters ({parameter} is {rounds[parameter].iloc[first]} in row {first + 2} "
        rule += f"and {rounds[parameter].iloc[second]} here)"
        bad_cells.add(other, "treatment", rule, rounds["treatment"])


def _check_game(rounds: pd.DataFrame, position: int, members: npt.NDArray[np.bool_], bad_cells: BadCells) -> None:
    first = rounds.iloc[position]
    try:
        game = Game(**{name: first[name] for name in PARAMETERS})
    except ValueError as error:
        name, rule = str(error).split(" must ", maxsplit=1)
        bad_cells.add(members, name, rule.rsplit(", not ", maxsplit=1)[0], rounds[name])
        return
    _check_bounds(game, rounds, members, bad_cells)
    _check_arithmetic(game, rounds, members, bad_cells)


def _check_bounds(game: Game, rounds: pd.DataFrame, members: npt.NDArray[np.bool_], bad_cells: BadCells) -> None:
    bounds = {
        "forecast": (-game.forecast_half_width, game.forecast_half_width),
        "market_noise": (-game.noise_half_width, game.noise_half_width),
        **{column.name: getattr(game, column.game_range) for column in ROUNDS if column.game_range},
    }
    for name, (low, high) in bounds.items():
        outside = _true(~rounds[name].between(low, high) & rounds[name].notna())
        bad_cells.add(members & outside, name, f"be from {low:g} to {high:g} in this game", rounds[name])


def _check_arithmetic(game: Game, rounds: pd.DataFrame, members: npt.NDArray[np.bool_], bad_cells: BadCells) -> None:
    forecast, noise, capacity = (_floats(rounds[name]) for name in ("forecast", "market_noise", "capacity"))
    demand = game.demand(forecast, noise)
    # A draw may be left out of a file: demand is then taken as written.
    demand = np.where(np.isnan(demand), _floats(rounds["demand"]), demand)
    expected = {
        "demand": (demand, "mean_demand + forecast + market_noise"),
        "sales": (game.sales(demand, capacity), "the smaller of demand and capacity"),
        "sender_payoff": (game.sender_profit(demand, capacity), "the sender's profit in this game"),
        "receiver_payoff": (game.receiver_profit(demand, capacity), "the receiver's profit in this game"),
    }
    for name, (values, meaning) in expected.items():
        _check_close(rounds, name, values, meaning, members, bad_cells)


def _check_close(
    rounds: pd.DataFrame,
    name: str,
    expected: FloatArray,
    meaning: str,
    members: npt.NDArray[np.bool_],
    bad_cells: BadCells,
) -> None:
    known = members & ~np.isnan(expected)
    written = _floats(rounds[name])
    # A decided round must say what came of it, so empty is as wrong as another number.
    decided = rounds["capacity"].notna().to_numpy()
    off = np.zeros(len(rounds), dtype=bool)
    off[known] = np.where(
        np.isnan(written[known]), decided[known], np.abs(written[known] - expected[known]) > TOLERANCE
    )
    # One sentence a row, since each row has its own right number.
    for position in np.flatnonzero(off)[:10]:
        only = np.zeros(len(rounds), dtype=bool)
        only[position] = True
        bad_cells.add(only, name, f"be {expected[position]:.10g}, {meaning}", rounds[name])
    bad_cells.count += max(int(off.sum()) - 10, 0)


def _true(condition: pd.Series) -> npt.NDArray[np.bool_]:
    return condition.fillna(False).to_numpy(dtype=bool)


def _floats(column: pd.Series) -> FloatArray:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)
