"""The base of every page and wait page: language, texts, accessible fields, and what a time-out may do (nothing)."""

from __future__ import annotations

import time
from decimal import Decimal
from functools import cached_property
from typing import Any

from otree.api import BaseSubsession, Page, WaitPage
from otree.constants import timeout_happened
from otree.database import dbq
from otree.models import Session
from starlette.datastructures import FormData

from forecast_sharing.session_design import SessionDesign
from participant_ui import notes
from participant_ui.catalogue import Texts
from participant_ui.fields import as_typed_plainly, field_view, is_number_field, tame
from participant_ui.session_texts import session_values

PLAIN = (str, int, float, Decimal)


class _ParticipantPage:
    """What pages and wait pages share."""

    # Message id of the heading.
    title = ""

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
    def design(self) -> SessionDesign:
        """Return the settings of the session that this page belongs to."""
        return SessionDesign.from_config(self.session.config)

    def add_texts(self, context: dict[str, Any]) -> Texts:
        """Give the template its catalogue, filled with the session's settings and the page's own plain values."""
        values = session_values(self.design)
        values.update((name, value) for name, value in context.items() if isinstance(value, PLAIN))
        context["t"] = t = Texts(self.design.language, values)
        context["title"] = t(self.title)
        context["design"] = self.design
        return t


class ParticipantPage(_ParticipantPage, Page):
    """A page of ours. The template says `{{ t("button-continue") }}` and finds its fields in `fields`."""

    # Message id of the button that goes on.
    button = "button-continue"
    # Whether the instructions can be opened from this page.
    shows_instructions = True
    # Whether the page goes on when its time is over, or when the experimenter advances the slowest.
    may_time_out = True
    # Whether the experimenter may move a person past the page without what it asks for.
    may_be_passed = True

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
        context["seconds_left"] = None if seconds_left is None else max(0, round(seconds_left))
        return context

    def get_form(self, instance: Any, formdata: Any = None) -> Any:
        form = super().get_form(instance, formdata)
        for field in form:
            tame(field)
        return form

    def post_handle_form(self, post_data: Any) -> Any:
        numbers = {name for name in self._get_form_fields() if is_number_field(type(self.get_object()), name)}
        plain = [
            (name, as_typed_plainly(str(typed), self.design.language) if name in numbers else typed)
            for name, typed in post_data.multi_items()
        ]
        return super().post_handle_form(FormData(plain))

    def post(self) -> Any:
        notes.note_sent(self.participant, self._form_data.get(notes.INPUT), self._get_form_fields())
        if self._form_data.get(timeout_happened) and not self.may_time_out:
            return self.get()
        return super().post()

    def pass_by(self) -> None:
        """Move the person past the page on the experimenter's word, as if its time had run out."""
        self.participant._submit_current_page()  # noqa: SLF001 - as oTree's own button does

    def _process_auto_submitted_form(self, form: Any, obj: Any) -> None:
        # oTree would store what was typed, and 0, False or "" for the rest. A time-out is never a decision.
        pass

    @cached_property
    def _page_index_after_skipped_apps(self) -> int | None:
        return super()._get_next_page_index_if_skipping_apps()

    def _get_next_page_index_if_skipping_apps(self) -> int | None:
        # Asked here and by oTree for the same step; the answer takes several queries.
        return self._page_index_after_skipped_apps

    def _increment_index_in_pages(self) -> None:
        # Leaving for a later app, oTree visits every page in between, several queries each, under the server's
        # one lock. The target page is shown or skipped by itself, so nothing in between needs a visit.
        target = self._get_next_page_index_if_skipping_apps()
        if target is None:
            super()._increment_index_in_pages()
        else:
            self.participant._index_in_pages = target  # noqa: SLF001 - oTree has no public way


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


def seconds_since(moment: float | None) -> float | None:
    """Return the seconds since a moment given as `time.time()`, to the hundredth; None if there was no moment."""
    return None if moment is None else round(time.time() - moment, 2)
