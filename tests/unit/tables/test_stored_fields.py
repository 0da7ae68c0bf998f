"""Every field that the server stores is declared, and what forms allow is what the declared columns allow."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import briefing.models
import cheap_talk_game
import goodbye
from cheap_talk_game.events import Event
from cheap_talk_game.models import Group, Message, Player, Subsession
from forecast_sharing.game import Game
from forecast_sharing.session.survey_items import ITEMS
from forecast_sharing.tables.answer_columns import QUIZ_WORDS
from forecast_sharing.tables.columns import ROUNDS
from forecast_sharing.tables.stored_fields import EXPORTED_AS, NOT_EXPORTED, TABLES_OF_MODELS
from forecast_sharing.tables.stored_tables import BY_NAME

APPS = ("briefing", "cheap_talk_game", "trust_survey", "goodbye", "participant_ui")
# oTree's own, and links to other models.
OF_OTREE = {
    *(
        column.name
        for model in (goodbye.Player, goodbye.Group, goodbye.Subsession)
        for column in model.__table__.columns
    )
} - {"round_number"}
LINKS = {"id", "session_id", "participant_id", "player_id", "group_id"}
GAME = Game(mean_demand=300, forecast_half_width=100, noise_half_width=40)


def models():
    """Return every model of the project's apps by `app.Model`."""
    from otree.database import AnyModel

    found, left = {}, [AnyModel]
    while left:
        model = left.pop()
        left += model.__subclasses__()
        app = model.__module__.partition(".")[0]
        if app in APPS and hasattr(model, "__table__"):
            found[f"{app}.{model.__name__}"] = model
    return found


def stored_fields():
    """Return every field that is not oTree's own, as `app.Model.field`."""
    return {
        f"{name}.{column.name}"
        for name, model in models().items()
        for column in model.__table__.columns
        if column.name not in OF_OTREE | LINKS and (column.name != "round_number" or name.endswith("Event"))
    }


def is_a_column(field: str) -> bool:
    model, _, name = field.rpartition(".")
    if model == "trust_survey.Player" and name in {item.name for item in ITEMS}:
        return True
    return any(name in BY_NAME[table].column_names for table in TABLES_OF_MODELS.get(model, ()))


def test_models_are_found():
    found = models()

    assert {"briefing.QuizAnswer", "participant_ui.Presence", "trust_survey.Player"} <= set(found)
    assert [found[f"cheap_talk_game.{one.__name__}"] for one in (Group, Player, Subsession, Message, Event)] == [
        Group,
        Player,
        Subsession,
        Message,
        Event,
    ]


def test_every_stored_field_is_declared():
    undeclared = [
        field for field in stored_fields() if not is_a_column(field) and field not in EXPORTED_AS | NOT_EXPORTED
    ]

    assert sorted(undeclared) == []


def test_what_is_said_of_fields_is_true():
    fields = stored_fields()
    columns = {f"{table.name}.{name}" for table in BY_NAME.values() for name in table.column_names}

    assert sorted(set(EXPORTED_AS | NOT_EXPORTED) - fields) == []
    assert sorted(set(EXPORTED_AS.values()) - columns) == []
    assert sorted(set(TABLES_OF_MODELS) - set(models())) == []
    assert sorted(field for field in NOT_EXPORTED if is_a_column(field)) == []


@pytest.mark.parametrize("column", [c for c in ROUNDS if c.game_range], ids=lambda column: column.name)
def test_a_form_takes_what_the_column_of_rounds_may_hold(column):
    config = {name: getattr(GAME, name) for name in ("mean_demand", "forecast_half_width", "noise_half_width")}
    group = SimpleNamespace(session=SimpleNamespace(config=config), field_maybe_none=lambda name: None)
    bounds = tuple(getattr(cheap_talk_game, f"{column.name}_{end}")(group) for end in ("min", "max"))

    assert bounds == getattr(GAME, column.game_range)


def test_every_number_that_a_page_of_the_game_asks_has_a_range():
    asked = {name.removesuffix("_min") for name in vars(cheap_talk_game) if name.endswith("_min")}

    assert asked == {column.name for column in ROUNDS if column.game_range}


def test_words_to_choose_from_in_the_quiz_are_declared():
    player = SimpleNamespace(session=SimpleNamespace(config={}))
    asked = [name for name in vars(briefing.models) if name.startswith("quiz_") and name.endswith("_choices")]

    assert len(asked) == 4
    assert {word for name in asked for word, _ in getattr(briefing.models, name)(player)} == set(QUIZ_WORDS)
