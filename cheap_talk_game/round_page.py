"""What the pages of a round share: its round, its part, the person's own history."""

from functools import cached_property
from typing import Any

from cheap_talk_game.attendance.timed_page import StudyPage, StudyWaitPage
from cheap_talk_game.history import number_in_kind, table_rows
from cheap_talk_game.models import C, Group, Player, round_design, session_design
from cheap_talk_game.outcome import is_last_round, other_role
from cheap_talk_game.past_rounds import PastRound, has_rounds_left, past_rounds
from forecast_sharing.session.design import SessionDesign


def has_left(group: Group) -> bool:
    """Return whether one of the pair left the session before this round was over."""
    return group.field_maybe_none("left_because") is not None


def is_over(player: Player) -> bool:
    """Return whether this was the person's last round: the session's, or the last with a partner who is still there."""
    if is_last_round(session_design(player.session), player.round_number):
        return True
    return has_left(player.group) and not has_rounds_left(player.participant, player.round_number)


def arm_and_part(player: Player) -> tuple[int | None, int | None]:
    """Return arm and part of a person's round."""
    group = player.group
    return group.field_maybe_none("arm"), group.field_maybe_none("part")


def design_of(player: Player) -> SessionDesign:
    return round_design(player.group)


class GamePage(StudyPage):
    """A page of a round, with the round's number and the person's own history."""

    @cached_property
    def arm_and_part(self) -> tuple[int | None, int | None]:
        """Return arm and part of the round."""
        return arm_and_part(self.player)

    @cached_property
    def past(self) -> list[PastRound]:
        """Return the person's earlier rounds."""
        return past_rounds(self.player.participant, self.player.round_number)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        player, design = self.player, self.design
        past = self.past
        context.update(
            round_in_kind=number_in_kind(player.round_number, design),
            round_kind="practice" if player.round_number <= design.practice_rounds else "counted",
            role=player.role_in_round,
            longest_text=C.LONGEST_TEXT,
            computer=who_is_computer(player),
            history_rows=table_rows(past, self.of_session),
            history_is_open=design.opens_history,
        )
        context = super().get_context_data(**context)
        context["round_text"] = context["t"]("round-text")
        return context


def who_is_computer(player: Player) -> str:
    """Return whether a computer decides for the partner in this round: never, by plan, or in place of a person."""
    if not player.group.field_maybe_none(f"{other_role(player.role_in_round)}_is_robot"):
        return "no"
    return "always" if session_design(player.session).plays_with_computers else "instead"


class RoundWaitPage(StudyWaitPage):
    """A page on which one of a pair waits for the other's decision."""

    @cached_property
    def arm_and_part(self) -> tuple[int | None, int | None]:
        """Return arm and part of the round."""
        return arm_and_part(self.player)
