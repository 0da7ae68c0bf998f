"""The one page of the survey, shown once for each section of the session's setting, in the setting's order."""

from typing import Any

from otree.lookup import get_min_idx_for_app

from forecast_sharing.session.design import SessionDesign
from forecast_sharing.session.survey_items import REQUEST, REQUEST_BONUS, SECTIONS, Item, items_of
from participant_ui.catalogue import Texts
from participant_ui.page import ParticipantPage
from trust_survey.models import Player
from trust_survey.wordings import labels


class AnswerQuestions(ParticipantPage):
    form_model = "player"
    shows_instructions = False

    @property
    def title(self) -> str:
        """Return the message id of the section's heading."""
        return f"survey-{section_shown(self.player)}-title"

    @staticmethod
    def is_displayed(player: Player) -> bool:
        return section_index(player) < len(sections(player))

    @staticmethod
    def get_form_fields(player: Player) -> list[str]:
        return [item.name for item in items_shown(player)]

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        t = Texts(self.design.language)
        for item in items_shown(self.player):
            field = form[item.name]
            field.choices = list(zip(item.scale.values, labels(item.scale, t), strict=True))
            # A browser sends nothing for an unanswered question; an empty text means the same.
            if field.data == "":
                field.data = None
        return form

    @staticmethod
    def vars_for_template(player: Player) -> dict[str, Any]:
        return {
            "lowest_request": min(REQUEST.values),
            "highest_request": max(REQUEST.values),
            "request_bonus": REQUEST_BONUS,
            "section_number": section_index(player) + 1,
            "n_sections": len(sections(player)),
            # Whether the answers stand side by side where there is room.
            "is_scale": all(item.scale.is_graded for item in items_shown(player)),
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        t = context["t"]
        context["intro"] = t.paragraphs(f"survey-{section_shown(self.player)}-intro")
        context["round_text"] = t("survey-progress")
        return context

    @staticmethod
    def before_next_page(player: Player, timeout_happened: bool) -> None:
        player.sections_seen = section_index(player) + 1

    @staticmethod
    def app_after_this_page(player: Player, upcoming_apps: list[str]) -> str | None:
        is_last = section_index(player) + 1 == len(sections(player))
        return upcoming_apps[0] if is_last and upcoming_apps else None


def sections(player: Player) -> list[str]:
    """Return the sections of this session in the order shown."""
    return SessionDesign.from_config(player.session.config).survey_sections.split()


def section_shown(player: Player) -> str:
    """Return the section on the page that the person is on."""
    return sections(player)[section_index(player)]


def items_shown(player: Player) -> tuple[Item, ...]:
    """Return the questions on the page that the person is on."""
    return items_of(section_shown(player))


def section_index(player: Player) -> int:
    """Return how many of the survey's pages come before the one that the person is on."""
    first_index = get_min_idx_for_app(player.session.code, player.get_folder_name())
    # oTree sets the index before it asks a page whether it is displayed, and has no public name for it.
    return player.participant._index_in_pages - first_index  # noqa: SLF001


# The same page as many times as there are sections; a session with fewer leaves the survey early.
page_sequence = [AnswerQuestions] * len(SECTIONS)
