r"""The verdict: a theory, hybrid, neither or undecided, by a rule that is the program's and not made for the data.

Each person's decisions have a predictive density under each theory, estimated from the people of other blocks
(`parameter_distributions`). Suppose that each theory is followed by a share of the people. The log-likelihood of the
shares :math:`s` is

.. math:: \ell(s) = \sum_i \log \sum_j s_j D_{ij}, \qquad s_j \ge 0, \quad \sum_j s_j = 1

with :math:`D_{ij}` the density of person i under theory j. Against a theory speaks what giving it all people costs,
:math:`\max_s \ell(s) - \ell(e_j)`. It is *rejected* where that is more than log 1000, and still more than log 100
without the person and without the block that speak most against it. It is *contradicted* where that is more than
log 10, unless fewer than a tenth of the people are best said to follow others and either one person or block is all
that speaks against it, or the 95% likelihood interval of that share lies below a tenth, too.

If all theories but one are rejected, that one is not contradicted, and blocks agree, it is the verdict. Blocks agree
where the differences between two theories, by block, their signs flipped in every way, sum to as much with a
probability of at most 0.05, or as seldom as so few blocks allow. If all are rejected, the verdict is hybrid where the
95% likelihood intervals of at least two shares lie above a tenth. All else is undecided. Whatever the theories say of
each other, the verdict is neither where a benchmark without theory, learnt from the same people, predicts better than
the theories at their best shares by the measure by which theories are rejected, and blocks agree. With fewer than two
blocks there are no other people to predict from: undecided.

Since densities are predictive, a theory that could describe anything has no advantage, and where the theories coincide
the densities are alike, :math:`\ell` is flat and the verdict is undecided.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecast_sharing.estimation.sign_flips import signs
from forecast_sharing.models.registry import HYBRID, NEITHER, UNDECIDED, theory_of

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# A thousand times less likely, in log-likelihood units; and what must be left without the person or block that matters
# most. Where theories coincide, what one has to learn more than the other costs it some three units.
REJECTED, LEFT = float(np.log(1000)), float(np.log(100))
# A share at the end of its range is exceeded by so much in one data set of sixty.
CONTRADICTED = float(np.log(10))
# Of a share: half the 95% quantile of chi-squared with one degree of freedom.
_INTERVAL = 1.920729410347062
SUBSTANTIAL = 0.1
_LEVEL = 0.05
_SHARES = np.linspace(0, 1, 1_001)
# Of the shares of three theories and more, from even ones.
_N_STEPS = 300
_NOBODY = 1e-9
_ONCE = "1 times"


@dataclass(frozen=True)
class ShareOfPeople:
    """The share of people at which the data are most likely, and its 95% likelihood interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Evidence:
    """What speaks against a theory: log-likelihood units in all, and without the person or block that speak most.

    `p_value` is that of the blocks' differences from the theory that predicts best, their signs flipped.
    """

    total: float
    without_person: float
    without_block: float
    p_value: float

    @property
    def rejects(self) -> bool:
        """Return whether it is enough, whoever is left out."""
        return self.total > REJECTED and min(self.without_person, self.without_block) > LEFT

    @property
    def hangs_on_one(self) -> bool:
        """Return whether one person or block is all there is."""
        return min(self.without_person, self.without_block) <= CONTRADICTED


@dataclass(frozen=True)
class Verdict:
    """The verdict and what it rests on.

    Parameters
    ----------
    word : str
        The verdict: the name of a theory, hybrid, neither or undecided.
    shares : dict
        By theory: the share of people who follow it at which the data are most likely, and its 95% likelihood
        interval, the others sharing what is left as is best.
    against : dict
        By theory: how much less likely all people of this theory make the data, in log-likelihood units.
    reason : str
        In words.
    evidence : dict
        By theory: what `against` is made of.
    neither : Evidence or None
        What speaks for the benchmark and against the theories at their best shares; None without a benchmark.

    """

    word: str
    shares: dict[str, ShareOfPeople]
    against: dict[str, float]
    reason: str
    evidence: dict[str, Evidence] = field(default_factory=dict)
    neither: Evidence | None = None


def words(names: Sequence[str]) -> tuple[str, ...]:
    """Return what the verdict can be where these theories are compared."""
    return (*names, HYBRID, NEITHER, UNDECIDED)


