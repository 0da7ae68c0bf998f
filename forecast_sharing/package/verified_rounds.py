"""Arms, pairs and rounds of a package against what the draws and rules give."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.package.planned_rounds import ROUND_SETTINGS, PlannedSession
from forecast_sharing.package.problems import Problems
from forecast_sharing.package.pseudonyms import COMPUTER
from forecast_sharing.session import draws
from forecast_sharing.session.belief_scoring import prize_won, winning_chance_answer, winning_chance_point
from forecast_sharing.session.earnings import COMPLETED
from forecast_sharing.session.message_types import NUMBERS
from forecast_sharing.tables.round_checks import PARAMETERS

_PLACE = ["session_code", "round_number", "block", "pair"]
_ROUND = ["session_code", "round_number", "pair_id"]
_BY_SEED = "drawn from the seed"
_BY_PLAN = "planned by the seed"
_BY_STUDY = "as the study says of this arm and part"
Tables = dict[str, pd.DataFrame]


def verify_arms(tables: Tables, sessions: Sequence[PlannedSession], problems: Problems) -> None:
    """Note blocks whose arm is not the one that the study's seed gives."""
    arms = tables["arms"]
    planned = {(one.code, n): one.arm_name(n) for one in sessions for n in range(1, len(one.arms) + 1)}
    keys = list(zip(arms["session_code"], arms["block"], strict=True))
    checked = [n for n, key in enumerate(keys) if key[0] in {one.code for one in sessions}]
    problems.rows("arms", [n for n in checked if keys[n] not in planned], "block", "the session has no such block")
    known = [n for n in checked if keys[n] in planned]
    problems.cells("arms", arms["arm"].iloc[known], [planned[keys[n]] for n in known], "drawn from the study's seed")
    for code, block in sorted(set(planned) - set(keys)):
        problems.say("data/table-arms_data.csv", f"session {code}, block {block}: there is no row of it")


def verify_matching(tables: Tables, sessions: Sequence[PlannedSession], problems: Problems) -> pd.DataFrame:
    """Note pairs that are not the planned ones; return the planned pairs, each with its people's names and pair_id."""
    found = tables["matching"]
    found = found[found["session_code"].isin([one.code for one in sessions])]
    planned = pd.concat([one.pairs for one in sessions], ignore_index=True)
    planned = _with_people(planned, _people_by_seat(tables, sessions, found))
    planned = _with_pair_ids(planned, tables, {one.code: one.people for one in sessions})
    at = pd.MultiIndex.from_frame(planned[_PLACE].astype(object)).get_indexer(
        pd.MultiIndex.from_frame(found[_PLACE].astype(object))
    )
    unknown = found.index[at < 0]
    problems.rows("matching", unknown, "pair", "no such pair is planned in this block and round; see the key's columns")
    rows, known = planned.iloc[at[at >= 0]], found[at >= 0]
    for name in ("sender_seat", "receiver_seat"):
        problems.cells("matching", known[name], rows[name], _BY_PLAN)
    for name in ("sender_belief_lottery", "receiver_belief_lottery"):
        problems.cells("matching", known[name], rows[name], _BY_SEED)
    for name in ("sender_code", "receiver_code"):
        problems.cells("matching", known[name], rows[name], "who has this seat")
    problems.cells("matching", known["pair_id"], rows["pair_id"], "the seats of both")
    for row in planned.iloc[sorted(set(range(len(planned))) - set(at))][_PLACE].to_dict("records"):
        problems.say("data/table-matching_data.csv", f"{_in_words(row)}: there is no row of it")
    return planned


