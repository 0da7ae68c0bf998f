"""The table of participants of a package against rounds, survey, quiz and the rules of payment."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.package.planned_rounds import PlannedSession
from forecast_sharing.package.problems import Problems
from forecast_sharing.session import draws
from forecast_sharing.session.earnings import COMPLETED, is_paid_for_points, settle
from forecast_sharing.session.survey_items import SCORES

Tables = dict[str, pd.DataFrame]
_PERSON = ["session_code", "participant_code"]
_COUNTED = "counted in the rounds"
_SETTLED = "by the rules of payment"


def verify_people(
    tables: Tables, sessions: Sequence[PlannedSession], planned: pd.DataFrame, problems: Problems
) -> None:
    """Note what does not follow: places, rounds, points, payments, scores, answers to the questions."""
    people = tables["participants"]
    people = people[people["session_code"].isin([one.code for one in sessions])]
    by_code = {one.code: one for one in sessions}
    expected = Expected(tables, by_code, planned)
    rows = [expected.row(person) for person in people.to_dict("records")]
    for name, why in _WHY.items():
        problems.cells("participants", people[name], [row[name] for row in rows], why)
    _verify_seats(people, by_code, problems)
    _verify_consent(people, problems)
    if "survey" in tables:
        _verify_scores(people, tables["survey"], problems)
    if "quiz" in tables:
        _verify_quiz(people, tables["quiz"], problems)


_WHY = {
    **dict.fromkeys(("block", "arm", "first_role"), "planned by the seed"),
    **dict.fromkeys(("rounds_played", "rounds_paid", "rounds_lost"), _COUNTED),
    "belief_round": "drawn from the seed",
    **dict.fromkeys(
        (
            *("points", "belief_points", "lost_round_points", "endowment", "settled_points", "exchange_rate"),
            *("show_up_fee", "total_payment", "currency"),
        ),
        _SETTLED,
    ),
}


class Expected:
    """What the row of a person must be."""

    def __init__(self, tables: Tables, sessions: dict[str, PlannedSession], planned: pd.DataFrame) -> None:
        self._sessions = sessions
        self._currency = dict(zip(tables["session"]["session_code"], tables["session"]["currency"], strict=True))
        self._places: dict[tuple[str, str], tuple[int, int, str]] = {}
        for role in ROLES:
            first = planned[(planned["round_number"] == 1) & planned[f"{role}_code"].notna()]
            for row in first.to_dict("records"):
                who = row["session_code"], row[f"{role}_code"]
                self._places[who] = int(row["block"]), int(row[f"{role}_seat"]), role
        asks = planned[planned["asks_beliefs"]]
        asking = set(zip(asks["session_code"], asks["round_number"], asks["block"], strict=True))
        self._rounds = _own_rounds(tables["rounds"], asking)

    def row(self, person: dict[str, Any]) -> dict[str, Any]:
        """Return it, by column, for a person with a session, a code and an exit reason."""
        who = person["session_code"], person["participant_code"]
        session = self._sessions[who[0]]
        block, seat, role = self._places.get(who, (None, None, None))
        own = self._rounds.get(who, [])
        reason = person["exit_reason"]
        profits = [one["profit"] for one in own if one["counts"]]
        prizes = {one["round_number"]: one["prize"] for one in own if one["counts"] and one["asks"]}
        lost = sum(one["is_paid"] and one["is_lost"] for one in own)
        drawn = None
        if session.design.pays_one_belief and profits and block is not None:
            drawn = draws.draw_belief_round(session.seed, block=block, seat=seat, rounds=prizes)
        paying = prizes if not session.design.pays_one_belief else [] if drawn is None else [drawn]
        owed = settle(
            session.design,
            profits,
            belief_prizes=[prizes[number] for number in paying if prizes[number] is not None],
            n_lost_rounds=lost,
            exit_reason=reason,
        )
        return {
            "block": block,
            "arm": None if block is None else session.arm_name(block),
            "first_role": role,
            "rounds_played": sum(one["is_played"] for one in own),
            "rounds_paid": sum(one["is_played"] and one["is_paid"] for one in own),
            "rounds_lost": sum(one["is_lost"] for one in own),
            "belief_round": drawn if is_paid_for_points(session.design, reason) else None,
            "points": owed.points,
            "belief_points": owed.belief_points,
            "lost_round_points": owed.lost_round_points,
            "endowment": owed.endowment,
            "settled_points": owed.settled_points,
            "exchange_rate": session.design.exchange_rate,
            "show_up_fee": owed.show_up_fee,
            "total_payment": owed.total,
            "currency": self._currency[who[0]],
        }


def _own_rounds(rounds: pd.DataFrame, asking: set[tuple[str, int, int]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return each person's rounds that count as theirs: no computer decided, nor had they left before the end."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    names = [
        *("session_code", "round_number", "block", "is_paid", "left_by", "demand", "sender_had_left"),
        *(f"{role}_{what}" for role in ROLES for what in ("code", "is_robot", "payoff", "belief_prize")),
    ]
    for row in rounds[names].to_dict("records"):
        for role in ROLES:
            if row[f"{role}_is_robot"] or (role == "sender" and row["sender_had_left"] is True):
                continue
            profit, prize = row[f"{role}_payoff"], row[f"{role}_belief_prize"]
            is_left = not pd.isna(row["left_by"])
            one = {
                "round_number": row["round_number"],
                "is_paid": bool(row["is_paid"]),
                "is_played": not pd.isna(profit),
                "is_lost": is_left and row["left_by"] != role,
                "counts": bool(row["is_paid"]) and not is_left and not pd.isna(row["demand"]),
                "asks": (row["session_code"], row["round_number"], row["block"]) in asking,
                "profit": profit,
                "prize": None if pd.isna(prize) else prize,
            }
            found.setdefault((row["session_code"], row[f"{role}_code"]), []).append(one)
    return found


def _verify_seats(people: pd.DataFrame, sessions: dict[str, PlannedSession], problems: Problems) -> None:
    for code, one in sessions.items():
        seats = people.loc[people["session_code"] == code, "seat"]
        is_off = (seats.duplicated(keep=False) | (seats > one.people)).to_numpy(dtype=bool)
        problems.rows("participants", seats.index[is_off], "seat", f"must be one of 1 to {one.people}, each once")
        if len(seats) != one.people:
            problems.say("data/table-participants_data.csv", f"session {code}: {len(seats)} of {one.people} people")


def _verify_consent(people: pd.DataFrame, problems: Problems) -> None:
    """Note people who finished without having agreed and passed."""
    done = people[people["exit_reason"] == COMPLETED]
    for name in ("consent_given", "quiz_passed"):
        problems.cells("participants", done[name], [True] * len(done), "since the person finished")
    for name in ("consent_version", "consent_text_sha256", "consent_at"):
        is_off = people["consent_given"].notna() & people[name].isna()
        problems.rows("participants", people.index[is_off], name, "must not be empty where somebody decided on consent")


def _verify_scores(people: pd.DataFrame, survey: pd.DataFrame, problems: Problems) -> None:
    """Note scores that are not the mean of the items that were answered, at least half of them."""
    reached = people[people["survey_items_answered"].notna()]
    at = pd.MultiIndex.from_frame(reached[_PERSON])
    answered = survey.groupby(_PERSON).size().reindex(at, fill_value=0)
    problems.cells("participants", reached["survey_items_answered"], answered, "counted in the survey")
    everybody = pd.MultiIndex.from_frame(people[_PERSON])
    has_answers = everybody.isin(pd.MultiIndex.from_frame(survey[_PERSON]))
    is_off = has_answers & people["survey_items_answered"].isna().to_numpy()
    problems.rows("participants", people.index[is_off], "survey_items_answered", "must be the answers in the survey")
    for score in SCORES:
        of_score = survey[survey["item"].isin(score.items) & survey["scored_value"].notna()]
        means = of_score.groupby(_PERSON)["scored_value"].agg(["mean", "size"])
        mean = means["mean"].where(2 * means["size"] >= len(score.items)).reindex(everybody)
        problems.cells("participants", people[score.name], mean, "the mean of the answers in the survey")


def _verify_quiz(people: pd.DataFrame, quiz: pd.DataFrame, problems: Problems) -> None:
    everybody = pd.MultiIndex.from_frame(people[_PERSON])
    # Questions before a new part are no comprehension questions.
    quiz = quiz[~quiz["question"].str.startswith("part_")]
    first = quiz[quiz["attempt"] == 1].groupby(_PERSON)["is_right"].agg(["size", "sum"]).reindex(everybody)
    problems.cells("participants", people["quiz_questions"], first["size"], "counted in the quiz")
    problems.cells("participants", people["quiz_first_right"], first["sum"], "counted in the quiz")
    made = people["quiz_attempts"].notna() & (people["quiz_attempts"] > 0)
    last = quiz.groupby(_PERSON)["attempt"].max().reindex(everybody)
    tried = (made | pd.Series(last.notna().to_numpy(), index=people.index)).to_numpy(dtype=bool)
    problems.cells("participants", people["quiz_attempts"][tried], last[tried], "counted in the quiz")
