"""The columns of the tables of answers, to the survey and to the comprehension questions, and of the survey's items."""

from forecast_sharing.tables.column import PARTICIPANT_CODE, SESSION_CODE, Column

# What comprehension questions that do not ask for a number can be answered with.
QUIZ_WORDS = ("yes", "no", "person", "computer")

SURVEY: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("section", "Section of the survey", "text", said_by="experimenter"),
    Column("item", "Name of the item", "text", said_by="experimenter"),
    Column("wording", "The question as it was shown", "text", said_by="server", page="AnswerQuestions"),
    Column(
        "answer",
        "The answer as it was given",
        "text",
        missing="left unanswered",
        said_by="participant",
        page="AnswerQuestions",
    ),
    Column(
        "scored_value",
        "The answer's score, reversed items recoded",
        "number",
        missing="unanswered or not scored",
        said_by="computed",
    ),
)

QUIZ: tuple[Column, ...] = (
    SESSION_CODE,
    PARTICIPANT_CODE,
    Column("attempt", "Number of the attempt", "integer", minimum=1, said_by="server", page="Quiz"),
    Column(
        "question",
        "Name of the question; `part_2` is the one before part 2 of an arm",
        "text",
        said_by="server",
        page="Quiz",
    ),
    Column(
        "answer",
        "The answer; a number without the separators it was typed with",
        "text",
        missing="left unanswered, or taken out as free text",
        is_free_text=True,
        said_by="participant",
        page="Quiz",
    ),
    Column("right_answer", "The right answer, computed from the game", "text", said_by="computed"),
    Column("is_right", "Whether the answer was right", "boolean", said_by="computed"),
)

SURVEY_ITEMS: tuple[Column, ...] = (
    Column("item", "Name of the item", "text", said_by="experimenter"),
    Column("section", "Section of the survey", "text", said_by="experimenter"),
    Column("position", "Number of the item in its section, as shown", "integer", minimum=1, said_by="experimenter"),
    Column("wording", "The question in English", "text", said_by="experimenter", page="AnswerQuestions"),
    Column("scale", "Name of the scale of answers", "text", said_by="experimenter"),
    Column("lowest", "Lowest answer", "integer", missing="answered in words", said_by="experimenter"),
    Column("highest", "Highest answer", "integer", missing="answered in words", said_by="experimenter"),
    Column("answers", "Every answer with its English label, as JSON", "text", said_by="experimenter"),
    Column("is_reversed", "Whether the answer is recoded before it is scored", "boolean", said_by="experimenter"),
    Column(
        "score",
        "Column of participants that the item counts for",
        "text",
        missing="counts for no score",
        said_by="experimenter",
    ),
    Column("source", "Where the item is from, and its terms of use", "text", said_by="experimenter"),
)
