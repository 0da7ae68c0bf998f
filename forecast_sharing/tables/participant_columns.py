"""The columns of the table of participants."""

from forecast_sharing.models.choice_problem import ROLES
from forecast_sharing.session import arms
from forecast_sharing.session.earnings import EXIT_REASONS
from forecast_sharing.tables.column import PARTICIPANT_CODE, SESSION_CODE, Column

_NOT_YET_PAIRED = "not in a block (yet)"
_NOT_SETTLED = "not settled (yet)"
_NOT_ASKED = "not asked, or too few items answered for a score"

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
        "Sum of the prizes for stated beliefs in the rounds that pay them",
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
    Column(
        "belief_round",
        "Round, by `round_number`, that was drawn to pay the participant's stated beliefs",
        "integer",
        "rounds",
        1,
        missing="not asked, not settled, no paid round with a result, or every paid round pays them",
        is_appended=True,
    ),
    Column(
        "arm",
        "Arm of the study that the participant's block plays",
        "text",
        pattern=arms.NAME.pattern,
        pattern_rule=arms.NAME_RULE,
        missing="the session has no arms, or the participant never came to a block",
        is_appended=True,
    ),
)
