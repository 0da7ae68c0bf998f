"""What each fitted theory expects on average: a report after each forecast, a capacity after each report."""

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.decisions import Sample
from forecast_sharing.estimation.mixtures import MixtureFit
from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Design, Role

FloatArray = npt.NDArray[np.float64]

# A line drawn through this many points looks smooth.
_N_STATES = 61


def expected_actions(
    mixture: MixtureFit, sample: Sample, role: Role, game: Game
) -> tuple[FloatArray, FloatArray] | None:
    """Return states and the mean action expected at each, over the types of the people who had this role in the game.

    None where nobody had.
    """
    people = _people_of(sample, role, game)
    if not len(people):
        return None
    shares = mixture.posterior[people].mean(axis=0)
    half_width = int(game.forecast_half_width)
    states = np.unique(np.round(np.linspace(-half_width, half_width, _N_STATES)))
    design = Design(game, role, states)
    mean = np.zeros(len(states))
    for one, params, share in zip(mixture.types, mixture.params, shares, strict=True):
        mean += share * _mean_action(one.models[role].log_choice_probs(params[role], design), design)
    return states, mean


def _people_of(sample: Sample, role: Role, game: Game) -> npt.NDArray[np.int64]:
    found = [one.person for one in sample.of_role(role) if one.design.game == game]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _mean_action(log_probs: FloatArray, design: Design) -> FloatArray:
    return np.exp(log_probs) @ design.actions