def verify_rounds(tables: Tables, planned: pd.DataFrame, problems: Problems) -> None:
    """Note cells of rounds that do not follow from draws and rules, and pairs without a row."""
    rounds = tables["rounds"]
    rounds = rounds[rounds["session_code"].isin(planned["session_code"])]
    known_pairs = planned[planned["pair_id"].notna()]
    at = pd.MultiIndex.from_frame(known_pairs[_ROUND].astype(object)).get_indexer(
        pd.MultiIndex.from_frame(rounds[_ROUND].astype(object))
    )
    problems.rows("rounds", rounds.index[at < 0], "pair_id", "no such pair is planned in round_number of session_code")
    _say_missing(tables, known_pairs.iloc[sorted(set(range(len(known_pairs))) - set(at))], problems)
    found, rows = rounds[at >= 0], known_pairs.iloc[at[at >= 0]]
    for name in ("block", "sender_code", "receiver_code"):
        problems.cells("rounds", found[name], rows[name], _BY_PLAN)
    for name in ("forecast", "market_noise", "is_practice", "is_paid", "seed", "receiver_belief_answer"):
        problems.cells("rounds", found[name], rows[name], _BY_SEED)
    for name in ("arm", "part", "planned_rounds", "treatment", *ROUND_SETTINGS):
        problems.cells("rounds", found[name], rows[name], _BY_STUDY)
    _verify_computers(found, rows, problems)
    _verify_prizes(found, rows, problems)
    _verify_what_was_noted(found, problems)


def _people_by_seat(
    tables: Tables, sessions: Sequence[PlannedSession], found: pd.DataFrame
) -> dict[tuple[str, int, int], str]:
    """Return who sits where: in a laboratory as drawn, online as in most rounds, so that one cell is found."""
    seen = pd.concat(
        [
            found[["session_code", "block", f"{role}_seat", f"{role}_code"]].set_axis(
                ["session", "block", "seat", "code"], axis=1
            )
            for role in ROLES
        ]
    ).dropna()
    counts = seen.groupby(["session", "block", "seat", "code"]).size().reset_index(name="n")
    most = counts.sort_values("n", kind="stable").drop_duplicates(["session", "block", "seat"], keep="last")
    by_seat = {
        (row["session"], int(row["block"]), int(row["seat"])): str(row["code"]) for row in most.to_dict("records")
    }
    people = tables["participants"]
    for one in sessions:
        if not one.design.fills_by_arrival:
            of_session = people[people["session_code"] == one.code]
            codes = dict(zip(of_session["seat"], of_session["participant_code"], strict=True))
            for place, number in zip(one.seats, draws.draw_seating(one.seed, one.people), strict=True):
                by_seat[one.code, *place] = codes.get(number + 1, by_seat.get((one.code, *place)))
    return by_seat


def _with_people(planned: pd.DataFrame, by_seat: dict[tuple[str, int, int], str]) -> pd.DataFrame:
    return planned.assign(
        **{
            f"{role}_code": [
                by_seat.get((session, block, seat))
                for session, block, seat in zip(
                    planned["session_code"], planned["block"], planned[f"{role}_seat"], strict=True
                )
            ]
            for role in ROLES
        }
    )


def _with_pair_ids(planned: pd.DataFrame, tables: Tables, people: dict[str, int]) -> pd.DataFrame:
    table = tables["participants"]
    numbers = {
        (s, c): int(n) for s, c, n in zip(table["session_code"], table["participant_code"], table["seat"], strict=True)
    }

    def number(session: str, code: str | None) -> int | None:
        if code is not None and code.startswith(COMPUTER):
            return people[session] + int(code.removeprefix(COMPUTER))
        return numbers.get((session, code))

    names = []
    for row in planned[["session_code", "sender_code", "receiver_code"]].to_dict("records"):
        both = [number(row["session_code"], row[f"{role}_code"]) for role in ROLES]
        names.append(None if None in both else "-".join(map(str, sorted(both))))
    return planned.assign(pair_id=names)


def _say_missing(tables: Tables, missing: pd.DataFrame, problems: Problems) -> None:
    """Note pairs without a row of which somebody has played the session to its end."""
    people = tables["participants"]
    done = people[people["exit_reason"] == COMPLETED]
    finished = set(zip(done["session_code"], done["participant_code"], strict=True))
    for row in missing.to_dict("records"):
        if {(row["session_code"], row["sender_code"]), (row["session_code"], row["receiver_code"])} & finished:
            problems.say("data/table-rounds_data.csv", f"{_in_words(row)}, {row['pair_id']}: there is no row of it")


