"""The base of every page and wait page: language, texts, accessible fields."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from otree.api import BaseSubsession, Page, WaitPage
from otree.constants import timeout_happened
from otree.database import dbq
from otree.models import Session
from otree.views.abstract import MockForm
from starlette.datastructures import FormData
from starlette.requests import Request

from forecast_sharing.session.design import SessionDesign
from participant_ui import usage_events, visitors
from participant_ui.assignment import first_part
from participant_ui.catalogue import Texts
from participant_ui.fields import field_view, read_typed
from participant_ui.page_skipping import Skipping
from participant_ui.page_time import TimeLimits, as_clock_reads, note_arrival
from participant_ui.page_windows import Windows
from participant_ui.presence import (
    BEAT_HEADER,
    OPENING_INPUT,
    Presence,
    arrived_at,
    is_beat,
    is_of_server,
    note_seen,
    presence_of,
)
from participant_ui.session_texts import session_values

PLAIN = (str, int, float, Decimal)


# How often a page tells that it is there, where it matters: at least so often within the time that it may be silent.
LONGEST_BEAT_SECONDS = 20
BEATS_WITHIN_SILENCE = 4


class _ParticipantPage:
    """What pages and wait pages share."""

    # Message id of the heading.
    title = ""
    # Filled at a request of the person; not when oTree visits or submits the page for them.
    presence: Presence | None = None
    # Whether it is the person who asks: not when their time is over, and not when the experimenter moves them on. Then
    # there may be no request at all, so pages look here and not at `self.request`.
    is_asked_by_person = False

    def inner_dispatch(self, request: Request) -> Any:
        note_arrival(self.came_at)
        if is_of_server(request):
            # Nobody is heard from then.
            self.presence = presence_of(self.participant)
            return self.answer(request)
        # A program sees what a person would.
        self.is_asked_by_person = True
        if not visitors.is_person(request):
            self.presence = presence_of(self.participant)
            with visitors.nothing_kept():
                return self.show_program(request)
        self.presence = note_seen(self.participant)
        response = self.answer(request)
        visitors.remember(request, response)
        return response

    def answer(self, request: Request) -> Any:
        """Return what a person, or the server in their place, has asked for."""
        return super().inner_dispatch(request)

    def show_program(self, request: Request) -> Any:
        """Return what a program may see of the page; whatever it does to the database is undone."""
        return visitors.newcomer(request, Texts(self.design.language))

    # oTree asks the database anew whenever one of these two is used; a request needs each of them several times.
    @property
    def session(self) -> Session:
        """Return the session that this page belongs to."""
        return self.player.session

    @property
    def subsession(self) -> BaseSubsession:
        """Return the round that this page belongs to."""
        return dbq(self.SubsessionClass).get(self._subsession_pk)

    @cached_property
    def came_at(self) -> float:
        """Return when the request arrived, which is what limits are judged by."""
        return arrived_at(getattr(self, "request", None))

    @cached_property
    def of_session(self) -> SessionDesign:
        """Return the settings of the whole session."""
        return SessionDesign.from_config(self.session.config)

    @cached_property
    def arm_and_part(self) -> tuple[int | None, int | None]:
        """Return arm and part that this page belongs to, from 1; before and after the rounds, what one begins with."""
        return first_part(self.participant)

    @cached_property
    def design(self) -> SessionDesign:
        """Return the settings that hold on this page: the session's, and those of the part where it has several."""
        return self.of_session.in_part(*self.arm_and_part)

    @property
    def part_values(self) -> dict[str, Any]:
        """Return what texts may say of parts: how many there are, which it is, and whether all people read the same."""
        arm, part = self.arm_and_part
        arms = self.of_session.planned_arms
        n_parts = len(arms[arm - 1].parts) if arm else 1
        return {"n_parts": n_parts, "part": part or 1, "same_for_all": "yes" if len(arms) < 2 else "no"}

    def add_texts(self, context: dict[str, Any]) -> Texts:
        """Give the template its catalogue, filled with the session's settings and the page's own plain values."""
        values = session_values(self.design) | self.part_values
        values.update((name, value) for name, value in context.items() if isinstance(value, PLAIN))
        context["t"] = t = Texts(self.design.language, values)
        context["title"] = t(self.title)
        context["design"] = self.design
        return t


