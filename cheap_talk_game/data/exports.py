"""The tables that a session leaves: one function for each export on the admin's Data page and over REST.

Columns, their order and how a value is written are declared in forecast_sharing.dataset.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from otree import settings
from otree.models import Participant, Session

from cheap_talk_game.attendance.silent_leavers import gone_silently
from cheap_talk_game.console.state import TOOK_PART_BEFORE
from cheap_talk_game.events import Event
from cheap_talk_game.models import Group, Message, Player, round_design, session_design
from cheap_talk_game.past_rounds import past_rounds, rounds_lost
from cheap_talk_game.payment import earnings_of, exit_reason, paid_amounts
from forecast_sharing import dataset
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import is_paid_for_points
from forecast_sharing.session.survey_items import ITEMS
from participant_ui.assignment import arm_of
from participant_ui.presence import presence_of
from trust_survey.scores import scored_value, scores
from trust_survey.wordings import wording

Table = Iterator[list[Any]]
# A column of rounds is a field of the pair, a setting, or said in _round_row.
ROUND_NAMES = [column.name for column in dataset.ROUNDS]
SETTINGS = {setting.name for setting in fields(SessionDesign)}


def custom_export_rounds(players: list[Player]) -> Table:
    pairs = defaultdict(dict)
    for player in players:
        if player.role_in_round is not None:
            pairs[player.group][player.role_in_round] = player
    texts = {message.group_id: message.text for message in Message.filter()}
    rows = [
        _round_row(group, texts.get(group.id), **people)
        for group, people in pairs.items()
        if group.field_maybe_none("left_because") or any(_has_begun(player, group) for player in people.values())
    ]
    rows.sort(key=lambda row: (row["session_code"], row["round_number"], row["block"], row["pair_id"]))
    yield from dataset.rows_to_table(dataset.ROUNDS, rows)


def _has_begun(player: Player, group: Group) -> bool:
    maybe = group.field_maybe_none
    return player.decision_shown_at is not None or bool(maybe("report_timed_out") or maybe("capacity_timed_out"))


def _round_row(
    group: Group, text: str | None, *, sender: Player | None = None, receiver: Player | None = None
) -> dict[str, Any]:
    session, subsession = group.session, group.subsession
    design = round_design(group)
    return {
        **{name: group.field_maybe_none(name) for name in ROUND_NAMES if name in Group.__table__.columns},
        **{name: getattr(design, name) for name in ROUND_NAMES if name in SETTINGS},
        "session_code": session.code,
        "is_practice": subsession.is_practice,
        "is_paid": subsession.is_paid,
        "pair_id": "-".join(str(seat) for seat in sorted([_seat(sender, group), _seat(receiver, group)])),
        "treatment": design.game.treatment,
        "sender_code": _code(sender, group),
        "receiver_code": _code(receiver, group),
        "sender_is_robot": bool(group.field_maybe_none("sender_is_robot")),
        "receiver_is_robot": bool(group.field_maybe_none("receiver_is_robot")),
        "sender_had_left": bool(group.field_maybe_none("sender_had_left")),
        "text": text,
        "robot_policy": design.policy.as_json() if _has_robot(group) else None,
        "seed": subsession.seed,
        "planned_rounds": design.total_rounds,
        "arm": arm_name(session, group.field_maybe_none("arm")),
    }


def arm_name(session: Session, arm: int | None) -> str | None:
    """Return the name of an arm of a session; None where there is none."""
    return session_design(session).planned_arms[arm - 1].name if arm else None


def _has_robot(group: Group) -> bool:
    return bool(group.field_maybe_none("sender_is_robot") or group.field_maybe_none("receiver_is_robot"))


def _seat(player: Player | None, group: Group) -> int:
    # Computers that play by plan sit behind the session's people, one in each block.
    return group.session.num_participants + group.block if player is None else player.participant.id_in_session


def _code(player: Player | None, group: Group) -> str:
    return f"computer-{group.block}" if player is None else player.participant.code


def custom_export_participants(players: list[Player]) -> Table:
    first = _first_round(players)
    silent = {}
    for session in {player.session for player in first}:
        silent.update(gone_silently(session))
    rows = [_participant_row(player, silent.get(player.participant_id)) for player in first]
    yield from dataset.rows_to_table(dataset.PARTICIPANTS, rows)


def _participant_row(player: Player, gone_because: str | None) -> dict[str, Any]:
    participant, design = player.participant, session_design(player.session)
    begun = participant.get_player("briefing", 1)
    surveyed = participant.get_player("trust_survey", 1)
    reason = exit_reason(participant) or gone_because
    paid = paid_amounts([participant])[participant.id]
    owed = earnings_of(design, paid, reason) if reason else None
    survey_scores = scores(_answers(surveyed))
    if surveyed.field_maybe_none("sections_seen") is None:
        survey_scores["survey_items_answered"] = None
    rounds = [past for past in past_rounds(participant) if past.own_payoff is not None]
    presence = presence_of(participant)
    left_at = presence and (presence.seen_at if gone_because else presence.left_at)
    maybe = begun.field_maybe_none
    return {
        "session_code": player.session.code,
        "participant_code": participant.code,
        "seat": participant.id_in_session,
        "block": player.block,
        "first_role": player.role_in_round,
        "consent_version": maybe("consent_version"),
        "consent_text_sha256": maybe("consent_text_sha256"),
        "consent_given": maybe("consent"),
        "consent_at": maybe("consent_at"),
        "quiz_attempts": maybe("quiz_attempts"),
        "quiz_passed": maybe("quiz_passed"),
        "exit_reason": reason,
        "rounds_played": len(rounds),
        "rounds_paid": sum(past.is_paid for past in rounds),
        "points": owed and owed.points,
        "endowment": owed and owed.endowment,
        "settled_points": owed and owed.settled_points,
        "exchange_rate": design.exchange_rate,
        "show_up_fee": owed and owed.show_up_fee,
        "total_payment": owed and owed.total,
        "currency": settings.REAL_WORLD_CURRENCY_CODE,
        **survey_scores,
        "belief_points": owed and owed.belief_points,
        "rounds_lost": rounds_lost(participant),
        "lost_round_points": owed and owed.lost_round_points,
        "left_at": left_at and datetime.fromtimestamp(left_at, UTC),
        **_first_attempt(begun),
        "earlier_session": _earlier_session(participant),
        "arm": arm_name(player.session, arm_of(participant)),
        "belief_round": paid.belief_round if reason and is_paid_for_points(design, reason) else None,
    }


def _earlier_session(participant: Participant) -> str | None:
    """Return in which session a person had taken part before, as was known when they agreed to take part."""
    noted = Event.objects_first(participant_id=participant.id, kind=TOOK_PART_BEFORE)
    return json.loads(noted.detail)["session"] if noted else None


def _first_attempt(begun: Any) -> dict[str, int | None]:
    """Return how a person did at the comprehension questions at first; None if they have not come to them."""
    # Here, because the briefing ends with a seat in the game and imports it.
    from briefing.models import QuizAnswer  # noqa: PLC0415
    from briefing.quiz import QUESTIONS  # noqa: PLC0415

    # The question before a new part is stored beside them.
    asked = {question.field for question in QUESTIONS}
    answers = [one for one in QuizAnswer.filter(player=begun) if one.attempt == 1 and one.question in asked]
    if not answers:
        return {"quiz_questions": None, "quiz_first_right": None}
    return {"quiz_questions": len(answers), "quiz_first_right": sum(answer.is_right for answer in answers)}


def custom_export_survey(players: list[Player]) -> Table:
    rows = [row for player in _first_round(players) for row in _survey_rows(player)]
    yield from dataset.rows_to_table(dataset.SURVEY, rows)


def _survey_rows(player: Player) -> Iterator[dict[str, Any]]:
    design = session_design(player.session)
    answers = _answers(player.participant.get_player("trust_survey", 1))
    for item in ITEMS:
        if answers[item.name] is not None:
            yield {
                "session_code": player.session.code,
                "participant_code": player.participant.code,
                "section": item.section,
                "item": item.name,
                "wording": wording(item, design.language),
                "answer": str(answers[item.name]),
                "scored_value": scored_value(item, answers[item.name]),
            }


def _answers(surveyed: Any) -> dict[str, Any]:
    return {item.name: surveyed.field_maybe_none(item.name) for item in ITEMS}


def _first_round(players: list[Player]) -> list[Player]:
    first = [player for player in players if player.round_number == 1]
    return sorted(first, key=lambda player: (player.session.code, player.participant.id_in_session))