def _verify_computers(found: pd.DataFrame, rows: pd.DataFrame, problems: Problems) -> None:
    """Note computers where none plays by plan or instead of somebody who left."""
    for role in ROLES:
        name = f"{role}_is_robot"
        is_by_plan = found[f"{role}_code"].str.startswith(COMPUTER).to_numpy(dtype=bool)
        stands_in = (rows["dropout"] == "robot").to_numpy() & found[name].to_numpy(dtype=bool)
        problems.cells("rounds", found[name], is_by_plan | stands_in, "by the session's plan")
    has_robot = (found["sender_is_robot"] | found["receiver_is_robot"]).to_numpy(dtype=bool)
    is_off = found["robot_policy"].isna().to_numpy() == has_robot
    problems.rows(
        "rounds", found.index[is_off], "robot_policy", "must be there where a computer plays, and nowhere else"
    )


def _verify_prizes(found: pd.DataFrame, rows: pd.DataFrame, problems: Problems) -> None:
    prizes: dict[str, list[Any]] = {role: [] for role in ROLES}
    for row, plan in zip(found.to_dict("records"), rows.to_dict("records"), strict=True):
        game = Game(**{name: row[name] for name in PARAMETERS}) if plan["asks_beliefs"] else None
        for role, prize in (("sender", _sender_prize), ("receiver", _receiver_prize)):
            prizes[role].append(None if game is None else prize(row, plan, game))
    for role in ROLES:
        problems.cells("rounds", found[f"{role}_belief_prize"], prizes[role], "by the scoring rule and the lottery")


def _sender_prize(row: dict[str, Any], plan: dict[str, Any], game: Game) -> float | None:
    if pd.isna(row["stated_capacity"]) or pd.isna(row["capacity"]):
        return None
    chance = winning_chance_point(row["stated_capacity"], row["capacity"], *game.capacity_range)
    return float(prize_won(chance, plan["sender_belief_lottery"], plan["belief_prize"]))


def _receiver_prize(row: dict[str, Any], plan: dict[str, Any], game: Game) -> float | None:
    if pd.isna(row["stated_forecast"]):
        return None
    low, high = game.report_range
    chance = winning_chance_answer(
        plan["receiver_belief_answer"],
        stated=row["stated_forecast"],
        lowest=row["stated_forecast_low"],
        highest=row["stated_forecast_high"],
        truth=plan["forecast"],
        low=low,
        high=high,
    )
    return float(prize_won(chance, plan["receiver_belief_lottery"], plan["belief_prize"]))


def _verify_what_was_noted(found: pd.DataFrame, problems: Problems) -> None:
    """Note where what the server noted of a round contradicts itself."""
    is_off = found["left_because"].isna() != found["left_by"].isna()
    problems.rows("rounds", found.index[is_off], "left_by", "must be there where left_because is and nowhere else")
    decided = {"report": found[list(NUMBERS)].notna().any(axis=1), "capacity": found["capacity"].notna()}
    for name, role in (("report", "sender"), ("capacity", "receiver")):
        is_own = decided[name] & ~found[f"{role}_is_robot"].fillna(False)
        flag = found[f"{name}_timed_out"]
        is_off = (is_own & (flag.isna() | flag.fillna(False))).to_numpy(dtype=bool)
        problems.rows("rounds", found.index[is_off], f"{name}_timed_out", f"must be 0 where there is a {name}")
        seconds = f"{name}_seconds"
        is_off = (is_own & found[seconds].isna()).to_numpy(dtype=bool)
        problems.rows("rounds", found.index[is_off], seconds, f"must not be empty where there is a {name}")


def _in_words(row: dict[str, Any]) -> str:
    return f"session {row['session_code']}, round {row['round_number']}, block {row['block']}, pair {row['pair']}"
