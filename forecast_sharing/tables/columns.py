"""Every column of every exported table, declared once.

The export, the reader's checks and docs/reference/data-dictionary.md all come from these declarations.
Columns are only ever appended, so that a file written today can be read by every later version.
"""

from dataclasses import dataclass
from typing import Literal

from forecast_sharing.demand.distributions import Uniform
from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.session.design import CHOICES
from forecast_sharing.session.earnings import EXIT_REASONS, LEAVING_REASONS
from forecast_sharing.session.message_types import IN_WORDS

# How a moment is written.
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)"

ColumnType = Literal["text", "integer", "number", "boolean", "choice", "time"]


@dataclass(frozen=True)
class Column:
    """One column: its name, meaning, unit and what a cell may hold.

    Parameters
    ----------
    name, label : str
        The header and what it means, in words.
    type : {"text", "integer", "number", "boolean", "choice", "time"}
        Booleans are written 0 or 1, times as ISO 8601 in UTC.
    unit : str
        Empty where there is none.
    minimum, maximum : float, optional
        Inclusive bounds, for numbers.
    choices : tuple of str
        The words allowed, for choices.
    pattern, pattern_rule : str
        A regular expression that text must match whole, and the same in words.
    missing : str, optional
        What an empty cell means; None where the cell is never empty.
    is_free_text : bool
        Whether people can have written anything in it, a name too.
    is_appended : bool
        Whether files of earlier versions may end before this column.
    before : str, optional
        What holds in files that end before this column; where None, its cells are then missing.

    """

    name: str
    label: str
    type: ColumnType
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    pattern_rule: str = ""
    missing: str | None = None
    is_free_text: bool = False
    is_appended: bool = False
    before: str | None = None

    @property
    def rule(self) -> str:
        """Return what a cell must be, to follow the word "must" in a sentence."""
        if self.type == "choice":
            return f"be one of {', '.join(self.choices)}"
        if self.type == "boolean":
            return "be 0 or 1"
        if self.type == "time":
            return "be a time in ISO 8601 and UTC, such as 2030-01-31T09:30:00Z"
        if self.type == "text":
            return self.pattern_rule or "be text"
        return f"be {'a whole number' if self.type == 'integer' else 'a number'}{self._bounds}"

    def holds(self, number: float) -> bool:
        """Return whether a number is within the bounds."""
        return (self.minimum is None or number >= self.minimum) and (self.maximum is None or number <= self.maximum)

    @property
    def _bounds(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f" from {self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f", at least {self.minimum:g}"
        return ""


SESSION_CODE = Column("session_code", "Code of the session", "text")
PARTICIPANT_CODE = Column("participant_code", "Pseudonym of the participant", "text")
_NOT_YET_PAIRED = "not in a block (yet)"
_NOT_SETTLED = "not settled (yet)"
_NOT_DECIDED = "not decided: timed out, not reached, or the session ended"
_NO_CAPACITY = "no capacity was decided, so nothing was sold"
_NOT_ASKED = "not asked, or too few items answered for a score"
_EARLIER_VERSION = "exported by an earlier version"
_NOT_STATED = "not asked, or not stated: timed out or not reached"
_NOT_COMPARED = "not asked, not stated, or nothing to compare it with"

ROUNDS: tuple[Column, ...] = (
    SESSION_CODE,
    Column("round_number", "Number of the round, practice rounds included", "integer", minimum=1),
    Column("is_practice", "Whether the round was practice", "boolean"),
    Column("is_paid", "Whether the round counts for earnings", "boolean"),
    Column("block", "Closed block of people, numbered within the session", "integer", minimum=1),
    Column(
        "pair_id",
        "The two people of the pair: their seat numbers in the session, in ascending order",
        "text",
        pattern=r"[1-9]\d*-[1-9]\d*",
        pattern_rule="be two seat numbers in ascending order, such as 3-5",
    ),
    Column("matching", "How pairs change from round to round", "choice", choices=CHOICES["matching"]),
    Column("roles", "How roles change from round to round", "choice", choices=CHOICES["roles"]),
    Column("feedback", "What the results page shows", "choice", choices=CHOICES["feedback"]),
    Column(
        "treatment",
        "Name of the treatment: a cell of the design, or composed of the parameters",
        "text",
    ),
    Column("mean_demand", "Mean demand", "number", "units", minimum=0),
    Column("forecast_half_width", "Largest forecast; the smallest is its negative", "number", "units", minimum=0),
    Column("noise_half_width", "Largest market noise; the smallest is its negative", "number", "units", minimum=0),
    Column("retail_price", "Retail price", "number", "points per unit", minimum=0),
    Column("wholesale_price", "Wholesale price", "number", "points per unit", minimum=0),
    Column("production_cost", "Production cost", "number", "points per unit", minimum=0),
    Column("capacity_cost", "Capacity cost", "number", "points per unit", minimum=0),
    Column("sender_code", "Pseudonym of the sender", "text"),
    Column("receiver_code", "Pseudonym of the receiver", "text"),
    Column("sender_is_robot", "Whether a computer decided for the sender", "boolean"),
    Column("receiver_is_robot", "Whether a computer decided for the receiver", "boolean"),
    Column("forecast", "Forecast, seen by the sender only", "number", "units", missing="not drawn (yet)"),
    Column(
        "report",
        "Forecast as reported to the receiver",
        "integer",
        "units",
        missing="no report: timed out, not reached, or a session without communication",
    ),
    Column("capacity", "Capacity built by the receiver", "integer", "units", minimum=0, missing=_NOT_DECIDED),
    Column("market_noise", "Demand beyond its mean and the forecast", "number", "units", missing="not drawn (yet)"),
    Column("demand", "Demand: mean demand + forecast + market noise", "number", "units", 0, missing=_NO_CAPACITY),
    Column("sales", "Units sold: the smaller of demand and capacity", "number", "units", 0, missing=_NO_CAPACITY),
    Column("sender_payoff", "Profit of the sender in the round", "number", "points", missing=_NO_CAPACITY),
    Column(
        "receiver_payoff",
        "Profit of the receiver in the round; may be negative",
        "number",
        "points",
        missing=_NO_CAPACITY,
    ),
    Column("report_timed_out", "Whether the sender's time ran out", "boolean", missing="the page was not reached"),
    Column("capacity_timed_out", "Whether the receiver's time ran out", "boolean", missing="the page was not reached"),
    Column("report_seconds", "Time on the sender's page", "number", "seconds", 0, missing="page not completed"),
    Column("capacity_seconds", "Time on the receiver's page", "number", "seconds", 0, missing="page not completed"),
    Column("text", "Text sent with the report", "text", missing="no text was sent", is_free_text=True),
    Column(
        "stated_capacity",
        "Capacity that the sender believed would be built, stated after the report",
        "integer",
        "units",
        minimum=0,
        missing=_NOT_STATED,
        is_appended=True,
    ),
    Column(
        "stated_forecast",
        "Forecast as the receiver believed it was, stated after the capacity",
        "integer",
        "units",
        missing=_NOT_STATED,
        is_appended=True,
    ),
    Column(
        "stated_forecast_low",
        "Lower end of the range in which the receiver believed the forecast was",
        "integer",
        "units",
        missing=_NOT_STATED,
        is_appended=True,
    ),
    Column("stated_forecast_high", "Upper end of it", "integer", "units", missing=_NOT_STATED, is_appended=True),
    Column(
        "sender_belief_prize",
        "Points that the sender's stated belief has won, 0 if none; counts only where `is_paid` is 1",
        "number",
        "points",
        minimum=0,
        missing=_NOT_COMPARED,
        is_appended=True,
    ),
    Column(
        "receiver_belief_prize",
        "Points that the receiver's stated belief has won, 0 if none; counts only where `is_paid` is 1",
        "number",
        "points",
        minimum=0,
        missing=_NOT_COMPARED,
        is_appended=True,
    ),
    Column(
        "sender_belief_seconds",
        "Time on the page of the sender's belief",
        "number",
        "seconds",
        minimum=0,
        missing="page not completed",
        is_appended=True,
    ),
    Column(
        "receiver_belief_seconds",
        "Time on the page of the receiver's belief",
        "number",
        "seconds",
        minimum=0,
        missing="page not completed",
        is_appended=True,
    ),
    Column(
        "messages",
        f"What the sender could send: {IN_WORDS}",
        "choice",
        choices=CHOICES["messages"],
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    Column(
        "frame",
        "Names shown to participants",
        "choice",
        choices=CHOICES["frame"],
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    Column(
        "left_because",
        "Why the round was not played: exit reason of the first of the two to leave before their part of it was done",
        "choice",
        choices=LEAVING_REASONS,
        missing="nobody had left, or a computer played in their place",
        is_appended=True,
    ),
    Column(
        "left_by",
        "Role in the round of the one who left",
        "choice",
        choices=ROLES,
        missing="nobody had left, or a computer played in their place",
        is_appended=True,
    ),
    Column(
        "dropout",
        "The session's rule for people who leave: wait, end the pair, or let a computer play",
        "choice",
        choices=CHOICES["dropout"],
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    Column(
        "counterpart",
        "Whether people play with each other or, each, with a computer",
        "choice",
        choices=CHOICES["counterpart"],
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    Column(
        "robot_policy",
        "How the computer decided, as JSON",
        "text",
        missing="no computer in this pair",
        is_appended=True,
    ),
    Column(
        "seed",
        "Seed of every random draw of the session, the computers' included",
        "integer",
        minimum=1,
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    Column(
        "planned_rounds",
        "Rounds that the session was to have, practice included",
        "integer",
        minimum=1,
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    Column(
        "history",
        "Whether the table of past rounds came open or closed",
        "choice",
        choices=CHOICES["history"],
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
    *(
        Column(
            f"{quantity}_distribution",
            f"How {of} is distributed between minus and plus `{quantity}_half_width`",
            "choice",
            choices=CHOICES[f"{quantity}_distribution"],
            is_appended=True,
            before=Uniform.name,
        )
        for quantity, of in (("forecast", "the forecast"), ("noise", "market noise"))
    ),
    Column(
        "sender_had_left",
        "Whether the sender left after the report, before the round was over: what it came to is not paid to them",
        "boolean",
        missing=_EARLIER_VERSION,
        is_appended=True,
    ),
)

PARTICIPANTS: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("seat", "Order number of the participant in the session", "integer", minimum=1),
    Column(
        "block", "Closed block of people, numbered within the session", "integer", minimum=1, missing=_NOT_YET_PAIRED
    ),
    Column("first_role", "Role in the first round", "choice", choices=ROLES, missing=_NOT_YET_PAIRED),
    Column("consent_version", "Version of the consent text shown", "text", missing="consent page not reached"),
    Column(
        "consent_text_sha256",
        "SHA-256 of the consent text shown",
        "text",
        pattern=r"[0-9a-f]{64}",
        pattern_rule="be 64 hexadecimal digits",
        missing="consent page not reached",
    ),
    Column("consent_given", "Whether the participant consented", "boolean", missing="not decided (yet)"),
    Column("consent_at", "When the participant decided on consent, UTC", "time", missing="not decided (yet)"),
    Column("quiz_attempts", "Attempts at the comprehension questions", "integer", minimum=0, missing="not reached"),
    Column("quiz_passed", "Whether all comprehension questions were answered right", "boolean", missing="not finished"),
    Column(
        "exit_reason",
        "How the participant left; fell_silent, and no_show for want of anybody who waits, as of the export",
        "choice",
        choices=EXIT_REASONS,
        missing="still in the session",
    ),
    Column(
        "rounds_played",
        "Rounds played to their end, practice rounds included",
        "integer",
        minimum=0,
        missing=_NOT_SETTLED,
    ),
    Column("rounds_paid", "Rounds that counted for earnings", "integer", minimum=0, missing=_NOT_SETTLED),
    Column(
        "points", "Sum of the profits of the paid rounds; may be negative", "number", "points", missing=_NOT_SETTLED
    ),
    Column("endowment", "Points given at the start", "number", "points", missing=_NOT_SETTLED),
    Column(
        "settled_points",
        "Points that are paid, after the rule for negative balances",
        "number",
        "points",
        missing=_NOT_SETTLED,
    ),
    Column("exchange_rate", "Money for one point", "number", "currency per point", 0, missing=_NOT_SETTLED),
    Column("show_up_fee", "Money for coming", "number", "currency", 0, missing=_NOT_SETTLED),
    Column("total_payment", "Money owed in all", "number", "currency", 0, missing=_NOT_SETTLED),
    Column("currency", "Code of the currency", "text", missing=_NOT_SETTLED),
    Column("trust_ipip", "IPIP trust scale, mean of the items", "number", "scale points", 1, 5, missing=_NOT_ASKED),
    Column(
        "trust_yamagishi", "General trust scale, mean of the items", "number", "scale points", 1, 5, missing=_NOT_ASKED
    ),
    Column(
        "trust_wvs",
        "Most people can be trusted (1) or one must be careful (0)",
        "integer",
        "",
        0,
        1,
        missing=_NOT_ASKED,
    ),
    Column(
        "trust_gps",
        "Assumes that people have the best intentions",
        "integer",
        "scale points",
        0,
        10,
        missing=_NOT_ASKED,
    ),
    Column("risk_gps", "Willingness to take risks", "integer", "scale points", 0, 10, missing=_NOT_ASKED),
    Column(
        "level_11_20",
        "Level in the 11-20 money request game: 20 - request",
        "integer",
        "levels",
        0,
        9,
        missing=_NOT_ASKED,
    ),
    Column("survey_items_answered", "Survey items answered", "integer", "items", 0, missing="survey not reached"),
    Column(
        "belief_points",
        "Sum of the prizes for stated beliefs in the paid rounds",
        "number",
        "points",
        0,
        missing=_NOT_SETTLED,
        is_appended=True,
    ),
    Column(
        "rounds_lost",
        "Rounds that were not played because the other person had left first, practice rounds included",
        "integer",
        "rounds",
        0,
        missing=_NOT_SETTLED,
        is_appended=True,
    ),
    Column(
        "lost_round_points",
        "Points for the paid rounds among them",
        "number",
        "points",
        0,
        missing=_NOT_SETTLED,
        is_appended=True,
    ),
    Column(
        "left_at",
        "When the participant dropped out or left while waiting, or was last heard from before falling silent, UTC",
        "time",
        missing="did neither, or never came",
        is_appended=True,
    ),
    Column(
        "quiz_questions",
        "Comprehension questions asked in each attempt",
        "integer",
        minimum=0,
        missing="no attempt made",
        is_appended=True,
    ),
    Column(
        "quiz_first_right",
        "How many of them were answered right in the first attempt",
        "integer",
        minimum=0,
        missing="no attempt made",
        is_appended=True,
    ),
    Column(
        "earlier_session",
        "Code of the first session of this server in which the participant had taken part before, pilots left out",
        "text",
        missing="none is known, or no consent",
        is_appended=True,
    ),
)

SURVEY: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("section", "Section of the survey", "text"),
    Column("item", "Name of the item", "text"),
    Column("wording", "The question as it was shown", "text"),
    Column("answer", "The answer as it was given", "text", missing="left unanswered"),
    Column("scored_value", "The answer's score, reversed items recoded", "number", missing="unanswered or not scored"),
)

QUIZ: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("attempt", "Number of the attempt", "integer", minimum=1),
    Column("question", "Name of the question", "text"),
    Column(
        "answer",
        "The answer; a number without the separators it was typed with",
        "text",
        missing="left unanswered",
        is_free_text=True,
    ),
    Column("right_answer", "The right answer, computed from the game", "text"),
    Column("is_right", "Whether the answer was right", "boolean"),
)

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
    Column("event", "Number of the event, ascending in the order of recording", "integer", minimum=1),
    Column("round_number", "Number of the round", "integer", minimum=1, missing="outside the rounds"),
    Column("page", "Page that the participant was on", "text", missing="no page was opened (yet)"),
    Column("kind", "What happened, see below", "choice", choices=tuple(EVENT_KINDS)),
    Column("at", "When the server recorded it, UTC", "time"),
    Column("seconds", "Seconds, of which its kind says what they are", "number", "seconds", 0, missing="not timed"),
    Column("detail", "What else is known of it, in JSON", "text", missing="nothing more", is_free_text=True),
)

TABLES = {"rounds": ROUNDS, "participants": PARTICIPANTS, "the survey": SURVEY, "the quiz": QUIZ, "events": EVENTS}
