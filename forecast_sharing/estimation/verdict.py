r"""The verdict: trust, level_k, hybrid or undecided, by a rule that is fixed before the data are seen.

Each person's decisions have a predictive density under each theory, estimated from the people of other blocks
(`population`). Suppose that a share s of people follow level-k and the others the trust-embedded model. The
log-likelihood of that share is

.. math:: \ell(s) = \sum_i \log[(1 - s) T_i + s K_i]

with :math:`T_i` and :math:`K_i` the two densities. A theory is rejected where giving it all people makes the data a
hundred times less likely than the best share does: :math:`\max_s \ell(s) - \ell(0) > \log 100` rejects trust,
:math:`\max_s \ell(s) - \ell(1) > \log 100` rejects level-k. If one is rejected, the verdict is the other; if both are,
hybrid; if neither is, undecided. With fewer than two blocks there are no other people to predict from: undecided.

Since densities are predictive, a theory that could describe anything has no advantage, and where the theories coincide
the densities are alike, :math:`\ell` is flat and the verdict is undecided.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Word = Literal["trust", "level_k", "hybrid", "undecided"]
WORDS: tuple[Word, ...] = ("trust", "level_k", "hybrid", "undecided")

# Odds of a hundred to one, in log-likelihood units.
REJECTED = float(np.log(100))
_SHARES = np.linspace(0, 1, 1_001)
_ONCE = "1 times"


@dataclass(frozen=True)
class Verdict:
    """The verdict and what it rests on.

    Parameters
    ----------
    word : {"trust", "level_k", "hybrid", "undecided"}
        The verdict.
    level_k_share : float
        The share of people who follow level-k at which the data are most likely.
    low, high : float
        The shares between which the data are at most a hundred times less likely.
    against_trust, against_level_k : float
        How much less likely all people of one theory make the data, in log-likelihood units.
    reason : str
        In words.

    """

    word: Word
    level_k_share: float
    low: float
    high: float
    against_trust: float
    against_level_k: float
    reason: str


def decide(trust: FloatArray, level_k: FloatArray, n_blocks: int) -> Verdict:
    """Return the verdict; the rule is the module's docstring.

    Parameters
    ----------
    trust, level_k : (n_people,) arrays
        Log predictive densities from `population.predict_people`.
    n_blocks : int
        Blocks of people.

    """
    log_likelihood = share_log_likelihood(trust, level_k)
    best = log_likelihood.max()
    possible = _SHARES[log_likelihood > best - REJECTED]
    against_trust, against_level_k = float(best - log_likelihood[0]), float(best - log_likelihood[-1])
    word, reason = _word(against_trust, against_level_k, n_blocks)
    return Verdict(
        word,
        float(_SHARES[np.argmax(log_likelihood)]),
        float(possible[0]),
        float(possible[-1]),
        against_trust,
        against_level_k,
        reason,
    )


def share_log_likelihood(trust: FloatArray, level_k: FloatArray) -> FloatArray:
    """Return the log-likelihood of shares 0, 0.001, ..., 1 of people who follow level-k."""
    inner = _SHARES[1:-1, None]
    mixed = np.logaddexp(np.log1p(-inner) + trust, np.log(inner) + level_k).sum(axis=1)
    return np.concatenate([[trust.sum()], mixed, [level_k.sum()]])


def _word(against_trust: float, against_level_k: float, n_blocks: int) -> tuple[Word, str]:
    if n_blocks < 2:
        return "undecided", "one block of people: nobody else from whom to predict"
    odds = _odds(against_trust, against_level_k)
    if against_trust > REJECTED and against_level_k > REJECTED:
        return "hybrid", odds
    if against_level_k > REJECTED:
        return "trust", odds
    if against_trust > REJECTED:
        return "level_k", odds
    return "undecided", odds


def _odds(against_trust: float, against_level_k: float) -> str:
    trust, level_k = _times(against_trust), _times(against_level_k)
    if trust == level_k == _ONCE:
        return "all trust and all level-k are as likely as the best share"
    if trust == _ONCE:
        return f"all trust is as likely as the best share, all level-k {level_k} less likely"
    if level_k == _ONCE:
        return f"all level-k is as likely as the best share, all trust {trust} less likely"
    return f"all trust is {trust}, all level-k {level_k} less likely than the best share"


def _times(log_odds: float) -> str:
    return f"{np.exp(log_odds):.3g} times" if log_odds < 16 else f"exp({log_odds:.0f}) times"