def decide(densities: Mapping[str, FloatArray], blocks: IntArray, benchmark: FloatArray | None = None) -> Verdict:
    """Return the verdict; the rule is the module's docstring.

    Parameters
    ----------
    densities : mapping of (n_people,) arrays
        By name of a theory, at least two: log predictive densities from `parameter_distributions.predict_people`.
    blocks : (n_people,) array of int
        Each person's block.
    benchmark : (n_people,) array, optional
        Log predictive densities under a model without theory, learnt from the same people.

    """
    names, values = list(densities), list(densities.values())
    profiles = {name: share_log_likelihood(values, number) for number, name in enumerate(names)}
    best = max(profile.max() for profile in profiles.values())
    possible = {name: _SHARES[profile > best - _INTERVAL] for name, profile in profiles.items()}
    shares = best_shares(values)
    mixed = mixed_densities(values, shares)
    against = {name: float(best - profile[-1]) for name, profile in profiles.items()}
    leading = max(values, key=np.sum)
    evidence = {
        name: _evidence(
            mixed - density,
            leading - density,
            blocks,
            lambda kept, name=name: _against(values, names.index(name), kept),
        )
        for name, density in densities.items()
    }
    neither = None
    if benchmark is not None:
        gain = benchmark - mixed
        neither = _evidence(gain, gain, blocks, lambda kept: float(gain[kept].sum()))
    found = {
        name: ShareOfPeople(float(share), float(possible[name][0]), float(possible[name][-1]))
        for name, share in zip(names, shares, strict=True)
    }
    word, reason = _word(found, against, evidence, neither, len(np.unique(blocks)))
    return Verdict(word, found, against, reason, evidence, neither)


def flipped(by_block: FloatArray) -> float:
    """Return the probability that blocks with signs that could as well be the other sum to as much, or more."""
    sums = signs(len(by_block)) @ by_block
    # What is as much but for rounding is as much.
    return float(np.mean(sums >= by_block.sum() - 1e-9 * np.abs(by_block).sum()))


def _evidence(
    by_person: FloatArray, differences: FloatArray, blocks: IntArray, total: Callable[[BoolArray], float]
) -> Evidence:
    """Return the evidence that people's differences are; `total` is that of the people who are kept."""
    _, block = np.unique(blocks, return_inverse=True)
    return Evidence(
        total(np.ones(len(by_person), dtype=bool)),
        total(np.arange(len(by_person)) != np.argmax(by_person)),
        total(block != np.argmax(np.bincount(block, by_person))),
        flipped(np.bincount(block, differences)),
    )


def _against(values: Sequence[FloatArray], number: int, kept: BoolArray) -> float:
    """Return how much less likely all people of one theory make these people than the best shares of them do."""
    some = [density[kept] for density in values]
    return mixed_log_likelihood(some, best_shares(some)) - float(some[number].sum()) if kept.any() else 0.0


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


def _word(
    shares: Mapping[str, ShareOfPeople],
    against: Mapping[str, float],
    evidence: Mapping[str, Evidence],
    neither: Evidence | None,
    n_blocks: int,
) -> tuple[str, str]:
    if n_blocks < 2:
        return UNDECIDED, "one block of people: nobody else from whom to predict"
    if neither is not None and neither.rejects and _blocks_agree(neither, n_blocks):
        return NEITHER, f"a benchmark without theory makes the data {_times(neither.total)} as likely as the best share"
    left = [name for name, one in evidence.items() if not one.rejects]
    odds = _odds(against)
    if not left:
        substantial = [name for name, share in shares.items() if share.low > SUBSTANTIAL]
        if len(substantial) > 1:
            return HYBRID, odds
        # A share that is surely there and surely small leaves the theory of the others.
        left = [max(shares, key=lambda name: shares[name].value)]
    word, but = _of_one(left[0], shares, evidence, n_blocks) if len(left) == 1 else (UNDECIDED, "")
    return word, odds + but


def _of_one(
    name: str, shares: Mapping[str, ShareOfPeople], evidence: Mapping[str, Evidence], n_blocks: int
) -> tuple[str, str]:
    """Return the verdict where no other theory will do for all people, and what is to be said of it."""
    if not all(_blocks_agree(one, n_blocks) for other, one in evidence.items() if other != name):
        return UNDECIDED, ", but blocks do not agree"
    if evidence[name].total <= CONTRADICTED:
        return name, ""
    if 1 - shares[name].value < SUBSTANTIAL:
        if evidence[name].hangs_on_one:
            return name, ", but for one person or block"
        if 1 - shares[name].low < SUBSTANTIAL:
            return name, f", but fewer than {SUBSTANTIAL:.0%} of the people follow another"
    return UNDECIDED, f", and whether {SUBSTANTIAL:.0%} of the people or more follow another is not known"


def _blocks_agree(evidence: Evidence, n_blocks: int) -> bool:
    return evidence.p_value <= max(_LEVEL, 0.5**n_blocks) + 1e-12


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
