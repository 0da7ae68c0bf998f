"""The forecast-sharing game, round by round. This file only wires: docs/explanation/experiment.md has the rules."""

from cheap_talk_game.console.routes import vars_for_admin_report
from cheap_talk_game.console.session_form import show_settings_in_words
from cheap_talk_game.data.download import DownloadSession, DownloadStudy
from cheap_talk_game.data.exports import custom_export_participants, custom_export_rounds, custom_export_survey
from cheap_talk_game.data.payment_api import Outcomes
from cheap_talk_game.data.plan_exports import custom_export_arms, custom_export_matching, custom_export_session
from cheap_talk_game.events import Event, custom_export_events, record
from cheap_talk_game.models import (
    MESSAGE_BOUNDS,
    C,
    Group,
    Message,
    Player,
    Subsession,
    capacity_max,
    capacity_min,
    stated_capacity_max,
    stated_capacity_min,
    stated_forecast_high_max,
    stated_forecast_high_min,
    stated_forecast_low_max,
    stated_forecast_low_min,
    stated_forecast_max,
    stated_forecast_min,
    text_error_message,
)
from cheap_talk_game.new_part import part_word_choices
from cheap_talk_game.pages import page_sequence
from cheap_talk_game.preflight.routes import Preflight
from cheap_talk_game.seating import creating_session
from participant_ui.usage_events import keep_with

doc = "A sender sees a demand forecast and sends a report; a receiver chooses capacity; both are paid."

globals().update(MESSAGE_BOUNDS)
keep_with(record)
show_settings_in_words()

__all__ = [
    "C",
    "DownloadSession",
    "DownloadStudy",
    "Event",
    "Group",
    "Message",
    "Outcomes",
    "Player",
    "Preflight",
    "Subsession",
    "capacity_max",
    "capacity_min",
    "creating_session",
    "custom_export_arms",
    "custom_export_events",
    "custom_export_matching",
    "custom_export_participants",
    "custom_export_rounds",
    "custom_export_session",
    "custom_export_survey",
    "page_sequence",
    "part_word_choices",
    "stated_capacity_max",
    "stated_capacity_min",
    "stated_forecast_high_max",
    "stated_forecast_high_min",
    "stated_forecast_low_max",
    "stated_forecast_low_min",
    "stated_forecast_max",
    "stated_forecast_min",
    "text_error_message",
    "vars_for_admin_report",
]
