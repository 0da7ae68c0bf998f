"""The pages of a round in the order played."""

import time
from typing import Any

from cheap_talk_game import lobby
from cheap_talk_game.models import RECEIVER, SENDER, C, Group, Message, Player, session_design
from cheap_talk_game.rounds import PastRound, is_last_round, past_rounds, play_out
from participant_ui import calculator
from participant_ui.inert_text import one_line
from participant_ui.page import ParticipantPage, ParticipantWaitPage, seconds_since
from participant_ui.session_texts import number


def is_played(player: Player) -> bool:
    """Return whether this round belongs to the session and both people are still there."""
    return player.field_maybe_none("role_in_round") is not None and not has_left(player.group)


def has_left(group: Group) -> bool:
    """Return whether one of the pair left the session before this round was over."""
    return group.field_maybe_none("left_because") is not None


class GamePage(ParticipantPage):
    """A page of a round, with the round's number and the person's own history."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        player = self.player
        context.update(
            round_in_kind=_round_in_kind(player),
            round_kind="practice" if player.subsession.is_practice else "counted",
            role=player.role_in_round,
            longest_text=C.LONGEST_TEXT,
            history=[
                history_row(past, player) for past in reversed(past_rounds(player.participant, player.round_number))
            ],
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


class WaitForBlock(ParticipantWaitPage):
    waiting_for = "waiting-for-block"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.round_number == 1 and session_design(player.session).arrival == "arrival"

    def get(self) -> Any:
        if lobby.enter(self.player, self._index_in_pages):
            return self._response_when_ready()
        return self._get_wait_page()


class Report(DecisionPage):
    title = "report-title"
    button = "button-send-report"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return is_played(player) and player.role_in_round == SENDER

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
        return is_played(player) and session_design(player.session).messages != "none"


class Capacity(DecisionPage):
    title = "capacity-title"
    button = "button-build-capacity"
    form_fields = ["capacity"]

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return is_played(player) and player.role_in_round == RECEIVER

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
    is_displayed = staticmethod(is_played)


class Results(GamePage):
    title = "results-title"
    button = "button-next-round"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") is not None

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        this_round = past_rounds(player.participant, player.round_number + 1)[-1]
        return {
            "result": history_row(this_round, player),
            "text": message_text(player.group),
            "outcome": _outcome(player.group),
            "is_last_round": "yes" if is_last_round(session_design(player.session), player.round_number) else "no",
        }

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


def _round_in_kind(player: Player) -> int:
    """Return the number of the round among practice rounds or among the others."""
    practice_rounds = session_design(player.session).practice_rounds
    is_practice = player.round_number <= practice_rounds
    return player.round_number if is_practice else player.round_number - practice_rounds


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


def history_row(past: PastRound, player: Player) -> dict[str, Any]:
    """Return what a person may see of a round: by role, and by the session's feedback."""
    design = session_design(player.session)
    is_sender = past.role == SENDER
    shows_all, shows_own = design.feedback == "full", design.feedback in ("full", "own")
    is_over = past.demand is not None
    practice = past.round_number <= design.practice_rounds
    row = {
        "forecast": past.forecast if is_sender or (shows_all and is_over) else None,
        "report": past.report,
        "capacity": past.capacity if not is_sender or shows_own else None,
        "demand": past.demand if shows_own else None,
        "sales": past.sales if shows_own else None,
        "own_payoff": past.own_payoff if shows_own else None,
        "partner_payoff": past.partner_payoff if shows_all else None,
    }
    return {
        **{name: None if amount is None else number(amount, design.language) for name, amount in row.items()},
        "round": past.round_number if practice else past.round_number - design.practice_rounds,
        "is_practice": practice,
        "role": past.role,
    }


page_sequence = [WaitForBlock, Report, WaitForReport, Capacity, WaitForCapacity, Results]
