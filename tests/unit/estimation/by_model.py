"""What grids hold, from the models' own probabilities alone."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.special import logsumexp

from forecast_sharing.estimation import grids
from forecast_sharing.estimation.maximum_likelihood import parameters_of


def table_by_model(model, grid, position, sample):
    """Return the log-likelihoods of even, odd, all and early rounds at one point of a grid: (4, n_people).

    Under normal noise a point stands for the values around it, over which likelihoods are averaged.
    """
    point = grid.point(position)
    own = grid.names[:-2]
    axes = [
        grids._inside(axis, len(own))[place] if model.noise == "normal" else [axis[place]]
        for axis, place in zip(grid.axes, position[: len(own)], strict=False)
    ]
    sums = []
    for values in product(*axes):
        params = point | dict(zip(own, values, strict=True))
        by_fold, early = np.zeros((2, len(grid.people))), np.zeros(len(grid.people))
        for one in sample.of_role(model.role):
            logs = model.log_choice_probs(params, one.design)[one.state, one.action]
            person = np.searchsorted(grid.people, one.person)
            np.add.at(by_fold, (one.fold, person), one.count * logs)
            if one.early is not None:
                np.add.at(early, person, one.early * logs)
        sums.append([*by_fold, by_fold.sum(axis=0), early])
    return logsumexp(sums, axis=0) - np.log(len(sums))


def grid_of(model, sample):
    """Return the grid of one model alone."""
    decisions = sample.of_role(model.role)
    people = grids._people(decisions)
    parameters = parameters_of(model, decisions)
    axes = tuple(grids._own_axis(parameter) for parameter in parameters[:-2])
    table = grids._table(model, decisions, people, axes)
    names = tuple(parameter.name for parameter in parameters)
    return grids.Grid(names, (*axes, grids._NOISES[model.noise], grids._LAPSES), people, table)
