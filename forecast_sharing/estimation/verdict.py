r"""The verdict: a theory, hybrid or undecided, by a rule that is fixed before the data are seen.

Each person's decisions have a predictive density under each theory, estimated from the people of other blocks
(`parameter_distributions`). Suppose that each theory is followed by a share of the people. The log-likelihood of the
shares :math:`s` is

.. math:: \ell(s) = \sum_i \log \sum_j s_j D_{ij}, \qquad s_j \ge 0, \quad \sum_j s_j = 1

with :math:`D_{ij}` the density of person i under theory j. A theory is rejected where giving it all people makes the
data a hundred times less likely than the best shares do: :math:`\max_s \ell(s) - \ell(e_j) > \log 100`. If all but
one are rejected, the verdict is that one; if all are, hybrid; if several are left, undecided. With fewer than two
blocks there are no other people to predict from: undecided.

Since densities are predictive, a theory that could describe anything has no advantage, and where the theories coincide
the densities are alike, :math:`\ell` is flat and the verdict is undecided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecast_sharing.models.registry import HYBRID, UNDECIDED, theory_of

FloatArray = npt.NDArray[np.float64]

# Odds of a hundred to one, in log-likelihood units.
REJECTED = float(np.log(100))
_SHARES = np.linspace(0, 1, 1_001)
# Of the shares of three theories and more, from even ones.
_N_STEPS = 300
_NOBODY = 1e-9
_ONCE = "1 times"


@dataclass(frozen=True)
class ShareOfPeople:
    """The share of people at which the data are most likely, and those between which they are not yet rejected."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """The verdict and what it rests on.

    Parameters
    ----------
    word : str
        The verdict: the name of a theory, hybrid or undecided.
    shares : dict
        By theory: the share of people who follow it at which the data are most likely, and the shares between which
        they are at most a hundred times less likely, the others sharing what is left as is best.
    against : dict
        By theory: how much less likely all people of this theory make the data, in log-likelihood units.
    reason : str
        In words.

    """

    word: str
    shares: dict[str, ShareOfPeople]
    against: dict[str, float]
    reason: str


def words(names: Sequence[str]) -> tuple[str, ...]:
    """Return what the verdict can be where these theories are compared."""
    return (*names, HYBRID, UNDECIDED)


def decide(densities: Mapping[str, FloatArray], n_blocks: int) -> Verdict:
    """Return the verdict; the rule is the module's docstring.

    Parameters
    ----------
    densities : mapping of (n_people,) arrays
        By name of a theory, at least two: log predictive densities from `parameter_distributions.predict_people`.
    n_blocks : int
        Blocks of people.

    """
    names, values = list(densities), list(densities.values())
    profiles = {name: share_log_likelihood(values, number) for number, name in enumerate(names)}
    best = max(profile.max() for profile in profiles.values())
    possible = {name: _SHARES[profile > best - REJECTED] for name, profile in profiles.items()}
    against = {name: float(best - profile[-1]) for name, profile in profiles.items()}
    shares = best_shares(values)
    word, reason = _word(against, n_blocks)
    return Verdict(
        word,
        {
            name: ShareOfPeople(float(share), float(possible[name][0]), float(possible[name][-1]))
            for name, share in zip(names, shares, strict=True)
        },
        against,
        reason,
    )


def share_log_likelihood(densities: Sequence[FloatArray], number: int) -> FloatArray:
    """Return the log-likelihood of shares 0, 0.001, ..., 1 of people who follow one theory, the others at their best.

    Parameters
    ----------
    densities : sequence of (n_people,) arrays
        Log densities under each theory.
    number : int
        Which theory has the share.

    """
    if len(densities) == 2 and number == 0:
        return share_log_likelihood(densities, 1)[::-1]
    one, others = densities[number], [d for k, d in enumerate(densities) if k != number]
    inner = _SHARES[1:-1, None]
    if len(others) > 1:
        others = [_best_mixture(one, others, inner)]
    mixed = np.logaddexp(np.log1p(-inner) + others[0], np.log(inner) + one).sum(axis=1)
    return np.concatenate([[mixed_log_likelihood(densities, _without(densities, number))], mixed, [one.sum()]])


def best_shares(densities: Sequence[FloatArray]) -> FloatArray:
    """Return the shares of the theories at which the data are most likely: to a thousandth with two theories."""
    if len(densities) == 2:
        second = _SHARES[np.argmax(share_log_likelihood(densities, 1))]
        return np.array([1 - second, second])
    relative = _relative(densities)
    shares = np.full(len(densities), 1 / len(densities))
    for _ in range(_N_STEPS):
        weighted = relative * shares
        shares = (weighted / weighted.sum(axis=1, keepdims=True)).mean(axis=0)
    return shares


def mixed_log_likelihood(densities: Sequence[FloatArray], shares: FloatArray) -> float:
    """Return the log-likelihood of people of whom these shares follow the theories."""
    return float(mixed_densities(densities, shares).sum())


def mixed_densities(densities: Sequence[FloatArray], shares: FloatArray) -> FloatArray:
    """Return the log density of each person where these shares of people follow the theories."""
    followed = np.flatnonzero(shares > _NOBODY)
    if len(followed) == 1:
        return densities[followed[0]]
    first, *rest = followed
    mixed = np.log1p(-shares[rest].sum()) + densities[first]
    for number in rest:
        mixed = np.logaddexp(mixed, np.log(shares[number]) + densities[number])
    return mixed


def _without(densities: Sequence[FloatArray], number: int) -> FloatArray:
    """Return the best shares where nobody follows one of the theories."""
    others = [d for k, d in enumerate(densities) if k != number]
    return np.insert(best_shares(others) if len(others) > 1 else np.ones(1), number, 0.0)


def _best_mixture(one: FloatArray, others: Sequence[FloatArray], share: FloatArray) -> FloatArray:
    """Return the log density of the best mixture of the others beside each share of the one: (n_shares, n_people)."""
    relative = _relative([one, *others])
    alone, rest = relative[:, 0], relative[:, 1:]
    among = np.full((len(share), len(others)), 1 / len(others))
    for _ in range(_N_STEPS):
        mixed = among @ rest.T
        weight = (1 - share) / (share * alone + (1 - share) * mixed)
        among = among * (weight @ rest)
        among /= among.sum(axis=1, keepdims=True)
    return np.log(among @ rest.T) + np.max([one, *others], axis=0)


def _relative(densities: Sequence[FloatArray]) -> FloatArray:
    """Return densities relative to each person's largest: (n_people, n_theories)."""
    logs = np.array(densities).T
    return np.exp(logs - logs.max(axis=1, keepdims=True))


