"""All that a session server hands out about people who took part."""

from __future__ import annotations

EXPORTS = [
    "/api/export_wide",
    "/api/export_page_times",
    "/api/sessions",
    *(
        f"/api/export_app_custom?app=cheap_talk_game&function_name=custom_export_{table}"
        for table in ("rounds", "participants", "survey", "events", "session", "matching", "arms")
    ),
    "/api/export_app_custom?app=briefing&function_name=custom_export_quiz",
    *(f"/api/export_app?app={app}" for app in ("briefing", "cheap_talk_game", "trust_survey", "goodbye")),
]
