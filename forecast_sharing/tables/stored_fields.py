"""What becomes of every field that the server stores: a column of its own name, another column, or none.

By `app.Model.field`. A field that is not here must be a column of a table of its model, and a test names those that are
neither.
"""

# The tables whose columns have the names of a model's fields.
TABLES_OF_MODELS: dict[str, tuple[str, ...]] = {
    "cheap_talk_game.Subsession": ("rounds", "session"),
    "cheap_talk_game.Group": ("rounds", "matching"),
    "cheap_talk_game.Player": ("participants",),
    "cheap_talk_game.Message": ("rounds", "messages"),
    "cheap_talk_game.Event": ("events",),
    "briefing.Player": ("participants",),
    "briefing.QuizAnswer": ("quiz",),
    "participant_ui.Assignment": ("participants",),
    "participant_ui.Presence": ("participants",),
}

# Another name, as `table.column`.
EXPORTED_AS: dict[str, str] = {
    "briefing.Player.consent": "participants.consent_given",
    "cheap_talk_game.Player.role_in_round": "participants.first_role",
    "cheap_talk_game.Player.seat": "matching.sender_seat",
    "cheap_talk_game.Player.part_number": "quiz.answer",
    "cheap_talk_game.Player.part_word": "quiz.answer",
    "trust_survey.Player.sections_seen": "participants.survey_items_answered",
    **{
        f"briefing.Player.quiz_{question}": "quiz.answer"
        for question in (
            "lowest_demand",
            "sales",
            "sender_profit",
            "receiver_profit",
            "must_be_true",
            "same_partner",
            "counterpart",
            "belief_range",
        )
    },
}

# Why a field is in no table.
NOT_EXPORTED: dict[str, str] = {
    "cheap_talk_game.Player.decision_shown_at": "the clock of the page, from which its seconds are computed",
    "cheap_talk_game.Player.belief_shown_at": "the clock of the page, from which its seconds are computed",
    "cheap_talk_game.Player.lobby_entered_at": "the clock of the page where a block fills",
    "cheap_talk_game.Player.lobby_seen_at": "the clock of the page where a block fills",
    "participant_ui.Presence.seen_at": "the clock of whatever page is open; where it ends a session it is left_at",
    "participant_ui.Presence.page_index": "where a person is now, not what they did",
    "participant_ui.Presence.page_since": "where a person is now, not what they did",
    "participant_ui.Presence.waiting_since": "where a person is now, not what they did",
    "participant_ui.Presence.opening": "which of a person's windows counts now",
    "participant_ui.UsedLink.study_id": "by which a recruiting channel knows a person",
    "participant_ui.UsedLink.submission_id": "by which a recruiting channel knows a person",
}