def _word(against: Mapping[str, float], n_blocks: int) -> tuple[str, str]:
    if n_blocks < 2:
        return UNDECIDED, "one block of people: nobody else from whom to predict"
    left = [name for name, odds in against.items() if odds <= REJECTED]
    word = left[0] if len(left) == 1 else UNDECIDED if left else HYBRID
    return word, _odds(against)


def _odds(against: Mapping[str, float]) -> str:
    times = {f"all {theory_of(name).label}": _times(odds) for name, odds in against.items()}
    best_share = "best share" if len(against) == 2 else "best shares"
    best = [who for who, often in times.items() if often == _ONCE]
    less = [(who, often) for who, often in times.items() if often != _ONCE]
    if best:
        are = "is" if len(best) == 1 else "are"
        others = ", ".join(f"{who} {often}" for who, often in less)
        return f"{' and '.join(best)} {are} as likely as the {best_share}" + (f", {others} less likely" if less else "")
    (who, often), *rest = less
    listed = ", ".join([f"{who} is {often}", *(f"{who} {often}" for who, often in rest)])
    return f"{listed} less likely than the {best_share}"


def _times(log_odds: float) -> str:
    odds = float(f"{np.exp(log_odds):.3g}") if log_odds < 16 else None
    return f"exp({log_odds:.0f}) times" if odds is None else f"{odds:,.0f} times" if odds >= 100 else f"{odds:g} times"
