"""The pages of a round in the order played."""

import time
from functools import cached_property
from typing import Any

from cheap_talk_game.history import number_in_kind, table_rows, visible
from cheap_talk_game.models import RECEIVER, SENDER, C, Group, Message, Player, session_design
from cheap_talk_game.rounds import PastRound, is_last_round, past_rounds, pay, play_out
from participant_ui import calculator
from participant_ui.inert_text import one_line
from participant_ui.page import ParticipantPage, ParticipantWaitPage, seconds_since
from participant_ui.session_texts import number

# Longer histories start closed.
SHORT_HISTORY = 6


def has_left(group: Group) -> bool:
    """Return whether one of the pair left the session before this round was over."""
    return group.field_maybe_none("left_because") is not None


class GamePage(ParticipantPage):
    """A page of a round, with the round's number and the person's own history."""

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
            history_rows=table_rows(past, design),
            history_is_short=len(past) < SHORT_HISTORY,
        )
        context = super().get_context_data(**context)
        context["round_text"] = context["t"]("round-text")
        return context


class DecisionPage(GamePage):
    """A page on which one of the two decides: timed if the session says so, with the profit calculator."""

    form_model = "group"
    timer_text = ""
    live_method = staticmethod(calculator.answer)

    def get(self) -> Any:
        # A reload does not restart the clock.
        if self.player.field_maybe_none("decision_shown_at") is None:
            self.player.decision_shown_at = time.time()
        return super().get()

    @staticmethod
    def get_timeout_seconds(player: Player) -> int | None:
        return session_design(player.session).decision_seconds or None


class Report(DecisionPage):
    title = "report-title"
    button = "button-send-report"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") == SENDER and not has_left(player.group)

    @staticmethod
    def get_form_fields(player: Player) -> list[str]:
        return {"number": ["report"], "number_and_text": ["report", "text"], "none": []}[
            session_design(player.session).messages
        ]

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        forecast = player.group.forecast
        language = session_design(player.session).language
        return {"forecast_text": number(forecast, language), **demand_picture(player.group, forecast)}

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        group = player.group
        if session_design(player.session).messages == "none":
            return
        if timeout_happened:
            group.report_timed_out = True
            return
        group.report_seconds = seconds_since(player.field_maybe_none("decision_shown_at"))
        text = one_line(group.field_maybe_none("text") or "")
        group.text = None
        if text:
            Message.create(group=group, text=text)


class WaitForReport(ParticipantWaitPage):
    waiting_for = "waiting-for-report"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        # Somebody who has left counts as arrived, so this page lets the partner pass.
        return (
            player.field_maybe_none("role_in_round") is not None and session_design(player.session).messages != "none"
        )


class Capacity(DecisionPage):
    title = "capacity-title"
    button = "button-build-capacity"
    form_fields = ["capacity"]

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") == RECEIVER and not has_left(player.group)

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        group = player.group
        report = group.field_maybe_none("report")
        language = session_design(player.session).language
        return {
            "report_text": "" if report is None else number(report, language),
            "text": message_text(group),
            **demand_picture(group, report),
        }

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        group = player.group
        if timeout_happened:
            group.capacity_timed_out = True
            return
        group.capacity_seconds = seconds_since(player.field_maybe_none("decision_shown_at"))
        play_out(group)


class WaitForCapacity(ParticipantWaitPage):
    waiting_for = "waiting-for-capacity"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") is not None

    @staticmethod
    def after_all_players_arrive(group: Group) -> None:
        pay(group)


class Results(GamePage):
    title = "results-title"
    button = "button-next-round"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") is not None

    @cached_property
    def past(self) -> list[PastRound]:
        return past_rounds(self.player.participant, self.player.round_number + 1)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        group, design = self.player.group, self.design
        this_round = self.past.pop()
        context.update(
            result=visible(this_round, design),
            text=message_text(group),
            outcome=_outcome(group),
            is_last_round="yes" if is_last_round(design, self.player.round_number) else "no",
        )
        return super().get_context_data(**context)

    @staticmethod
    def app_after_this_page(player: Player, upcoming_apps: list[str]) -> str | None:
        if is_last_round(session_design(player.session), player.round_number):
            return upcoming_apps[0]
        return None


def _outcome(group: Group) -> str:
    """Return how a round ended, as the end of a message id."""
    if has_left(group):
        return "partner-left"
    if group.field_maybe_none("capacity") is None:
        return "no-capacity"
    return "played"


def message_text(group: Group) -> str | None:
    """Return the text that was sent with the report, if any."""
    if session_design(group.session).messages != "number_and_text":
        return None
    messages = Message.filter(group=group)
    return messages[0].text if messages else None


def demand_picture(group: Group, expected_forecast: int | None) -> dict[str, Any]:
    """Return where demand can lie at all and where it lies if the forecast is as given, in units and per cent."""
    design = session_design(group.session)
    lowest, highest = design.game.demand_range
    picture = {"lowest_demand": lowest, "highest_demand": highest, "has_forecast": expected_forecast is not None}
    if expected_forecast is None:
        return picture
    centre = design.mean_demand + expected_forecast
    low, high = centre - design.noise_half_width, centre + design.noise_half_width
    width = highest - lowest
    return picture | {
        "expected_demand": centre,
        "low_demand": low,
        "high_demand": high,
        "bar_start": f"{100 * (low - lowest) / width:.2f}",
        "bar_width": f"{100 * (high - low) / width:.2f}",
        "bar_centre": f"{100 * (centre - lowest) / width:.2f}",
    }


page_sequence = [Report, WaitForReport, Capacity, WaitForCapacity, Results]
