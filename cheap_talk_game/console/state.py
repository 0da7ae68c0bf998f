"""Where everybody in a session is, who waits for whom and since when: what the console shows.

The console asks every few seconds while people play, under the server's one lock. So this takes a handful of queries
however many people there are, and none of them loads an object.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from otree.channels.utils import auto_advance_group, channel_layer
from otree.database import dbq
from otree.lookup import get_page_lookup
from otree.models import Participant, Session
from sqlalchemy import case, func

from cheap_talk_game.events import GAME, Event
from cheap_talk_game.models import SENDER, Group, Player, session_design
from cheap_talk_game.seating import arms_of_blocks
from forecast_sharing.game import Game
from forecast_sharing.session.choices import HUMAN
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import COMPLETED, EXIT_REASONS, PARTNER_LEFT
from participant_ui.links import UsedLink, used_links
from participant_ui.presence import Presence

# A page has this long to open its connection after it was asked for.
LOADING_SECONDS = 5
NOT_OPENED = "Link not opened"
FINISHED = "Finished"
LAST_PAGE = "Goodbye"
PAGE_LABELS = {
    "Quiz": "Questions",
    "NewPart": "Start of a part",
    "WaitForBlock": "Waiting for a full block",
    "WaitForReport": "Waiting for the report",
    "StateCapacityBelief": "Belief about the capacity",
    "WaitForCapacity": "Waiting for the capacity",
    "StateForecastBelief": "Belief about the forecast",
    "AnswerQuestions": "Survey",
}
WAITS_FOR_PARTNER = ("WaitForReport", "WaitForCapacity")
WAITS_FOR_BLOCK = "WaitForBlock"
BEFORE_THE_GAME = "briefing"
BEFORE_THE_ROUNDS = (NOT_OPENED, "Consent", "Instructions", "Quiz", WAITS_FOR_BLOCK)
TOOK_PART_BEFORE = "took_part_before"
# What the log says of an event, before the page.
LOG_WORDS = {
    "advanced": "moved on from",
    "dropped": "marked as dropped out on",
    "handed_to_robot": "handed to the computer on",
    "ended": "session ended on",
    "left": "left on",
}
# Shown in the conversations and beside a person.
SHOWN_ELSEWHERE = ("help_asked", "help_answered", "help_settled", TOOK_PART_BEFORE)
NOT_SHOWN = (
    "calculator_query",
    "instructions_opened",
    "history_opened",
    "first_edit",
    "page_hidden",
    "returned",
    "went_on_waiting",
    "took_over",
)


class Someone(NamedTuple):
    """One participant as the database has them, with the page that their index stands for."""

    id: int
    code: str
    label: str | None
    seat: int
    status: str
    page_index: int
    arrived_at: float | None  # on the page, in seconds since 1970
    seen_at: float | None  # when a page of theirs was last heard from
    is_on_wait_page: bool
    waits_connected: bool
    waits_hidden: bool
    page: str  # name of the page's class, or one of NOT_OPENED and FINISHED
    round_number: int | None  # of the game; the first before the game, None after it

    @property
    def has_left(self) -> bool:
        """Return whether the person's session is over, one way or another."""
        # Whose partners have left still answers the survey.
        return self.page in (LAST_PAGE, FINISHED) or (self.status in EXIT_REASONS and self.status != PARTNER_LEFT)

    @property
    def is_past_the_rounds(self) -> bool:
        """Return whether the person has no round ahead: in the survey, on the last page, or gone."""
        return self.has_left or self.round_number is None

    @property
    def is_in_rounds(self) -> bool:
        """Return whether the person is on a page of a round."""
        return not self.is_past_the_rounds and self.page not in BEFORE_THE_ROUNDS


class Seat(NamedTuple):
    """A participant's place in one round."""

    participant_id: int
    round_number: int
    role: str
    group_id: int
    block: int
    left_because: str | None
    report_timed_out: bool | None
    capacity_timed_out: bool | None
    sender_is_robot: bool | None
    receiver_is_robot: bool | None
    arm: int | None = None
    part: int | None = None

    @property
    def has_computer(self) -> bool:
        """Return whether a computer plays in the pair."""
        return bool(self.sender_is_robot or self.receiver_is_robot)


