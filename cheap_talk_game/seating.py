"""Who sits where: the plan of a session is drawn when it is created, and people take its seats.

Every pair of every round exists from the start, with its forecast and market noise. In a lab session people take
their seats at once; in an arrival session a whole block does, when it has filled. Either way taking seats is two
queries and one update, because oTree's own regrouping costs a second and more for each round.
"""

from collections.abc import Sequence

from otree.database import db, dbq
from otree.models import Participant, Session

from cheap_talk_game.models import RECEIVER, SENDER, Group, Player, Subsession, session_design
from cheap_talk_game.studies import sessions_of_study
from forecast_sharing import matching
from forecast_sharing.session import draws
from forecast_sharing.session.design import SessionDesign
from participant_ui.assignment import arms_in, assign


def creating_session(subsession: Subsession) -> None:
    # oTree calls this for every round; the first call plans all of them.
    if subsession.round_number == 1:
        plan_session(subsession.session)


def plan_session(session: Session) -> None:
    """Draw the plan, the states of the world and the paid rounds; in a lab session, seat everybody."""
    design = session_design(session)
    subsessions = {s.round_number: s for s in Subsession.objects_filter(session=session)}
    seed = design.seed or draws.fresh_seed()
    if design.study and not design.study_session:
        design = number_in_study(session)
    plan = matching.plan(
        design.n_seats(session.num_participants),
        design.total_rounds,
        block_size=design.block_size,
        matching=design.matching,
        roles=design.roles,
        rng=draws.stream(seed, "matching"),
    )
    arms = draws.arms_of_session(design, plan.n_blocks, seed=seed)
    _mark_rounds(subsessions, design, seed)
    _create_pairs(session, subsessions, plan, design, seed, arms)
    if not design.fills_by_arrival:
        participants = Participant.objects_filter(session=session).order_by("id_in_session").all()
        seated = [participants[index].id for index in draws.draw_seating(seed, len(participants))]
        take_seats(session, seated, first_block=1)


def _mark_rounds(subsessions: dict[int, Subsession], design: SessionDesign, seed: int) -> None:
    paid = draws.draw_paid_rounds(seed, n_rounds=design.num_rounds, n_paid=design.n_paid_rounds)
    for round_number, subsession in subsessions.items():
        subsession.seed = seed
        subsession.is_practice = round_number <= design.practice_rounds
        subsession.is_paid = round_number - design.practice_rounds in paid


def number_in_study(session: Session) -> SessionDesign:
    """Give a session the number after the last of its study on this server; return its settings with it.

    Rehearsals, pilots and demos take no number away from sessions that are held for data.
    """
    others = [one.config for one in sessions_of_study(session) if one.id != session.id]
    taken = [int(config.get("study_session") or 0) for config in others]
    # The config is stored as a whole: what is changed inside it would not be.
    session.config = {**session.config, "study_session": max(taken, default=0) + 1}
    return session_design(session)


