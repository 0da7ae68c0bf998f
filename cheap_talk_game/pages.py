"""The pages of a round in the order played."""

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from markupsafe import Markup
from otree import constants
from starlette.datastructures import FormData

from cheap_talk_game.attendance.timed_page import StudyPage
from cheap_talk_game.computer import build_if_due, report_if_due
from cheap_talk_game.history import in_words, visible
from cheap_talk_game.models import (
    RECEIVER,
    SENDER,
    Group,
    Message,
    Player,
    round_design,
    sent_numbers,
    session_design,
)
from cheap_talk_game.new_part import NewPart
from cheap_talk_game.outcome import award_receiver, award_sender, is_last_round, play_out
from cheap_talk_game.past_rounds import PastRound, past_rounds
from cheap_talk_game.payment import pay
from cheap_talk_game.round_page import GamePage, RoundWaitPage, design_of, has_left, is_over
from forecast_sharing.demand.distributions import Distribution, Uniform
from forecast_sharing.session.dropouts import GRACE_SECONDS
from forecast_sharing.session.earnings import PARTNER_LEFT
from forecast_sharing.session.message_types import REPORT
from participant_ui import calculator
from participant_ui.catalogue import Texts
from participant_ui.inert_text import one_line
from participant_ui.page_time import seconds_since
from participant_ui.session_texts import number


class AnswerPage(GamePage):
    """A page on which one of the two answers for the pair: timed if the session says so."""

    form_model = "group"
    timer_text = ""
    # Field of the player that holds when the page was first shown.
    shown_at = ""

    def note_shown(self) -> None:
        # A reload does not restart the clock.
        if self.player.field_maybe_none(self.shown_at) is None:
            setattr(self.player, self.shown_at, time.time())

    def post(self) -> Any:
        # The clock runs in the browser; without scripts, or with a slow hand on them, it must not stand still.
        if self._is_late():
            self._form_data = FormData([*self._form_data.multi_items(), (constants.timeout_happened, "1")])
        return super().post()

    def _is_late(self) -> bool:
        if self.drops_out_when_over:
            return False
        seconds_left = self.remaining_timeout_seconds()
        return seconds_left is not None and seconds_left < -GRACE_SECONDS

    @staticmethod
    def get_timeout_seconds(player: Player) -> int | None:
        return session_design(player.session).decision_seconds or StudyPage.get_timeout_seconds(player)

    @property
    def drops_out_when_over(self) -> bool:
        return super().drops_out_when_over and not self.design.decision_seconds


class DecisionPage(AnswerPage):
    """A page on which one of the two decides, with the profit calculator."""

    shown_at = "decision_shown_at"
    live_method = staticmethod(calculator.answering(design_of))


class BeliefPage(AnswerPage):
    """A page on which one of the two states a belief, after a decision that can no longer be changed.

    It stands where nobody waits for it: the partner has been let past the wait page before. See
    docs/decisions/0006-beliefs-on-pages-of-their-own.md.
    """

    template_name = "cheap_talk_game/Belief.html"
    shown_at = "belief_shown_at"
    question = ""
    advice = ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        t = context["t"]
        context["question_text"] = t(self.question)
        context["advice_text"] = t(self.advice)
        for fact in context["facts"]:
            fact["heading"] = t(fact["heading"])
        return context


def _states_belief(player: Player, role: str) -> bool:
    own_role = player.field_maybe_none("role_in_round")
    return own_role == role and design_of(player).asks_beliefs


def _facts(player: Player, *facts: tuple[str, str, tuple[int, ...] | None]) -> dict[str, Any]:
    """Return what a person who states a belief knows: heading, id and, where present, numbers."""
    language = session_design(player.session).language
    return {
        "facts": [
            {"heading": heading, "id": name, "text": in_words(numbers, language)}
            for heading, name, numbers in facts
            if numbers is not None
        ]
    }


def _take_belief(player: Player, award: Callable[[Group], None], *, timeout_happened: bool) -> None:
    if timeout_happened:
        return
    group = player.group
    seconds = seconds_since(player.field_maybe_none("belief_shown_at"))
    setattr(group, f"{player.role_in_round}_belief_seconds", seconds)
    award(group)


class Report(DecisionPage):
    title = "report-title"
    button = "button-send-report"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") == SENDER and not has_left(player.group)

    @staticmethod
    def get_form_fields(player: Player) -> list[str]:
        return list(design_of(player).message_type.fields)

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        forecast = player.group.forecast
        language = session_design(player.session).language
        return {"forecast_text": number(forecast, language), **demand_picture(player.group, forecast)}

    @staticmethod
    def error_message(player: Player, values: dict[str, Any]) -> dict[str, Markup] | None:
        design = design_of(player)
        t = Texts(design.language)
        return {
            name: t("error-number-too-low", typed=values[name], least=values[before])
            for before, name in design.message_type.ascending_pairs
            if values[name] < values[before]
        } or None

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        group = player.group
        if not design_of(player).message_type.sends:
            return
        group.report_timed_out = timeout_happened
        if timeout_happened:
            return
        group.report_seconds = seconds_since(player.field_maybe_none("decision_shown_at"))
        text = one_line(group.field_maybe_none("text") or "")
        group.text = None
        if text:
            Message.create(group=group, text=text)


def _waits(player: Player, role: str) -> bool:
    # Where beliefs are asked, the one who has decided goes on at once to state one; oTree then counts them as arrived.
    own_role = player.field_maybe_none("role_in_round")
    return own_role is not None and (own_role == role or not design_of(player).asks_beliefs)


