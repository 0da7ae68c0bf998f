"""The computer as a player: it decides by the session's declared policy, with draws from the session's seed.

It decides when its decision is needed, so that nothing has to run in the background.
"""

from cheap_talk_game.models import RECEIVER, SENDER, Group, round_design, sent_numbers
from cheap_talk_game.outcome import play_out
from forecast_sharing.models import policy
from forecast_sharing.session import draws


def report_if_due(group: Group) -> None:
    """Let the computer report where it is the sender; called when the receiver's turn has come. Safe to repeat."""
    sends = round_design(group).message_type.sends
    if not sends or not group.field_maybe_none("sender_is_robot") or sent_numbers(group) is not None:
        return
    group.report = _decision(group, SENDER, group.forecast)


def build_if_due(group: Group) -> None:
    """Let the computer build where it is the receiver; called when the sender has had their turn. Safe to repeat."""
    maybe = group.field_maybe_none
    if not maybe("receiver_is_robot") or maybe("capacity") is not None:
        return
    group.capacity = _decision(group, RECEIVER, maybe("report"))
    play_out(group)


def _decision(group: Group, role: str, seen: int | None) -> int:
    design = round_design(group)
    # The draw belongs to the seat, so it is the same whenever the computer takes it over.
    uniform = draws.draw_choice(
        group.subsession.seed,
        block=group.block,
        round_number=group.round_number,
        seat=getattr(group, f"{role}_seat"),
    )
    return policy.decide(design.policy, design.game, role, seen, uniform)