def _create_pairs(
    session: Session,
    subsessions: dict[int, Subsession],
    plan: matching.MatchingPlan,
    design: SessionDesign,
    seed: int,
    arms: Sequence[int | None],
) -> None:
    size = {"n_rounds": plan.n_rounds, "n_blocks": plan.n_blocks, "n_pairs": plan.block_size // 2}
    states = draws.states_by_game(design, seed, **size)
    # Without stated beliefs nothing is drawn for them.
    lotteries = answers = None
    if any(part.asks_beliefs for part in design.parts):
        lotteries = draws.draw_belief_lotteries(seed, **size)
        answers = draws.draw_belief_answers(seed, **size)
    pairs_per_round = plan.n_people // 2
    plays_computer, persons_seats = design.plays_with_computers, _persons_seats(plan)
    rows = []
    for index, pair in enumerate(plan.pairs):
        where = pair.round_number - 1, pair.block - 1, pair.pair - 1
        arm = arms[pair.block - 1]
        part = design.part_of(arm, pair.round_number)
        played = design.in_part(arm, part)
        drawn = states[played.game]
        asks = lotteries is not None and answers is not None and played.asks_beliefs
        rows.append(
            {
                "session_id": session.id,
                "subsession_id": subsessions[pair.round_number].id,
                "round_number": pair.round_number,
                # oTree has made group 1 of each round, with everybody in it.
                "id_in_subsession": 2 + index % pairs_per_round,
                "block": pair.block,
                "arm": arm,
                "part": part,
                "sender_seat": pair.sender_seat,
                "receiver_seat": pair.receiver_seat,
                # Computers by plan; where people leave, outcome.py and dropouts.py see to it.
                "sender_is_robot": plays_computer and pair.sender_seat != persons_seats[pair.block],
                "receiver_is_robot": plays_computer and pair.receiver_seat != persons_seats[pair.block],
                "forecast": int(drawn.forecast[where]),
                "market_noise": int(drawn.market_noise[where]),
                "sender_belief_lottery": float(lotteries[where][0]) if asks else None,
                "receiver_belief_lottery": float(lotteries[where][1]) if asks else None,
                "receiver_belief_answer": str(answers[where]) if asks else None,
            }
        )
    dbq(Group).session.bulk_insert_mappings(Group, rows)


def _persons_seats(plan: matching.MatchingPlan) -> dict[int, int]:
    """Return, by block, the seat of a person who plays with a computer: the first to send in every other block."""
    return {pair.block: pair.sender_seat if pair.block % 2 else pair.receiver_seat for pair in plan.in_round(1)}


def take_seats(session: Session, participant_ids: Sequence[int], *, first_block: int) -> None:
    """Give people, in this order, the seats of the blocks from `first_block` on, in every round.

    People who have no arm yet get that of their block.
    """
    design = session_design(session)
    size = design.people_per_block
    last_block = first_block + (len(participant_ids) - 1) // size
    # The seats of computers are nobody's to take.
    free = _free_seats(session, first_block, last_block)
    seats = {
        participant_id: (first_block + index // size, free[first_block + index // size][index % size])
        for index, participant_id in enumerate(participant_ids)
    }
    places = _places(session, first_block, last_block)
    players = (
        dbq(Player)
        .filter(Player.session_id == session.id, Player.participant_id.in_(participant_ids))
        .with_entities(Player.id, Player.participant_id, Player.round_number)
    )
    updates = []
    for player_id, participant_id, round_number in players:
        block, seat = seats[participant_id]
        update = {"id": player_id, "block": block, "seat": seat}
        # Rounds beyond the session's own have no pairs.
        if (round_number, block, seat) in places:
            update.update(places[round_number, block, seat])
            updates.append(update)
    dbq(Player).session.bulk_update_mappings(Player, updates)
    if design.arms:
        has_one, arms = arms_in(session.id), arms_of_blocks(session)
        for participant_id, (block, _) in seats.items():
            if participant_id not in has_one:
                assign(participant_id, arms[block])
    # Players that were read before still show their old group.
    db.expire_all()


def arms_of_blocks(session: Session) -> dict[int, int]:
    """Return the arm of each block of a session with arms, by block."""
    first_round = dbq(Group).filter(Group.session_id == session.id, Group.round_number == 1, Group.block.isnot(None))
    return dict(first_round.with_entities(Group.block, Group.arm).order_by(Group.block))


def _free_seats(session: Session, first_block: int, last_block: int) -> dict[int, list[int]]:
    """Return the seats of people, in order, by block."""
    pairs = (
        dbq(Group)
        .filter(Group.session_id == session.id, Group.round_number == 1, Group.block.between(first_block, last_block))
        .with_entities(
            Group.block, Group.sender_seat, Group.sender_is_robot, Group.receiver_seat, Group.receiver_is_robot
        )
    )
    free: dict[int, list[int]] = {block: [] for block in range(first_block, last_block + 1)}
    for block, sender_seat, sender_is_robot, receiver_seat, receiver_is_robot in pairs:
        free[block] += [
            seat for seat, robot in ((sender_seat, sender_is_robot), (receiver_seat, receiver_is_robot)) if not robot
        ]
    return {block: sorted(seats) for block, seats in free.items()}


def _places(session: Session, first_block: int, last_block: int) -> dict[tuple[int, int, int], dict]:
    """Return, by round, block and seat, the group and role that the plan gives."""
    pairs = (
        dbq(Group)
        .filter(Group.session_id == session.id, Group.block.between(first_block, last_block))
        .with_entities(Group.id, Group.round_number, Group.block, Group.sender_seat, Group.receiver_seat)
    )
    places = {}
    for group_id, round_number, block, sender_seat, receiver_seat in pairs:
        for seat, role, order in ((sender_seat, SENDER, 1), (receiver_seat, RECEIVER, 2)):
            places[round_number, block, seat] = {"group_id": group_id, "role_in_round": role, "id_in_group": order}
    return places