class WaitForReport(RoundWaitPage):
    waiting_for = "waiting-for-report"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        # Somebody who has left counts as arrived, so this page lets the partner pass.
        return _waits(player, RECEIVER) and design_of(player).message_type.sends


class StateCapacityBelief(BeliefPage):
    title = "belief-capacity-title"
    question = "belief-capacity-question"
    advice = "belief-capacity-advice"
    form_fields = ["stated_capacity"]

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return (
            _states_belief(player, SENDER)
            and not player.group.field_maybe_none("report_timed_out")
            and not has_left(player.group)
        )

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        group = player.group
        return _facts(
            player,
            ("report-forecast-heading", "forecast", (group.forecast,)),
            ("field-report-label", "own-report", sent_numbers(group)),
        )

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        _take_belief(player, award_sender, timeout_happened=timeout_happened)


class Capacity(DecisionPage):
    title = "capacity-title"
    button = "button-build-capacity"
    form_fields = ["capacity"]

    def note_shown(self) -> None:
        super().note_shown()
        report_if_due(self.player.group)

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return player.field_maybe_none("role_in_round") == RECEIVER and not has_left(player.group)

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        group = player.group
        return {
            "report_text": in_words(sent_numbers(group), session_design(player.session).language) or "",
            "text": message_text(group),
            **demand_picture(group, group.field_maybe_none(REPORT)),
        }

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        group = player.group
        group.capacity_timed_out = timeout_happened
        if timeout_happened:
            return
        group.capacity_seconds = seconds_since(player.field_maybe_none("decision_shown_at"))
        play_out(group)


class WaitForCapacity(RoundWaitPage):
    waiting_for = "waiting-for-capacity"

    def let_computer_decide(self) -> None:
        if self.player.role_in_round == SENDER:
            build_if_due(self.player.group)

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return _waits(player, SENDER)

    @staticmethod
    def after_all_players_arrive(group: Group) -> None:
        pay(group)


class StateForecastBelief(BeliefPage):
    title = "belief-forecast-title"
    question = "belief-forecast-question"
    advice = "belief-forecast-advice"
    form_fields = ["stated_forecast", "stated_forecast_low", "stated_forecast_high"]

    @staticmethod
    def is_displayed(player: Player) -> bool:
        # Without a capacity the receiver has timed out, or one of the two has left.
        return _states_belief(player, RECEIVER) and player.group.field_maybe_none("capacity") is not None

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        group = player.group
        return _facts(
            player,
            ("capacity-report-heading", "report", sent_numbers(group)),
            ("capacity-title", "own-capacity", (group.capacity,)),
        )

    @staticmethod
    def error_message(player: Player, values: dict[str, Any]) -> dict[str, Markup] | None:
        design = session_design(player.session)
        t = Texts(design.language)
        # The number may lie outside the range: the average of a lopsided belief can.
        lowest, highest = values["stated_forecast_low"], values["stated_forecast_high"]
        if lowest > highest:
            return {"stated_forecast_high": t("error-number-too-low", typed=highest, least=lowest)}
        return None

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        _take_belief(player, award_receiver, timeout_happened=timeout_happened)


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
            belief_has_no_truth=_belief_has_no_truth(self.player, group),
            is_last_round="yes" if is_over(self.player) else "no",
        )
        return super().get_context_data(**context)

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        if is_over(player) and not is_last_round(session_design(player.session), player.round_number):
            player.participant.status = PARTNER_LEFT

    @staticmethod
    def app_after_this_page(player: Player, upcoming_apps: list[str]) -> str | None:
        if is_over(player):
            return upcoming_apps[0]
        return None


def _outcome(group: Group) -> str:
    """Return how a round ended, as the end of a message id."""
    if has_left(group):
        return "partner-left"
    if group.field_maybe_none("capacity") is None:
        return "no-capacity"
    return "played"


def _belief_has_no_truth(player: Player, group: Group) -> bool:
    """Return whether the person has stated a belief that can never be compared with anything."""
    is_stated = player.role_in_round == SENDER and group.field_maybe_none("stated_capacity") is not None
    return is_stated and group.field_maybe_none("capacity") is None


def message_text(group: Group) -> str | None:
    """Return the text that was sent with the report, if any."""
    if not round_design(group).message_type.has_text:
        return None
    messages = Message.filter(group=group)
    return messages[0].text if messages else None


def demand_picture(group: Group, expected_forecast: int | None) -> dict[str, Any]:
    """Return where demand can lie at all and where it lies if the forecast is as given, in units and per cent."""
    design = round_design(group)
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
        "bar_shape": _shape(design.game.noise),
    }


def _shape(noise: Distribution) -> str:
    """Return the outline of a density in a square of 100 by 100, as a path; empty where it is flat."""
    if noise.name == Uniform.name:
        return ""
    steps = range(0, 101, 5)
    heights = noise.density([noise.half_width * (step / 50 - 1) for step in steps]) / noise.density(0)
    corners = [f"{step},{100 - 100 * height:.1f}" for step, height in zip(steps, heights, strict=True)]
    return f"M0,100 L{' '.join(corners)} 100,100 Z"


page_sequence = [
    NewPart,
    Report,
    WaitForReport,
    StateCapacityBelief,
    Capacity,
    WaitForCapacity,
    StateForecastBelief,
    Results,
]
