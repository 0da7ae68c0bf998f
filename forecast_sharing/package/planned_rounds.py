"""What each pair of a session was to meet, drawn anew from the session's seed: states, arm, part, lotteries."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from forecast_sharing import matching
from forecast_sharing.session import draws
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.tables.round_columns import ROUNDS
from forecast_sharing.tables.session_columns import SETTINGS

# Settings that a row of rounds holds; the policy only where a computer plays.
ROUND_SETTINGS = tuple(column.name for column in ROUNDS if column.name in SETTINGS and column.name != "robot_policy")


@dataclass(frozen=True)
class PlannedSession:
    """A session as it would be created from its own settings."""

    code: str
    seed: int
    people: int
    design: SessionDesign
    arms: list[int | None]  # of each block, from 1
    pairs: pd.DataFrame

    @property
    def seats(self) -> list[tuple[int, int]]:
        """Return block and seat of each place for a person, in the order in which places are taken."""
        first = self.pairs[self.pairs["round_number"] == 1]
        robots = self.design.plays_with_computers
        places = []
        for row in first.itertuples():
            person = row.sender_seat if row.block % 2 else row.receiver_seat
            places += (
                [(int(row.block), int(person))]
                if robots
                else [
                    (int(row.block), int(row.sender_seat)),
                    (int(row.block), int(row.receiver_seat)),
                ]
            )
        return sorted(places)

    def arm_name(self, block: int) -> str | None:
        """Return the name of a block's arm."""
        arm = self.arms[block - 1]
        return None if arm is None else self.design.planned_arms[arm - 1].name


def planned_session(row: dict[str, Any], study_design: SessionDesign) -> PlannedSession:
    """Return a session from its row of settings; those in which its parts differ are the study's.

    Raises
    ------
    ValueError
        If there is no such session.

    """
    design = _design(row, study_design)
    seed, people = int(row["seed"]), int(row["people"])
    plan = matching.plan(
        design.n_seats(people),
        design.total_rounds,
        block_size=design.block_size,
        matching=design.matching,
        roles=design.roles,
        rng=draws.stream(seed, "matching"),
    )
    arms = draws.arms_of_session(design, plan.n_blocks, seed=seed)
    return PlannedSession(str(row["session_code"]), seed, people, design, arms, _pairs(row, design, seed, plan, arms))


def _design(row: dict[str, Any], study_design: SessionDesign) -> SessionDesign:
    values = {}
    for spec in fields(SessionDesign):
        recorded = row.get(spec.name)
        if spec.name != "seed":
            values[spec.name] = _plain(getattr(study_design, spec.name) if pd.isna(recorded) else recorded)
    # Empty is how a setting that can be "none" is written.
    values |= dict.fromkeys(("completion_link", "completion_code", "prolific_study"), "")
    return SessionDesign(**values)


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _pairs(
    row: dict[str, Any], design: SessionDesign, seed: int, plan: matching.MatchingPlan, arms: list[int | None]
) -> pd.DataFrame:
    """Return a row for each planned pair and round, by round, block and pair."""
    size = {"n_rounds": plan.n_rounds, "n_blocks": plan.n_blocks, "n_pairs": plan.block_size // 2}
    found = pd.DataFrame(plan.pairs, columns=["round_number", "block", "pair", "sender_seat", "receiver_seat"])
    arm = [arms[block - 1] for block in found["block"]]
    part = [design.part_of(one, number) for one, number in zip(arm, found["round_number"], strict=True)]
    played = {key: design.in_part(*key) for key in set(zip(arm, part, strict=True))}
    of_pair = [played[key] for key in zip(arm, part, strict=True)]
    states = draws.states_by_game(design, seed, **size)
    forecasts = {game: one.forecast.ravel() for game, one in states.items()}
    noises = {game: one.market_noise.ravel() for game, one in states.items()}
    games = [one.game for one in of_pair]
    paid = draws.draw_paid_rounds(seed, n_rounds=design.num_rounds, n_paid=design.n_paid_rounds)
    counted = found["round_number"] - design.practice_rounds
    asks = np.array([one.asks_beliefs for one in of_pair])
    return found.assign(
        session_code=str(row["session_code"]),
        arm=[None if one is None else design.planned_arms[one - 1].name for one in arm],
        part=part,
        forecast=[forecasts[game][n] for n, game in enumerate(games)],
        market_noise=[noises[game][n] for n, game in enumerate(games)],
        is_practice=counted < 1,
        is_paid=counted.isin(paid),
        seed=seed,
        planned_rounds=design.total_rounds,
        treatment=[game.treatment for game in games],
        **{name: [getattr(one, name) for one in of_pair] for name in ROUND_SETTINGS},
        asks_beliefs=asks,
        belief_prize=[one.belief_prize for one in of_pair],
        **_drawn_for_beliefs(seed, size, asks),
    )


def _drawn_for_beliefs(seed: int, size: dict[str, int], asks: np.ndarray) -> dict[str, Any]:
    """Return lotteries and the answers that can win, where beliefs are asked."""
    nothing = np.full(len(asks), None, dtype=object)
    if not asks.any():
        return {"sender_belief_lottery": nothing, "receiver_belief_lottery": nothing, "receiver_belief_answer": nothing}
    lotteries = draws.draw_belief_lotteries(seed, **size).reshape(-1, 2)
    answers = draws.draw_belief_answers(seed, **size).ravel()
    return {
        "sender_belief_lottery": np.where(asks, lotteries[:, 0], nothing),
        "receiver_belief_lottery": np.where(asks, lotteries[:, 1], nothing),
        "receiver_belief_answer": np.where(asks, answers.astype(object), nothing),
    }
