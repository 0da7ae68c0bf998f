r"""What each theory says that a person believes, once the report is on the table.

The sender states the capacity that will be built, the receiver where the forecast truly was (`beliefs`). The rule that
pays a number is proper for the mean of what a person believes, so a theory predicts that mean, in units. All of it is
derived here from the theories; no source prints it.

- **Trust, sender.** Who believes that the receiver's trust is :math:`\hat\alpha` expects the capacity
  :math:`K(m; \hat\alpha)` that such a receiver builds after the report. Trustworthiness changes the report and, given
  the report, not the belief: this is what tells an honest sender from one who expects to be trusted.
- **Trust, receiver.** The forecast is believed to be :math:`\alpha m + (1 - \alpha) \xi_T`, with :math:`\xi_T` the
  prior from :math:`-h` to the report (or to :math:`h` if untruncated). With a uniform prior its mean is
  :math:`\alpha m + (1 - \alpha)(m - h)/2`, or :math:`\alpha m` if untruncated.
- **Level k, sender.** The capacity that the receiver of level k - 1 builds. Level 0 tells the truth without a thought
  of the receiver; it is taken to expect the receiver of its own level, who believes. Levels 0 and 1 then believe the
  same, and only their reports tell them apart.
- **Level k, receiver.** The mean of the forecasts after which the sender of level k, to whom this receiver
  best-responds, sends the report: :math:`m - k\Delta` on the ladder of minimal lies, and the mean of the forecasts
  that are pooled at the highest report.

Both theories leave the noise in other people's choices out of what a person believes, as they do for decisions.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from forecast_sharing import level_k, trust
from forecast_sharing.game import Game
from forecast_sharing.theory.array_checks import as_given, broadcast, within
from forecast_sharing.theory.assumptions import OffPathBeliefs, Prior, TieBreak

FloatArray = npt.NDArray[np.float64]


def trust_sender(report: npt.ArrayLike, believed_trust: npt.ArrayLike, game: Game, prior: Prior = "truncated") -> Any:
    """Return the capacity that a sender with this believed trust expects, in units.

    Parameters
    ----------
    report : number or array
        The sender's own, in units, within the range of reports.
    believed_trust : number or array
        From 0 to 1; shapes broadcast.
    game : Game
        The game played.
    prior : {"truncated", "untruncated"}
        Of the receiver that the sender expects.

    Returns
    -------
    float or array
        Never falling as the report or, with the truncated prior, the believed trust rises.

    Raises
    ------
    ValueError
        If an argument is not as above.

    """
    return trust.receiver_capacity(report, believed_trust, game, prior)


def trust_receiver(report: npt.ArrayLike, own_trust: npt.ArrayLike, game: Game, prior: Prior = "truncated") -> Any:
    """Return the mean of the forecast as a receiver with this trust believes in it, in units.

    Parameters
    ----------
    report : number or array
        The one received, in units, within the range of reports.
    own_trust : number or array
        The receiver's trust, from 0 to 1; shapes broadcast.
    game, prior
        As in `trust_sender`.

    Returns
    -------
    float or array
        The report at trust 1.

    Raises
    ------
    ValueError
        If an argument is not as above.

    """
    reports, trusts = broadcast(report, own_trust)
    within("report", reports, -game.forecast_half_width, game.forecast_half_width)
    within("own_trust", trusts, 0, 1)
    return as_given(trust.believed_forecast(reports, trusts, game, prior).mean, report, own_trust)


def level_k_sender(
    report: npt.ArrayLike,
    level: npt.ArrayLike,
    game: Game,
    tie_break: TieBreak = "smallest",
    off_path_beliefs: OffPathBeliefs = "lowest",
) -> Any:
    """Return the capacity that a sender of this level expects, in units.

    Parameters
    ----------
    report : number or array
        The sender's own, in units; a whole number unless the words below are the defaults.
    level : whole number or array
        At least 0; shapes broadcast. Levels 0 and 1 both expect the receiver of level 0.
    game, tie_break, off_path_beliefs
        As in `level_k.receiver_capacity`.

    Returns
    -------
    float or array
        Within the bounds of demand.

    Raises
    ------
    ValueError
        If an argument is not as above.

    """
    levels = np.asarray(level, dtype=np.float64)
    within("level", levels, 0, np.inf)
    opponents = np.maximum(levels - 1, 0)
    return level_k.receiver_capacity(
        report, opponents if opponents.ndim else float(opponents), game, tie_break, off_path_beliefs
    )


def level_k_receiver(
    report: npt.ArrayLike,
    level: npt.ArrayLike,
    game: Game,
    tie_break: TieBreak = "smallest",
    off_path_beliefs: OffPathBeliefs = "lowest",
) -> Any:
    """Return the mean of the forecast as a receiver of this level believes in it, in units.

    Parameters
    ----------
    report : number or array
        The one received, in units; a whole number unless the words below are the defaults.
    level : whole number or array
        At least 0; shapes broadcast.
    game, tie_break, off_path_beliefs
        As in `level_k.receiver_capacity`.

    Returns
    -------
    float or array
        The report at level 0; within the game's bounds of the forecast at all levels.

    Raises
    ------
    ValueError
        If an argument is not as above.

    """
    mean, _, _ = level_k.believed_forecasts(report, level, game, tie_break, off_path_beliefs)
    return as_given(mean, report, level)
