"""Every column of the tables that the server exports, declared once; `stored_tables` lists the tables with their keys.

The export, the reader's checks and docs/reference/data-dictionary.md all come from these declarations.
Columns are only ever appended, so that a file written today can be read by every later version.
"""

from forecast_sharing.tables.answer_columns import QUIZ, SURVEY
from forecast_sharing.tables.column import TIME, Column
from forecast_sharing.tables.event_columns import EVENT_KINDS, EVENTS
from forecast_sharing.tables.participant_columns import PARTICIPANTS
from forecast_sharing.tables.round_columns import ROUNDS

__all__ = ["EVENTS", "EVENT_KINDS", "PARTICIPANTS", "QUIZ", "ROUNDS", "SURVEY", "TIME", "Column"]
