"""How stated beliefs are paid: the chance with which a statement wins a prize, once the truth is known.

Both rules are binarised: they give a chance of winning one fixed prize, and not an amount of money. Who prefers a
larger chance of a prize to a smaller one does best by the same statement, however much they like or dislike risk.
What is asked is the mean of what they believe, in the words "on average", whatever the shape of the belief. What a
miss costs, and what the two rules can and cannot tell, is in docs/explanation/beliefs.md.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# What receivers state of the forecast: what it is on average, and where it lies.
NUMBER, RANGE = ANSWERS = ("number", "range")


def winning_chance_point(stated: npt.ArrayLike, truth: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> Any:
    r"""Return the chance that a stated number wins the prize.

    .. math:: 1 - \left(\frac{s - t}{h - l}\right)^2

    with :math:`s` what was stated, :math:`t` the truth and :math:`[l, h]` the range of both: the quadratic scoring
    rule, binarised [HO13]_.

    Parameters
    ----------
    stated, truth : number or array
        What was stated and what turned out, in units, both from `low` to `high`; shapes broadcast.
    low, high : number or array
        The range in which both lie, in units; `low` is less than `high`.

    Returns
    -------
    float or array
        Between 0 and 1; 1 where the statement is the truth. Whatever a person believes of the truth, its mean
        maximises the expected chance; among whole units, the one next to the mean does. A statement that is :math:`d`
        units from that mean lowers the expected chance by :math:`(d / (h - l))^2`, whatever else is believed.

    Raises
    ------
    ValueError
        If a number is not finite or outside its range; the message names the rule and the value.

    Notes
    -----
    The loss is divided by its largest value and never cut off: a rule that is cut off is proper no longer. So it is
    flat near the truth, where a miss of a tenth of the range costs one per cent.

    References
    ----------
    .. [HO13] Hossain, T., Okui, R. (2013). The binarized scoring rule. Review of Economic Studies 80(3), 984-1001.

    Examples
    --------
    >>> winning_chance_point(stated=200, truth=200, low=25, high=475)
    1.0
    >>> winning_chance_point(stated=100, truth=325, low=25, high=475)
    0.75

    """
    lower, upper = _range(low, high)
    said, true = _within("stated", stated, lower, upper), _within("truth", truth, lower, upper)
    return _result(1 - ((said - true) / (upper - lower)) ** 2)


def winning_chance_interval(
    lowest: npt.ArrayLike, highest: npt.ArrayLike, truth: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike
) -> Any:
    r"""Return the chance that a stated interval wins the prize.

    .. math:: \left(1 - \frac{b - a}{h - l}\right) 1\{a \le t \le b\}

    with :math:`[a, b]` the interval, :math:`t` the truth and :math:`[l, h]` the range of both: a rule for most likely
    intervals [SW15]_, binarised.

    Parameters
    ----------
    lowest, highest : number or array
        The ends of the interval, in units; `low` <= `lowest` <= `highest` <= `high`; shapes broadcast.
    truth : number or array
        What turned out, in units, from `low` to `high`.
    low, high : number or array
        The range in which all of them lie, in units; `low` is less than `high`.

    Returns
    -------
    float or array
        Between 0 and 1; 0 where the truth is outside the interval. Among all intervals of one width, the one that the
        truth is most likely to be in maximises the expected chance.

    Raises
    ------
    ValueError
        If a number is not finite or outside its range, or `lowest` is greater than `highest`.

    Notes
    -----
    The rule does not elicit quantiles. The best interval of a belief with one peak contains the peak, is at most half
    as wide as the range and holds at least half of the probability (derived in docs/explanation/beliefs.md for the
    continuous case; whole units shift each by less than one unit).

    References
    ----------
    .. [SW15] Schlag, K. H., van der Weele, J. J. (2015). A method to elicit beliefs as most likely intervals.
       Judgment and Decision Making 10(5), 456-468.

    Examples
    --------
    >>> winning_chance_interval(lowest=-15, highest=15, truth=3, low=-150, high=150)
    0.9
    >>> winning_chance_interval(lowest=-15, highest=15, truth=40, low=-150, high=150)
    0.0

    """
    lower, upper = _range(low, high)
    start, end = _within("lowest", lowest, lower, upper), _within("highest", highest, lower, upper)
    true = _within("truth", truth, lower, upper)
    if np.any(start > end):
        raise ValueError(f"lowest must be at most highest, not {_first(start, start > end)}")
    return _result(np.where((start <= true) & (true <= end), 1 - (end - start) / (upper - lower), 0.0))


def winning_chance_answer(
    answer: str,
    *,
    stated: npt.ArrayLike,
    lowest: npt.ArrayLike,
    highest: npt.ArrayLike,
    truth: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
) -> Any:
    """Return the chance of somebody who states a number and an interval, of which one can win the prize.

    Parameters
    ----------
    answer : {"number", "range"}
        Which of the two can win. A lot decides it that nobody knows of when answering, so the best number and the best
        interval are those of each rule alone, and neither has to suit the other.
    stated, lowest, highest, truth, low, high : number or array
        As in `winning_chance_point` and `winning_chance_interval`, in units; the number may be outside the interval.

    Returns
    -------
    float or array
        Between 0 and 1.

    Raises
    ------
    ValueError
        As in `winning_chance_point` and `winning_chance_interval`, or if the answer is neither.

    """
    if answer == NUMBER:
        return winning_chance_point(stated, truth, low, high)
    if answer == RANGE:
        return winning_chance_interval(lowest, highest, truth, low, high)
    raise ValueError(f"answer must be one of {', '.join(ANSWERS)}, not {answer!r}")


def prize_won(winning_chance: npt.ArrayLike, lottery: npt.ArrayLike, prize: float) -> Any:
    """Return the points won: the prize where the draw is below the chance, and 0 elsewhere.

    Parameters
    ----------
    winning_chance : number or array
        Between 0 and 1.
    lottery : number or array
        The draw, uniform from 0 to below 1, so that a chance of 1 always wins and one of 0 never does.
    prize : float
        In points.

    Returns
    -------
    float or array
        In points; the prize or 0.

    """
    return _result(np.where(_numbers("lottery", lottery) < _numbers("winning_chance", winning_chance), prize, 0.0))


def _range(low: npt.ArrayLike, high: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    lower, upper = _numbers("low", low), _numbers("high", high)
    if np.any(lower >= upper):
        raise ValueError(f"low must be less than high, not {_first(lower, lower >= upper)}")
    return lower, upper


def _within(name: str, values: npt.ArrayLike, lower: FloatArray, upper: FloatArray) -> FloatArray:
    numbers = _numbers(name, values)
    is_outside = (numbers < lower) | (numbers > upper)
    if np.any(is_outside):
        where = np.flatnonzero(np.ravel(is_outside))[0]
        low, high = (np.broadcast_to(bound, np.shape(is_outside)).ravel()[where] for bound in (lower, upper))
        raise ValueError(f"{name} must be from {low:g} to {high:g}, not {_first(numbers, is_outside)}")
    return numbers


def _numbers(name: str, values: npt.ArrayLike) -> FloatArray:
    # numpy reads None as nan: a statement that was not made would lose instead of being noticed.
    numbers = np.asarray(np.nan if values is None else values, dtype=np.float64)
    is_bad = ~np.isfinite(numbers)
    if np.any(is_bad):
        raise ValueError(f"{name} must be finite, not {'None' if values is None else _first(numbers, is_bad)}")
    return numbers


def _first(values: FloatArray, chosen: npt.ArrayLike) -> str:
    return f"{np.broadcast_to(values, np.shape(chosen))[np.asarray(chosen)].flat[0]:g}"


def _result(values: npt.ArrayLike) -> Any:
    return float(values) if np.ndim(values) == 0 else np.asarray(values)
