"""The page before each new part: what is different from now on, made from the settings of both parts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup
from otree.models import Participant
from starlette.datastructures import FormData

from cheap_talk_game.models import Player, session_design
from cheap_talk_game.past_rounds import has_rounds_left
from cheap_talk_game.round_page import GamePage, design_of, has_left
from forecast_sharing.session.design import CHOICES, MAY_DIFFER, SessionDesign
from forecast_sharing.session.typed_numbers import plain_text
from participant_ui.catalogue import Texts
from participant_ui.fields import typed_number
from participant_ui.session_texts import session_values

# Settings that say how far a number goes to both sides of zero.
RANGES = ("forecast_half_width", "noise_half_width")
# Settings in units; all other numbers are points.
UNITS = ("mean_demand",)
NUMBER, WORD = "part_number", "part_word"
LONGEST_ANSWER = 40  # characters of a number


# (participant, name of the question, answer, right answer)
Keeper = Callable[[Participant, str, str, str], None]
_keepers: list[Keeper] = []


def keep_answers_with(keeper: Keeper) -> None:
    """Let the app that keeps the answers to questions keep these, too."""
    _keepers[:] = [keeper]


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that is another one from now on: what it is, what it was, what it will be, in words."""

    setting: str
    topic: Markup
    before: Markup
    after: Markup


def changes(before: SessionDesign, after: SessionDesign) -> list[Change]:
    """Return what differs between two parts, in the order in which the settings are declared."""
    t = Texts(after.language, session_values(after))
    return [
        Change(name, t(f"part-topic-{name}"), _in_words(name, before), _in_words(name, after))
        for name in MAY_DIFFER
        if getattr(before, name) != getattr(after, name)
    ]


def _in_words(name: str, design: SessionDesign) -> Markup:
    t = Texts(design.language, session_values(design))
    value = getattr(design, name)
    if name in CHOICES:
        return t(f"part-value-{name}")
    if name in RANGES:
        return t("part-range", highest_value=value, lowest_value=-value)
    return t("amount-units" if name in UNITS else "amount-points", amount=value)


def begins_part(player: Player) -> bool:
    """Return whether a person's round is the first of a part that is not their first."""
    group = player.group
    arm, part = group.field_maybe_none("arm"), group.field_maybe_none("part")
    return bool(arm) and part > 1 and session_design(group.session).part_of(arm, player.round_number - 1) != part


def part_before(player: Player) -> SessionDesign:
    """Return the settings of the part before that of a person's round."""
    return session_design(player.session).in_part(player.group.arm, player.group.part - 1)


def question(player: Player) -> tuple[str, str]:
    """Return the field of the one question, and the setting that it asks about: the first that changes."""
    [first, *_] = [
        name for name in MAY_DIFFER if getattr(part_before(player), name) != getattr(design_of(player), name)
    ] or [MAY_DIFFER[0]]
    return (WORD if first in CHOICES else NUMBER), first


def part_word_choices(player: Player) -> list[tuple[str, Markup]]:
    """Return the answers to choose from, each in the words of the table; oTree asks for them by this name."""
    setting = question(player)[1]
    parts = {getattr(design, setting): design for design in (part_before(player), design_of(player))}
    return [(word, _in_words(setting, parts[word])) for word in CHOICES.get(setting, ()) if word in parts]


class NewPart(GamePage):
    """What is different from now on, and one question about it; the answers lie with those of the questions before."""

    template_name = "cheap_talk_game/NewPart.html"
    title = "part-title"
    form_model = "player"
    may_time_out = False

    @staticmethod
    def is_displayed(player: Player) -> bool:
        if not begins_part(player) or player.field_maybe_none("role_in_round") is None:
            return False
        # Whoever meets nobody in this round may still play others of the part.
        return not has_left(player.group) or has_rounds_left(player.participant, player.round_number)

    @staticmethod
    def get_form_fields(player: Player) -> list[str]:
        return [question(player)[0]]

    @cached_property
    def changes(self) -> list[Change]:
        """Return what differs from the part before."""
        return changes(part_before(self.player), self.design)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        setting = question(self.player)[1]
        t = Texts(self.design.language, session_values(self.design))
        context["part_question"] = t(f"part-question-{setting}")
        context["changes"] = self.changes
        context["n_changes"] = len(self.changes)
        context["has_new_beliefs"] = self.design.asks_beliefs and not part_before(self.player).asks_beliefs
        return super().get_context_data(**context)

    def note_answers(self, typed: FormData) -> None:
        # Here and not in error_message: a validator should not store data.
        field, setting = question(self.player)
        answer = _readable(self.player, field, typed.get(field))
        if answer is None:
            return
        right = plain_text(getattr(self.design, setting)) if field == NUMBER else getattr(self.design, setting)
        for keeper in _keepers:
            keeper(self.participant, f"part_{self.arm_and_part[1]}", answer, right)

    @staticmethod
    def error_message(player: Player, values: dict[str, Any]) -> dict[str, Markup] | None:
        field, setting = question(player)
        design = design_of(player)
        if values[field] == getattr(design, setting):
            return None
        t = Texts(design.language, session_values(design))
        topic, right = t(f"part-topic-{setting}"), _in_words(setting, design)
        return {field: t("part-explanation", part_topic=topic, part_value=right)}

    def pass_by(self) -> None:
        # People who are let past the question have answered nothing, and go on to the round.
        self._record_page_completion_time()
        self._increment_index_in_pages()


def _readable(player: Player, field: str, typed: Any) -> str | None:
    """Return an answer as a computer writes it; None if there is none to read."""
    answer = str(typed or "")
    if field == WORD:
        return answer if answer in {word for word, _ in part_word_choices(player)} else None
    number = typed_number(answer, design_of(player).language) if len(answer) <= LONGEST_ANSWER else None
    return None if number is None else plain_text(number)
