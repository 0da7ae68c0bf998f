"""Receivers of one game, drawn from the trust model: the smallest samples of which there are types."""

from __future__ import annotations

import numpy as np

from forecast_sharing.estimation.decisions import Decisions, Person, Sample
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Design
from forecast_sharing.models.trust_model import Trust

RECEIVER = Trust("receiver")


def receivers(params, blocks, rng, n_rounds=20):
    """Return the sample of a receiver for each of these parameters, each of them in its block."""
    design = Design(Game(), "receiver", np.linspace(-100, 150, 11))
    state = rng.integers(11, size=(len(params), n_rounds))
    actions = np.empty_like(state)
    for one, some in enumerate(params):
        chances = np.exp(RECEIVER.log_choice_probs(some, design))
        actions[one] = [rng.choice(len(design.actions), p=chances[place]) for place in state[one]]
    person = np.repeat(np.arange(len(params)), n_rounds)
    cells = len(person)
    decisions = Decisions(design, state.ravel(), actions.ravel(), np.ones(cells), person, np.arange(cells) % 2)
    people = tuple(Person("s", f"p{one}", int(block)) for one, block in enumerate(blocks))
    return Sample(people, (decisions,), ("ch_ul",), {})
