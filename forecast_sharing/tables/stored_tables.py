"""Every stored table, declared once: its file, title, columns, primary key and foreign keys.

The reader, the data dictionary, codebooks, `datapackage.json`, `dataset_description.json`, labels and types for other
programs all come from this list.
"""

from forecast_sharing.tables.answer_columns import QUIZ, SURVEY, SURVEY_ITEMS
from forecast_sharing.tables.event_columns import EVENTS
from forecast_sharing.tables.participant_columns import PARTICIPANTS
from forecast_sharing.tables.plan_columns import ARMS, MATCHING
from forecast_sharing.tables.round_columns import ROUNDS
from forecast_sharing.tables.session_columns import SESSION
from forecast_sharing.tables.table import ForeignKey, Table
from forecast_sharing.tables.text_columns import HELP, MESSAGES

_OF_SESSION = ForeignKey(("session_code",), "session")
_OF_PERSON = ForeignKey(("session_code", "participant_code"), "participants")
_OF_ROUND = ForeignKey(("session_code", "round_number", "pair_id"), "rounds")

TABLES: tuple[Table, ...] = (
    Table(
        "rounds",
        "Rounds",
        "One row per pair and round",
        "rounds",
        ROUNDS,
        ("session_code", "round_number", "pair_id"),
        (
            _OF_SESSION,
            ForeignKey(("session_code", "round_number", "pair_id"), "matching"),
            ForeignKey(("session_code", "block"), "arms"),
        ),
    ),
    Table(
        "participants",
        "Participants",
        "One row per person",
        "participants",
        PARTICIPANTS,
        ("session_code", "participant_code"),
        (_OF_SESSION,),
    ),
    Table(
        "survey",
        "Survey",
        "One row per person and survey item",
        "the survey",
        SURVEY,
        ("session_code", "participant_code", "section", "item"),
        (_OF_PERSON, ForeignKey(("item",), "survey_items")),
    ),
    Table("survey_items", "Survey items", "One row per survey item", "the survey's items", SURVEY_ITEMS, ("item",)),
    Table(
        "quiz",
        "Quiz",
        "One row per attempt and comprehension question",
        "the quiz",
        QUIZ,
        ("session_code", "participant_code", "attempt", "question"),
        (_OF_PERSON,),
    ),
    Table(
        "events",
        "Events",
        "One row per event beside the decisions",
        "events",
        EVENTS,
        ("session_code", "event"),
        (_OF_PERSON,),
    ),
    Table(
        "matching",
        "Matching",
        "One row per planned pair and round, played or not",
        "the matching",
        MATCHING,
        ("session_code", "round_number", "block", "pair"),
        (_OF_SESSION, ForeignKey(("session_code", "block"), "arms")),
    ),
    Table("session", "Sessions", "One row per session", "sessions", SESSION, ("session_code",)),
    Table("arms", "Arms", "One row per session and block", "arms", ARMS, ("session_code", "block"), (_OF_SESSION,)),
    Table(
        "messages",
        "Messages",
        "One row per text sent with a report",
        "messages",
        MESSAGES,
        ("session_code", "round_number", "pair_id"),
        (_OF_ROUND,),
        is_free_text=True,
    ),
    Table(
        "help",
        "Help",
        "One row per request for help, answer to it, or reason given for an action",
        "help",
        HELP,
        ("session_code", "event"),
        (_OF_PERSON, ForeignKey(("session_code", "event"), "events")),
        is_free_text=True,
    ),
)
BY_NAME = {table.name: table for table in TABLES}
