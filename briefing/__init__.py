"""Consent, instructions and comprehension questions. This file only wires."""

from otree.templating import context as template_context

from briefing.exports import custom_export_quiz
from briefing.models import (
    C,
    Group,
    Player,
    QuizAnswer,
    Subsession,
    quiz_belief_range_choices,
    quiz_counterpart_choices,
    quiz_must_be_true_choices,
    quiz_same_partner_choices,
)
from briefing.pages import page_sequence
from briefing.preparation import creating_session
from briefing.quiz import record_answer
from cheap_talk_game.new_part import keep_answers_with
from participant_ui.arrival_language import ArrivalTexts
from participant_ui.labels import guard_labels
from participant_ui.links import keep_links
from participant_ui.visitors import guard_entries

doc = "Consent, instructions made from the session's own settings, and comprehension questions computed from the game."

# Pages outside an app, such as a room's welcome page, have no session.
template_context.builtins.setdefault("t", ArrivalTexts())
guard_labels()
keep_links()
keep_answers_with(record_answer)
# Last, so that programs come as far as none of the others.
guard_entries()

__all__ = [
    "C",
    "Group",
    "Player",
    "QuizAnswer",
    "Subsession",
    "creating_session",
    "custom_export_quiz",
    "page_sequence",
    "quiz_belief_range_choices",
    "quiz_counterpart_choices",
    "quiz_must_be_true_choices",
    "quiz_same_partner_choices",
]
