"""What grids hold, from the models' own probabilities alone."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.special import logsumexp

from forecast_sharing.estimation import grid_tables, grids
from forecast_sharing.estimation.maximum_likelihood import parameters_of
from forecast_sharing.theory.assumptions import Considered


def table_by_model(model, grid, position, sample):
    """Return the log-likelihoods of even, odd, all and early rounds at one point of a grid: (4, n_people).

    Under normal noise a point stands for the values around it, over which likelihoods are averaged.
    """
    point = grid.point(position)
    own = grid.names[:-2]
    axes = [
        grid_tables.inside_axis(axis, len(own))[place] if model.noise == "normal" else [axis[place]]
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
    axes = tuple(grid_tables.own_axis(parameter) for parameter in parameters[:-2])
    table = grid_tables.table_of(model, decisions, people, axes, grid_tables.slips_of(Considered()))
    names = tuple(parameter.name for parameter in parameters)
    return grids.Grid(names, (*axes, grid_tables.NOISES[model.noise], grid_tables.LAPSES), people, table)
