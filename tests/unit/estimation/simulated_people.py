"""People of one game, drawn from the trust model: the smallest samples of which there are types."""

from __future__ import annotations

import numpy as np

from forecast_sharing.estimation.decisions import Decisions, Person, Sample
from forecast_sharing.game import CELLS, Game
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.trust_model import Trust

SENDER, RECEIVER = Trust("sender"), Trust("receiver")
REPORTS, FORECASTS = np.linspace(-100, 150, 11), np.linspace(-150, 150, 11)


def receivers(params, blocks, rng, n_rounds=20):
    """Return the sample of a receiver for each of these parameters, each of them in its block."""
    return _sample(RECEIVER, Design(Game(), "receiver", REPORTS), params, blocks, rng, n_rounds)


def senders(params, blocks, rng, n_rounds=20, copies=1):
    """Return the same of senders; each decision counts so often, as if others of the block had done the same."""
    design = Design(CELLS["ch_uh"], "sender", FORECASTS)
    return _sample(SENDER, design, params, blocks, rng, n_rounds, copies)


def _sample(model, design, params, blocks, rng, n_rounds, copies=1):
    state = rng.integers(len(design.states), size=(len(params), n_rounds))
    actions = np.empty_like(state)
    for one, some in enumerate(params):
        chances = np.exp(model.log_choice_probs(some, design))
        actions[one] = [rng.choice(len(design.actions), p=chances[place]) for place in state[one]]
    person = np.repeat(np.arange(len(params)), n_rounds)
    count, fold = np.full(len(person), float(copies)), np.arange(len(person)) % 2
    decisions = Decisions(design, state.ravel(), actions.ravel(), count, person, fold)
    people = tuple(Person("s", f"p{one}", int(block)) for one, block in enumerate(blocks))
    return Sample(people, (decisions,), ("game",), {})


def alike(sample, n_people):
    """Return the sample in which so many people, each in a block, do what the first person of this one did."""
    (one,) = sample.decisions
    mine = one.person == 0
    repeated = {name: np.tile(getattr(one, name)[mine], n_people) for name in ("state", "action", "count", "fold")}
    person = np.repeat(np.arange(n_people), mine.sum())
    people = tuple(Person("s", f"p{number}", number) for number in range(n_people))
    return Sample(people, (Decisions(one.design, person=person, **repeated),), sample.treatments, {})
