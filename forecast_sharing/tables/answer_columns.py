"""The columns of the tables of answers: to the survey, and to the comprehension questions."""

from forecast_sharing.tables.column import PARTICIPANT_CODE, SESSION_CODE, Column

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