class ParticipantPage(Windows, TimeLimits, Skipping, _ParticipantPage, Page):
    """A page of ours. The template says `{{ t("button-continue") }}` and finds its fields in `fields`."""

    # Message id of the button that goes on.
    button = "button-continue"
    # Whether the instructions can be opened from this page.
    shows_instructions = True
    # Whether the page goes on when its time is over, or when the experimenter advances the slowest.
    may_time_out = True
    # Whether the experimenter may move a person past the page without what it asks for.
    may_be_passed = True

    async def dispatch(self) -> None:
        visitors.let_in(Request(self.scope))
        await super().dispatch()

    def answer(self, request: Request) -> Any:
        if is_beat(request):
            return self._answer_beat(request.headers[BEAT_HEADER])
        if request.method != "POST" and self.is_asked_by_person:
            # The window opened last is the one that counts.
            self.presence.opening += 1
        return super().answer(request)

    def show_program(self, request: Request) -> Any:
        if not self._is_displayed():
            return super().show_program(request)
        # A browser that could not be told from a program gets a window when it sends this number, by its script or
        # with its form.
        self.opening_shown = (self.presence.opening if self.presence else 0) + 1
        return self.get()

    def get(self) -> Any:
        self.note_shown()
        return super().get()

    def note_shown(self) -> None:
        """Note that a person sees the page; safe to repeat, and nothing by default."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        t = self.add_texts(context)
        form = context["form"]
        context["fields"] = {field.name: field_view(field, t) for field in form}
        context["field_list"] = list(context["fields"].values())
        context["wrong_fields"] = [field for field in context["field_list"] if field.error]
        context["page_error"] = form.non_field_error or ""
        context["shows_instructions"] = self.shows_instructions
        context["button_text"] = t(self.button)
        seconds_left = self.remaining_timeout_seconds()
        context["seconds_left"] = None if seconds_left is None else as_clock_reads(seconds_left)
        context["opening_input"] = OPENING_INPUT
        context["has_shown_itself"] = self.opening_shown is None
        context["opening"] = self.opening_shown or (self.presence.opening if self.presence else 0)
        silence = self.design.limits.presence
        context["beat_seconds"] = min(LONGEST_BEAT_SECONDS, silence / BEATS_WITHIN_SILENCE) if silence else 0
        return context

    def get_form(self, instance: Any, formdata: Any = None) -> Any:
        form = super().get_form(instance, formdata)
        for field in form:
            read_typed(field, self.design.language)
        return form

    def post_handle_form(self, post_data: Any) -> Any:
        if not self.timeout_happened:
            self.note_answers(post_data)
        return super().post_handle_form(post_data)

    def note_answers(self, typed: FormData) -> None:
        """Note what a person has sent, right or wrong, before it is judged; nothing by default."""

    def post(self) -> Any:
        if not self._is_displayed():
            # Over since the page was opened, because the other person has left, for instance.
            return self.get()
        self.note_shown()
        if self._is_early():
            return self._shown_as_sent()
        usage_events.note_sent(self.participant, self._form_data.get(usage_events.INPUT), self._get_form_fields())
        if self._form_data.get(timeout_happened):
            # Nothing that is typed counts, so it does not matter in which window.
            return super().post() if self.may_time_out else self._shown_as_sent()
        if self._is_taken_over():
            return self._shown_again()
        return super().post()

    def pass_by(self) -> None:
        """Move the person past the page on the experimenter's word, as if its time had run out."""
        self.participant._submit_current_page()  # noqa: SLF001 - as oTree's own button does

    def _context_as_sent(self) -> dict[str, Any]:
        form = self.get_form(self.get_object(), formdata=self._form_data) if self.has_form() else MockForm()
        return self.get_context_data(form=form)


class ParticipantWaitPage(_ParticipantPage, WaitPage):
    """A wait page of ours: says who is waited for, and asks again by itself should a notice get lost."""

    template_name = "participant/WaitPage.html"
    title = "waiting-title"
    # Message id of what is waited for.
    waiting_for = ""

    def get_context_data(self) -> dict[str, Any]:
        context = super().get_context_data()
        t = self.add_texts(context)
        context["waiting_text"] = t(self.waiting_for)
        return context
