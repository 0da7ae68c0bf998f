"""The pages before the game, in the order shown."""

import hashlib
import math
import time
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup
from otree import constants
from otree.views.abstract import MockForm
from starlette.datastructures import FormData
from starlette.requests import Request

from briefing import quiz
from briefing.consent_text import consent_paragraphs
from briefing.models import Player
from cheap_talk_game.attendance import leave_offer, lobby
from cheap_talk_game.attendance.timed_page import StudyPage
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.earnings import CONSENT_DECLINED, QUIZ_FAILED
from participant_ui import calculator, usage_events
from participant_ui.assignment import first_design
from participant_ui.catalogue import Texts
from participant_ui.earlier_sessions import earlier_session
from participant_ui.page import ParticipantPage, ParticipantWaitPage
from participant_ui.visitors import newcomer

# Hidden input with the hash of the consent that a person was shown.
TEXT_SHOWN = "consent_text_sha256"
# Hidden input with the number of attempts made before the questions were shown.
ATTEMPT = "quiz_attempts_before"


def _design(player: Player) -> SessionDesign:
    return first_design(player.participant)


def _goodbye_if(*, has_left: bool) -> str | None:
    return "goodbye" if has_left else None


def _sha256(paragraphs: list[Markup]) -> str:
    return hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest()


class Consent(StudyPage):
    title = "consent-title"
    form_model = "player"
    form_fields = ["consent"]
    shows_instructions = False
    may_time_out = False
    may_be_passed = False
    text_has_changed = False

    def post(self) -> Any:
        # Agreed to is what was shown, and not what has replaced it in the files meanwhile.
        shown = self._form_data.get(TEXT_SHOWN)
        self.text_has_changed = shown is not None and shown != _sha256(consent_paragraphs(self.design))
        return self.get() if self.text_has_changed else super().post()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        if self.text_has_changed:
            context["page_error"] = context["t"]("consent-changed")
        return context

    def post_handle_form(self, post_data: Any) -> Any:
        # oTree reads every word but a few as yes. Only the two buttons count as an answer.
        answers = [(name, value) for name, value in post_data.multi_items() if value in {"True", "False"}]
        return super().post_handle_form(FormData(answers))

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        paragraphs = consent_paragraphs(_design(player))
        return {
            "paragraphs": paragraphs,
            "text_input": TEXT_SHOWN,
            "text_sha256": _sha256(paragraphs),
            "no_button": True,
        }

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        design = _design(player)
        player.consent_version = design.consent_version
        player.consent_text_sha256 = _sha256(consent_paragraphs(design))
        player.consent_at = datetime.now(UTC).isoformat(timespec="seconds")
        if not player.consent:
            player.participant.status = CONSENT_DECLINED
            return
        if earlier := earlier_session(player.participant, player.participant.label):
            usage_events.note(player.participant, "took_part_before", session=earlier)
        lobby.assign_on_arrival(player.participant, time.time())

    @staticmethod
    def app_after_this_page(player: Player, upcoming_apps: list[str]) -> str | None:
        return _goodbye_if(has_left=player.participant.status == CONSENT_DECLINED)


class Instructions(StudyPage):
    title = "instructions-title"
    shows_instructions = False
    live_method = staticmethod(calculator.answering(_design))


class Quiz(StudyPage):
    title = "quiz-title"
    form_model = "player"
    may_time_out = False
    # Attempts made when the form that is answered was asked for; a page that is only shown has answered none.
    n_attempts_asked = math.inf

    @staticmethod
    def get_form_fields(player: Player) -> list[str]:
        return [question.field for question in quiz.questions(_design(player))]

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        design = _design(player)
        left = quiz.attempts_left(player, design)
        return {
            "attempts_left": left,
            "has_limit": left is not None,
            "attempt_input": ATTEMPT,
            "n_attempts": player.quiz_attempts,
            **quiz.example_values(design, player.quiz_attempts),
        }

    def post(self) -> Any:
        self.n_attempts_asked = self.player.quiz_attempts
        sent = self._form_data.get(ATTEMPT)
        is_answer = constants.timeout_happened not in self._form_data
        if self.design.quiz_new_numbers and is_answer and sent not in (None, str(self.n_attempts_asked)):
            # Sent a second time, or from an older window: its questions had other numbers.
            return self.get()
        return super().post()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        has_new_numbers = self.design.quiz_new_numbers and self.player.quiz_attempts > self.n_attempts_asked
        if has_new_numbers:
            for question in quiz.questions(self.design):
                if question.has_numbers:
                    context["form"][question.field].raw_data = []
        context = super().get_context_data(**context)
        if has_new_numbers:
            context["page_error"] = context["t"]("quiz-new-numbers")
        return context

    def note_answers(self, typed: FormData) -> None:
        # Here and not in error_message: a validator should not store data.
        quiz.record_attempt(self.player, typed, self.design)

    def pass_by(self) -> None:
        # People who are let past the questions have not failed them, and go on to the rounds.
        self.player.quiz_passed = False
        self._record_page_completion_time()
        self._increment_index_in_pages()

    @staticmethod
    def error_message(player: Player, values: dict[str, Any]) -> dict[str, Markup] | None:
        design = _design(player)
        if quiz.attempts_left(player, design) == 0:
            return None
        return quiz.explanations(values, design, quiz.attempts_before(player)) or None

    @staticmethod
    def before_next_page(player: Player, *, timeout_happened: bool) -> None:
        design = _design(player)
        player.quiz_passed = all(
            quiz.is_right(question, player.field_maybe_none(question.field), design, quiz.attempts_before(player))
            for question in quiz.questions(design)
        )
        if not player.quiz_passed:
            player.participant.status = QUIZ_FAILED

    @staticmethod
    def app_after_this_page(player: Player, upcoming_apps: list[str]) -> str | None:
        return _goodbye_if(has_left=player.participant.status == QUIZ_FAILED)


class WaitForBlock(ParticipantPage):
    """Where people of an arrival session wait for their block.

    Here and not in the game, where oTree would visit it once a round for everybody. To oTree it is a page that looks
    like a wait page, because what ends the waiting is a full block and not the arrival of a group that exists.
    """

    template_name = ParticipantWaitPage.template_name
    title = ParticipantWaitPage.title
    may_be_passed = False
    # Set while a block waits for the answers of those who are to be in it.
    seconds_until_asking: float | None = None

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return _design(player).fills_by_arrival

    def answer(self, request: Request) -> Any:
        if request.method == "POST":
            return leave_offer.answer_offer(self)
        return self.get()

    def get(self) -> Any:
        if not self.is_asked_by_person:
            # Brought here by the experimenter; whether they are there, their own page will say.
            return leave_offer.still_waiting(self)
        seat = lobby.enter(self.participant, self.came_at)
        if not seat.has_seat:
            self.seconds_until_asking = seat.ask_again
            return leave_offer.still_waiting(self)
        self.participant.is_on_wait_page = False
        self._increment_index_in_pages()
        return self._redirect_to_page_the_user_should_be_on()

    def show_program(self, request: Request) -> Any:
        return newcomer(request, Texts(self.design.language))

    def post(self) -> Any:
        # Nobody leaves the lobby but with a block, or by the offer to leave.
        return self.get()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(form=MockForm(), **context)
        context["waiting_text"] = context["t"]("waiting-for-block")
        return leave_offer.with_offer(self, context)


page_sequence = [Consent, Instructions, Quiz, WaitForBlock]
