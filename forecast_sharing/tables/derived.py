"""Tables that follow from others: arms, and for tables without a server's export the matching and the sessions.

Every function takes tables as `dataset.read_stored` returns them, of one session or several, and returns one as it
would.
"""

import pandas as pd

from forecast_sharing.tables.session_columns import SESSION
from forecast_sharing.tables.typed_frames import typed


def arms_of(rounds: pd.DataFrame, plan: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return which arm each block plays; a block of which `plan` knows and no round was begun has none."""
    by_block = rounds.groupby(["session_code", "block"])["arm"].first()
    if plan is not None:
        planned = pd.MultiIndex.from_frame(plan[["session_code", "block"]].drop_duplicates())
        by_block = by_block.reindex(by_block.index.union(planned))
    return typed("arms", by_block.reset_index().sort_values(["session_code", "block"]))


def matching_of(rounds: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that met; what was planned beyond, seats and lotteries are not known."""
    first_seat = rounds["pair_id"].str.extract(r"^(\d+)-")[0].astype("Int64")
    by = ["session_code", "round_number", "block"]
    ordered = rounds.assign(first_seat=first_seat).sort_values([*by, "first_seat"], ignore_index=True)
    met = ordered[[*by, "sender_code", "receiver_code", "pair_id"]]
    return typed("matching", met.assign(pair=ordered.groupby(by).cumcount() + 1))


def sessions_of(rounds: pd.DataFrame, participants: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return what rounds say of their sessions: settings that are the same in all of them, rounds, seed, people."""
    shared = [column.name for column in SESSION if column.name in rounds.columns and column.name != "session_code"]
    by_session = rounds.groupby("session_code")
    is_one = by_session[shared].nunique() == 1  # noqa: PD101 - of each session, not of a series
    found = by_session[shared].first().where(is_one)
    practice = rounds["round_number"].where(rounds["is_practice"]).groupby(rounds["session_code"]).nunique()
    found["practice_rounds"] = practice
    found["num_rounds"] = by_session["planned_rounds"].max() - practice
    if participants is not None:
        people = participants.groupby("session_code")
        found["people"] = people.size()
        found["currency"] = people["currency"].first()
    return typed("session", found.reset_index())