def session_state(session: Session, points_held: str = "") -> dict[str, Any]:
    """Return what the console shows, ready for JSON; the points of the plots only if there are others than held."""
    now = time.time()
    people = _people(session)
    seats = _seats(session, {one.round_number for one in people if one.round_number and not one.has_left})
    events = _events(session)
    points_key = _points_key(session)
    design = session_design(session)
    state = {
        "at": round(now),
        "people": describe(
            people,
            seats,
            now,
            connected={one.code for one in people if _is_connected(one.code)},
            practice_rounds=design.practice_rounds,
            earlier={event["code"]: _session_named(event) for event in events if event["kind"] == TOOK_PART_BEFORE},
            links=used_links(session),
            study=design.prolific_study,
            arms=[arm.name for arm in design.planned_arms],
        ),
        "arms": progress_of_arms(session, people),
        "events": events,
        "points_key": points_key,
    }
    if points_key != points_held:
        state["points"] = _points(session)
    return state


def describe(
    people: Iterable[Someone],
    seats: Iterable[Seat],
    now: float,
    *,
    connected: set[str],
    practice_rounds: int,
    earlier: Mapping[str, str],
    links: Mapping[int, list[UsedLink]],
    study: str,
    arms: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Return one description a person, in the order of seats.

    `earlier` names, by participant code, a session in which they had taken part before; `links` are those they used, by
    participant id, and `study` is the one that these should name; `arms` are the names of the session's.
    """
    by_id = {one.id: one for one in people}
    at = {(seat.participant_id, seat.round_number): seat for seat in seats}
    partners = _partners(at.values())
    described = []
    for one in sorted(by_id.values(), key=lambda one: one.seat):
        seat = None if one.has_left or one.round_number is None else at.get((one.id, one.round_number))
        partner = by_id.get(partners.get((seat.group_id, one.id), 0)) if seat else None
        described.append(
            {
                "code": one.code,
                "seat": one.seat,
                "label": one.label or "",
                "submissions": [link.submission_id for link in links.get(one.id, []) if link.submission_id],
                "page": one.page,
                "where": page_label(one.page),
                "page_index": one.page_index,
                "round": round_name(one.round_number, practice_rounds) if seat and one.round_number else None,
                "role": seat.role if seat else None,
                "block": seat.block if seat else None,
                "pair": seat.group_id if seat else None,
                "arm": arms[seat.arm - 1] if seat and seat.arm else None,
                "part": seat.part if seat else None,
                "partner": partner.seat if partner else None,
                "seconds_here": _seconds(now, one.arrived_at),
                "waits_for": _waits_for(one, partner, by_id.values(), practice_rounds),
                "presence": _presence(one, now, is_connected=one.code in connected),
                "seconds_unseen": _seconds(now, one.seen_at),
                "has_left": one.has_left,
                "flags": [
                    *_flags(one, seat),
                    *([f"took part before, in session {earlier[one.code]}"] if one.code in earlier else []),
                    *([] if one.page == NOT_OPENED else link_flags(links.get(one.id, []), study)),
                ],
            }
        )
    return described


def page_label(page: str) -> str:
    """Return the name of a page as an experimenter knows it."""
    return PAGE_LABELS.get(page, page)


def round_name(round_number: int, practice_rounds: int) -> str:
    """Return the name of a round as participants see it, counted among those of its kind."""
    if round_number <= practice_rounds:
        return f"practice round {round_number}"
    return f"round {round_number - practice_rounds}"


def _partners(seats: Iterable[Seat]) -> dict[tuple[int, int], int]:
    """Return, by pair and person, the other person."""
    members: dict[int, list[int]] = {}
    for seat in seats:
        members.setdefault(seat.group_id, []).append(seat.participant_id)
    pairs = {group: two for group, two in members.items() if len(two) == 2}
    return {(group, two[own]): two[1 - own] for group, two in pairs.items() for own in (0, 1)}


def _waits_for(one: Someone, partner: Someone | None, people: Iterable[Someone], practice_rounds: int) -> str:
    if one.page == WAITS_FOR_BLOCK and not one.has_left:
        n_waiting = sum(other.page == WAITS_FOR_BLOCK and not other.has_left for other in people)
        return f"a full block; {n_waiting} waiting"
    if one.page not in WAITS_FOR_PARTNER or partner is None:
        return ""
    if partner.has_left:
        return f"nobody: P{partner.seat} has left, goes on by itself"
    where = page_label(partner.page)
    # With partners that change, the one waited for may still be in an earlier round with somebody else.
    if partner.round_number is not None and partner.round_number != one.round_number:
        where += f" of {round_name(partner.round_number, practice_rounds)}"
    return f"P{partner.seat} ({where})"


def _presence(one: Someone, now: float, *, is_connected: bool) -> str:
    if one.page in (LAST_PAGE, FINISHED):
        return "done"
    if one.page == NOT_OPENED:
        return "never"
    if one.seen_at is not None and now - one.seen_at < LOADING_SECONDS:
        return "here"
    if one.page in WAITS_FOR_PARTNER:
        if one.waits_connected:
            return "hidden" if one.waits_hidden else "here"
        return "away"
    return "here" if is_connected else "away"


def _flags(one: Someone, seat: Seat | None) -> list[str]:
    flags = []
    if one.status in EXIT_REASONS and one.status != COMPLETED:
        flags.append(one.status.replace("_", " "))
    if seat and (seat.report_timed_out if seat.role == SENDER else seat.capacity_timed_out):
        flags.append("time ran out")
    if seat and seat.has_computer:
        flags.append("plays with a computer")
    if seat and seat.left_because:
        flags.append("partner has left")
    return flags


def link_flags(links: list[UsedLink], study: str) -> list[str]:
    """Return what staff should know of the links by which a person came."""
    flags = []
    if len({link.submission_id for link in links if link.submission_id}) > 1:
        flags.append("came again with another SESSION_ID")
    studies = {link.study_id for link in links if link.study_id}
    if study and not studies:
        flags.append("no STUDY_ID in the link")
    if study:
        flags += [f"came by the link of another study, {other}" for other in sorted(studies - {study})]
    return flags


def _session_named(event: Mapping[str, Any]) -> str:
    return json.loads(event["detail"])["session"]


def _seconds(now: float, moment: float | None) -> int | None:
    return None if moment is None else max(0, round(now - moment))


def _people(session: Session) -> list[Someone]:
    rows = (
        dbq(Participant)
        .outerjoin(Presence, Presence.participant_id == Participant.id)
        .filter(Participant.session_id == session.id)
        .order_by(Participant.id_in_session)
        .with_entities(
            Participant.id,
            Participant.code,
            Participant.label,
            Participant.id_in_session,
            Participant.status,
            Participant._index_in_pages,  # noqa: SLF001 - oTree has no public way, here and below
            case(
                [(Presence.page_index == Participant._index_in_pages, Presence.page_since)],  # noqa: SLF001
                else_=Participant._last_page_timestamp,  # noqa: SLF001
            ),
            Presence.seen_at,
            Participant.is_on_wait_page,
            Participant._waitpage_is_connected,  # noqa: SLF001
            Participant._waitpage_tab_hidden,  # noqa: SLF001
        )
    )
    return [Someone(*row, *_page_and_round(session.code, row[5])) for row in rows]


def _page_and_round(session_code: str, page_index: int) -> tuple[str, int | None]:
    if page_index == 0:
        return NOT_OPENED, 1
    try:
        lookup = get_page_lookup(session_code, page_index)
    except KeyError:
        return FINISHED, None
    page = lookup.page_class.__name__
    if lookup.app_name == GAME:
        return page, lookup.round_number
    return page, 1 if lookup.app_name == BEFORE_THE_GAME else None


def _seats(session: Session, round_numbers: set[int]) -> list[Seat]:
    rows = (
        dbq(Player)
        .join(Group, Player.group_id == Group.id)
        .filter(Player.session_id == session.id, Player.round_number.in_(round_numbers), Player.role_in_round != None)  # noqa: E711 - SQL
        .with_entities(
            Player.participant_id,
            Player.round_number,
            Player.role_in_round,
            Player.group_id,
            Group.block,
            Group.left_because,
            Group.report_timed_out,
            Group.capacity_timed_out,
            Group.sender_is_robot,
            Group.receiver_is_robot,
            Group.arm,
            Group.part,
        )
    )
    return [Seat(*row) for row in rows]


def progress_of_arms(session: Session, people: Iterable[Someone] | None = None) -> list[dict[str, Any]]:
    """Return how far the blocks of each arm are, in the order of the arms; `people` are those of the session."""
    design = session_design(session)
    if not design.arms:
        return []
    at_first = (
        dbq(Player)
        .filter(Player.session_id == session.id, Player.round_number == 1, Player.block.isnot(None))
        .with_entities(Player.participant_id, Player.block)
    )
    by_id = {one.id: one for one in (_people(session) if people is None else people)}
    seated: dict[int, list[Someone]] = {}
    for participant_id, block in at_first:
        seated.setdefault(block, []).append(by_id[participant_id])
    return [
        arm_progress(
            arm.name, [seated.get(block, []) for block, its in arms_of_blocks(session).items() if its == number]
        )
        for number, arm in enumerate(design.planned_arms, start=1)
    ]


def arm_progress(name: str, blocks: Sequence[Sequence[Someone]]) -> dict[str, Any]:
    """Return how many of an arm's blocks there are, are in the rounds, and are through them.

    A block is through when nobody of it is in the rounds any more, and plays from when somebody is.
    """
    through = [bool(block) and all(one.is_past_the_rounds for one in block) for block in blocks]
    playing = [any(one.is_in_rounds for one in block) for block in blocks]
    n_people = sum(not one.has_left for block in blocks for one in block)
    return {"name": name, "blocks": len(blocks), "playing": sum(playing), "finished": sum(through), "people": n_people}


def _is_connected(code: str) -> bool:
    return bool(channel_layer._subs.get(auto_advance_group(code)))  # noqa: SLF001 - oTree tells in no other way


def _events(session: Session) -> list[Mapping[str, Any]]:
    rows = (
        dbq(Event)
        .join(Participant, Event.participant_id == Participant.id)
        .filter(Event.session_id == session.id, Event.kind.in_((*LOG_WORDS, *SHOWN_ELSEWHERE)))
        .order_by(Event.id)
        .with_entities(Event.id, Event.at, Event.kind, Event.page, Event.detail, Participant.code)
    )
    return [
        {
            "id": id_,
            "at": at,
            "kind": kind,
            "log": LOG_WORDS.get(kind, ""),
            "where": page_label(page or NOT_OPENED),
            "detail": detail,
            "code": code,
        }
        for id_, at, kind, page, detail, code in rows
    ]


def _points_key(session: Session) -> str:
    n_reports, n_capacities = (
        dbq(Group)
        .filter(Group.session_id == session.id)
        .with_entities(func.count(Group.report), func.count(Group.capacity))
        .one()
    )
    return f"{n_reports}-{n_capacities}"


def _points(session: Session) -> list[list[Any]]:
    """Return forecast, report, capacity, whether it was practice, and the game's number, of rounds with a decision."""
    design = session_design(session)
    rows = (
        dbq(Group)
        .filter(Group.session_id == session.id, (Group.report != None) | (Group.capacity != None))  # noqa: E711 - SQL
        .with_entities(
            Group.forecast,
            Group.report,
            Group.capacity,
            Group.round_number,
            Group.sender_is_robot,
            Group.receiver_is_robot,
            Group.arm,
            Group.part,
        )
    )
    games = games_of(design)
    frame = {place: games.index(design.in_part(*place).game) for place in {(row[-2], row[-1]) for row in rows}}
    placed = [(*row[:-2], frame[row[-2], row[-1]]) for row in rows]
    return plotted(placed, practice_rounds=design.practice_rounds, counterpart=design.counterpart)


def games_of(design: SessionDesign) -> list[Game]:
    """Return the games that are played in a session, each once, in the order of arms and parts."""
    return list(dict.fromkeys(part.game for part in design.parts))


def plotted(rows: Iterable[tuple[Any, ...]], *, practice_rounds: int, counterpart: str) -> list[list[Any]]:
    """Return what the plots show of rounds: decisions of people, and those `summarize` counts.

    A row ends with the number of its game among those of the session, and so does a point.
    """
    points = []
    for forecast, report, capacity, round_number, sender_is_robot, receiver_is_robot, game in rows:
        if counterpart == HUMAN and (sender_is_robot or receiver_is_robot):
            continue
        points.append(
            [
                # Without its forecast a computer's report is not a point, but a person's capacity can answer it.
                None if sender_is_robot else forecast,
                report,
                None if receiver_is_robot else capacity,
                int(round_number <= practice_rounds),
                game,
            ]
        )
    return points
