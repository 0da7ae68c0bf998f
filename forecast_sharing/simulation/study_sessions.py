"""Simulated people play the sessions of a study: arms drawn by block, part after part, as the export writes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from forecast_sharing import matching
from forecast_sharing.models.people import Decider, Population, draw_decider
from forecast_sharing.models.trust_model import TRUST
from forecast_sharing.session import draws
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.simulation.sessions import (
    SAME_FOR_ALL,
    Chance,
    SimulatedPerson,
    Simulation,
    people_of,
    play,
    with_belief_sds,
    with_beliefs,
)
from forecast_sharing.study.study import Study
from forecast_sharing.tables.columns import ROUNDS
from forecast_sharing.theory.assumptions import DEFAULTS, Options, with_words

# Of a row, what is a setting of the part in which it is played; the seed is the session's own.
_SETTINGS = tuple(
    column.name
    for column in ROUNDS
    if column.name in SessionDesign.__dataclass_fields__ and column.name not in ("robot_policy", "seed")
)


def simulate_study(
    study: Study, theory: str, *, seed: int, population: Population | None = None, options: Options = DEFAULTS
) -> Simulation:
    """Return the sessions of a study, practice included, played by simulated people.

    Everybody keeps their parameters over all parts and in both roles. Where nothing is sent, receivers build for the
    forecasts that there are, with their own noise and lapses. Beliefs are stated in the parts that ask for them, where
    there is a report.

    Parameters
    ----------
    study : Study
        As planned: its blocks are spread over its sessions as evenly as possible, and its seed assigns them to arms.
    theory : str
        What people follow, one of `registry.MAKERS`.
    seed : int
        Decides everything else, at least 0.
    population : Population, optional
        By default the default population.
    options : Options
        The open choices of the models, the same as for estimation.

    Returns
    -------
    Simulation
        Rows by session, round, block and pair.

    Raises
    ------
    ValueError
        If the theory is unknown, or people are to play with computers.

    """
    if study.design.plays_with_computers:
        raise ValueError("simulated people play with each other: the study's counterpart must be human, not robot")
    spread = Population() if population is None else population
    rows: list[dict[str, Any]] = []
    people: list[SimulatedPerson] = []
    for number, n_blocks in enumerate(blocks_by_session(study), start=1):
        session = _Session.of(study, number, n_blocks, Chance.of(seed, number))
        deciders = [
            draw_decider(theory, _dearest_lie(study), spread, session.chance.people, options)
            for _ in range(session.plan.n_people)
        ]
        if any(part.asks_beliefs for part in study.design.parts):
            deciders = with_belief_sds(deciders, spread, session.chance.beliefs)
        code = f"sim{seed}-{study.name}-{number}"
        new_rows = [{"session_code": code, **row} for row in session.rows(deciders, options)]
        rows += new_rows
        people += people_of(code, new_rows, deciders)
    return Simulation(rows, tuple(people))


def blocks_by_session(study: Study) -> list[int]:
    """Return how many blocks each session has: as even as possible, the first ones larger."""
    each, more = divmod(study.blocks, study.sessions)
    return [size for number in range(study.sessions) if (size := each + (number < more))]


def _dearest_lie(study: Study) -> Any:
    """Return the game in which a lie can earn the most: who is truthful there is truthful in all."""
    return max(study.design.parts, key=lambda part: part.retail_price - part.wholesale_price).game


@dataclass(frozen=True)
class _Session:
    """A session as it would be created: the arm of each block, pairs, and what chance decides."""

    design: SessionDesign
    arms: Sequence[int]
    plan: matching.MatchingPlan
    chance: Chance

    @classmethod
    def of(cls, study: Study, number: int, n_blocks: int, chance: Chance) -> "_Session":
        design = replace(study.design, study_session=number)
        plan = matching.plan(
            n_blocks * design.block_size,
            design.total_rounds,
            block_size=design.block_size,
            matching=design.matching,
            roles=design.roles,
            rng=chance.plan,
        )
        return cls(design, draws.arms_of_session(design, n_blocks), plan, chance)

    def rows(self, deciders: Sequence[Decider], options: Options) -> list[dict[str, Any]]:
        """Return what these people, by seat, do in all parts, ordered by round, block and pair."""
        design, plan = self.design, self.plan
        size = {"n_rounds": plan.n_rounds, "n_blocks": plan.n_blocks, "n_pairs": plan.block_size // 2}
        states = draws.states_by_game(design, self.chance.seed, **size)
        paid = draws.draw_paid_rounds(self.chance.seed, n_rounds=design.num_rounds, n_paid=design.n_paid_rounds)
        silent = _without_report(deciders, options)
        found = []
        for (arm, part), pairs in groupby(sorted(plan.pairs, key=self._place), key=self._place):
            played, some = design.in_part(arm, part), tuple(pairs)
            sends, rng = played.message_type.sends, self.chance.people
            came_of = play(
                played.game,
                some,
                plan.block_size,
                states[played.game],
                deciders,
                rng,
                decide_without_report=None if sends else silent,
            )
            if played.asks_beliefs and sends:
                came_of = with_beliefs(played.game, came_of, deciders, self.chance.beliefs)
            same = self._same(arm, part)
            found += [
                (pair, same | row | _kind_of_round(pair.round_number, design, paid))
                for pair, row in zip(some, came_of, strict=True)
            ]
        return [row for _, row in sorted(found, key=lambda one: one[0])]

    def _place(self, pair: matching.Pair) -> tuple[int, int]:
        arm = self.arms[pair.block - 1]
        return arm, self.design.part_of(arm, pair.round_number) or 1

    def _same(self, arm: int, part: int) -> dict[str, Any]:
        """Return what all rounds of a part say alike."""
        played = self.design.in_part(arm, part)
        return {
            **_MISSING,
            **{name: getattr(played, name) for name in _SETTINGS},
            "treatment": played.game.treatment,
            "seed": self.chance.seed,
            "planned_rounds": self.design.total_rounds,
            "arm": self.design.planned_arms[arm - 1].name,
            "part": part,
            **_NEVER,
        }


# What simulated people do not have, and what does not happen to them.
_MISSING = {column.name: None for column in ROUNDS if column.missing is not None}
_NEVER = {name: SAME_FOR_ALL[name] for name in SAME_FOR_ALL if name.endswith(("_is_robot", "_left", "_timed_out"))}


def _kind_of_round(round_number: int, design: SessionDesign, paid: frozenset[int]) -> dict[str, bool]:
    counted = round_number - design.practice_rounds
    return {"is_practice": counted < 1, "is_paid": counted in paid}


def _without_report(deciders: Sequence[Decider], options: Options) -> list[Decider]:
    """Return the people as receivers who hear nothing: who trust no report and think every forecast possible."""
    model = TRUST.make("receiver", with_words(options, prior="untruncated"))
    return [
        replace(one, models={**one.models, "receiver": model}, params={**one.params, "receiver": _deaf(one)})
        for one in deciders
    ]


def _deaf(one: Decider) -> dict[str, float]:
    own = one.params["receiver"]
    return {"trust": 0.0, **{name: own[name] for name in ("precision", "noise_sd", "lapse") if name in own}}
