"""Which decisions are counted: those of people, with a partner of the kind that their session is about.

Where people play with people, a computer may stand in for somebody who left. Anyone who meets it knows, so what they
decide is their own decision, but says nothing certain about play among people: it is left out. Where everybody plays
with a computer by plan, decisions with it are what the session is about.
"""

import pandas as pd

from forecast_sharing.models.choice_problem import Role
from forecast_sharing.session.choices import HUMAN


def counterpart(rounds: pd.DataFrame) -> pd.Series:
    """Return, by row, whom the session's people play with by plan: `human` or `robot`."""
    # Files of the time before the column existed have people only.
    return rounds["counterpart"].fillna(HUMAN)


def robot_stands_in(rounds: pd.DataFrame) -> pd.Series:
    """Return, by row, whether a computer plays in a round that was meant for two people."""
    has_robot = rounds["sender_is_robot"] | rounds["receiver_is_robot"]
    return has_robot.fillna(False) & (counterpart(rounds) == HUMAN)


def decided_by_robot(rounds: pd.DataFrame, role: Role) -> pd.Series:
    """Return, by row, whether a computer decides in this role."""
    return rounds[f"{role}_is_robot"].fillna(False)
