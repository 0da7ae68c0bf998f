"""The kinds of events, and the columns of their table."""

from forecast_sharing.tables.column import PARTICIPANT_CODE, SESSION_CODE, Column

# Every kind of event, with what its `seconds` and `detail` say.
EVENT_KINDS: dict[str, str] = {
    "calculator_query": "The calculator was asked; `capacity` and `demand` as typed, `is_answered` whether they were "
    "numbers in range",
    "instructions_opened": "The instructions were opened on a page; `seconds` since the page was loaded",
    "history_opened": "The closed table of past rounds was opened on a page; `seconds` since the page was loaded",
    "first_edit": "The first change of an input; `seconds` since the page was loaded, `field` its name",
    "page_hidden": "The page was out of sight, behind another tab or window; `seconds` for how long",
    "help_asked": "The participant asked for help; `text` as written",
    "help_answered": "The experimenter answered; `text` as written, `by` the user",
    "help_settled": "The experimenter answered in person; nothing was written, `by` the user",
    "advanced": "The experimenter moved the participant past the page; `by` the user",
    "dropped": "The experimenter marked the participant as dropped out; `by` the user",
    "handed_to_robot": "The experimenter let a computer go on in the participant's place; `by` the user",
    "ended": "The experimenter ended the participant's session; `by` the user, `reason` as written",
    "left": "The participant left before the end; `reason` as in exit_reason, and `why` they counted as dropped out: "
    "silent, page_open, never_came or by_experimenter",
    "returned": "The participant came back after they had counted as dropped out, and was shown the last page",
    "went_on_waiting": "The participant was offered to leave and chose to go on waiting",
    "took_part_before": "The participant agreed to the consent and had done so in another session of this server; "
    "`session` its code",
    "took_over": "The participant went on in an older window, in place of the one opened last",
}

EVENTS: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("event", "Number of the event, ascending in the order of recording", "integer", minimum=1, said_by="server"),
    Column("round_number", "Number of the round", "integer", minimum=1, missing="outside the rounds", said_by="server"),
    Column("page", "Page that the participant was on", "text", missing="no page was opened (yet)", said_by="server"),
    Column(
        "kind",
        "What happened, see below",
        "choice",
        choices=tuple(EVENT_KINDS),
        value_labels=EVENT_KINDS,
        said_by="server",
    ),
    Column("at", "When the server recorded it, UTC", "time", said_by="server"),
    Column(
        "seconds",
        "Seconds, of which its kind says what they are",
        "number",
        "seconds",
        0,
        missing="not timed",
        said_by="server",
    ),
    Column(
        "detail",
        "What else is known of it, in JSON",
        "text",
        missing="nothing more, or taken out as free text",
        is_free_text=True,
        said_by="server",
    ),
)
