"""The parts of oTree that the pages of this project replace, override or call although they are not public.

The server compares each with what was read here, as it does with what it replaces itself, and refuses to start where
one differs: by module and name, or package and file, the first 12 digits of the SHA-256 of the source in oTree 6.0.15.
"""

PARTS: dict[str, dict[str, str]] = {
    # Who is let in, and who takes a place.
    "otree.room": {
        "LabelRoom.get_participant_labels": "e1457c8356f0",
    },
    "otree.views.participant": {
        "validate_room_visitor": "d66e5c68eca3",
        "no_participants_left_http_response": "57ab245aa3c2",
        "AssignVisitorToRoom.get": "0038e9e4a0e2",
        "AssignVisitorToRoom.post": "3b6294fd84ca",
        "InitializeParticipant.get": "30159112ece3",
        "SessionWideLink.get": "f4d57368085a",
        "MTurkStart.get": "757e45358cac",
        "BrowserBotStartLink.get": "713559d834d5",
    },
    "otree.views.room": {
        "get_room_shared_context": "ccae8e673552",
    },
    "otree.models.participant": {
        "Participant.initialize": "13a45fd6f0b6",
        "Participant.set_label": "42c5d4987e35",
        "Participant._url_i_should_be_on": "c853ffb44ccc",
        "Participant._submit_current_page": "dd65c2640ea5",
        "Participant._visit_current_page": "0b612e796654",
        "Participant._get_page_instance": "d6655555e2e4",
        "Participant._get_current_player": "4fc8538a860b",
    },
    # Templates of `_templates/otree` that go before oTree's of the same name.
    "otree": {
        "templates/otree/AdminReport.html": "a261f0353b40",
        "templates/otree/OutOfRangeNotification.html": "ba4da9da7134",
        "templates/otree/RoomWelcomePage.html": "676008326e21",
        "templates/otree/Session.html": "e2b31599a165",
        "templates/otree/Sessions.html": "c5370d982b1c",
        "templates/otree/SessionPayments.html": "038df9882afb",
        "templates/otree/WaitPageGeneric.html": "6b996e17988b",
        "templates/otree/includes/CreateSessionForm.html": "04c5004009e8",
        "templates/otree/includes/RoomParticipantLinks.html": "187a09ebf98a",
        "templates/otree/includes/navbar.html": "ee02d734557f",
    },
    # What a program is shown is undone.
    "otree.database": {
        "DBWrapper.commit": "5d0318718ac2",
    },
    # Pages: windows, time, what may be stored.
    "otree.views.abstract": {
        "FormPageOrInGameWaitPage._is_displayed": "d2baed6d71ed",
        "FormPageOrInGameWaitPage._get_next_page_index_if_skipping_apps": "95fed68a5fcc",
        "FormPageOrInGameWaitPage._increment_index_in_pages": "9d089dadb20e",
        "FormPageOrInGameWaitPage._redirect_to_page_the_user_should_be_on": "290488038230",
        "FormPageOrInGameWaitPage.dispatch": "d2fb984abd6b",
        "FormPageOrInGameWaitPage.get_context_data": "f8696a8767db",
        "FormPageOrInGameWaitPage.render_page": "518790271ee2",
        "FormPageOrInGameWaitPage.session": "0f97f38d13aa",
        "FormPageOrInGameWaitPage.subsession": "fd8fe44b3139",
        "Page._get_form_fields": "c609be8b4132",
        "Page._process_auto_submitted_form": "fc8e15906548",
        "Page.get": "ddab65e4facb",
        "Page.get_form": "7005f8e14949",
        "Page.inner_dispatch": "e47de560f1b5",
        "Page.post": "52bc4d41bdd6",
        "Page.post_handle_form": "156f5de7336b",
        "Page.remaining_timeout_seconds_inner": "4cd4a2928475",
        "GenericWaitPageMixin._get_wait_page": "6b6bd92609c0",
        "WaitPage.get_context_data": "45658a5b8953",
        "WaitPage.inner_dispatch": "ce7c113f7e51",
        "WaitPage.inner_dispatch_group": "c42fabf2b1d6",
    },
}
