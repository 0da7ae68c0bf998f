"""The columns of the tables of free text: what senders wrote, and what was asked, answered and given as a reason."""

from dataclasses import replace

from forecast_sharing.tables.column import PAIR_ID, PARTICIPANT_CODE, ROUND_NUMBER, SESSION_CODE, Column
from forecast_sharing.tables.event_columns import EVENT_KINDS

# Kinds of events with free text, and the key of `detail` that holds it.
TEXT_KEYS = {
    "help_asked": "text",
    "help_answered": "text",
    "advanced": "reason",
    "dropped": "reason",
    "handed_to_robot": "reason",
    "ended": "reason",
}

MESSAGES: tuple[Column, ...] = (
    SESSION_CODE,
    ROUND_NUMBER,
    PAIR_ID,
    Column("sender_code", "Pseudonym of the sender", "text", said_by="server"),
    Column("text", "Text sent with the report", "text", is_free_text=True, said_by="participant", page="Report"),
)

HELP: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("event", "Number of the event, as in the table of events", "integer", minimum=1, said_by="server"),
    replace(ROUND_NUMBER, missing="outside the rounds"),
    Column(
        "kind",
        "What happened",
        "choice",
        choices=tuple(TEXT_KEYS),
        value_labels={kind: EVENT_KINDS[kind] for kind in TEXT_KEYS},
        said_by="server",
    ),
    Column("at", "When the server recorded it, UTC", "time", said_by="server"),
    Column(
        "text",
        "What the participant asked, or the experimenter answered or gave as a reason",
        "text",
        is_free_text=True,
        said_by="participant",
    ),
)
