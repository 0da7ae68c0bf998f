"""Lets the time of every page with a form pass while something is typed, and says what was stored; run in a process of
its own by tests/property/test_time_outs.py, in a copy of the project.

oTree acts on the working directory while it is imported, so this cannot be done in the process of the tests.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

MOST_STEPS = 200


def main(order: dict) -> None:
    """Play as many sessions as there are sets of typed values, and print every page and field tried, as JSON."""
    os.environ["OTREE_IN_MEMORY"] = "1"
    sys.path.insert(0, os.getcwd())  # noqa: PTH109  # the very string oTree looks for

    import otree.main

    otree.main.setup()
    # Tells the pages how their hooks are to be called.
    import otree.urls

    tried = []
    for typed in order["typed"]:
        for stops_at in ("decisions", "beliefs"):
            tried += _session(order["config"], order["settings"], typed, stops_at)
    Path(order["results"]).write_text(json.dumps(tried), encoding="utf-8")
    _export(Path(order["exports"]))


def _session(config: str, settings: dict[str, Any], typed: dict[str, str], stops_at: str) -> list[dict[str, Any]]:
    from otree.database import db
    from otree.models import Participant
    from otree.session import create_session

    session = create_session(session_config_name=config, num_participants=2, modified_session_config_fields=settings)
    tried: list[dict[str, Any]] = []
    for participant in Participant.objects_filter(session=session):
        participant.initialize(None)
    for _ in range(MOST_STEPS):
        people = Participant.objects_filter(session=session).order_by("id").all()
        if all(type(participant._get_page_instance()).__name__ == "Goodbye" for participant in people):
            return tried
        for participant in people:
            page = participant._get_page_instance()
            if type(page).__name__ != "Goodbye":
                _step(participant, page, typed, stops_at, tried)
            db.commit()
    raise RuntimeError(f"stuck after {[one['page'] for one in tried]}")


def _step(participant: Any, page: Any, typed: dict[str, str], stops_at: str, tried: list[dict[str, Any]]) -> None:
    from otree.api import Page
    from starlette.datastructures import FormData

    if not isinstance(page, Page):
        page.get()
        return
    response = page.get()
    if response.status_code == 302:
        return
    page = participant._get_page_instance()
    name = type(page).__name__
    if not page.has_form():
        page._form_data = FormData({})
        page.post()
        return
    if name in ("Report", "Capacity") and stops_at == "beliefs":
        page._form_data = FormData({"report": "10", "capacity": "200"})
        page.post()
        return
    fields = list(page._get_form_fields())
    before = _stored(page, fields)
    is_timed = participant._timeout_expiration_time is not None
    participant._timeout_page_index, participant._timeout_expiration_time = participant._index_in_pages, 1.0
    page._form_data = FormData(
        {"timeout_happened": "1"} | {field: typed["invalid"] or _in_range(page, field) for field in fields}
    )
    page.post()
    tried.append(
        {
            "page": name,
            "fields": fields,
            "is_timed": is_timed,
            "before": before,
            "after": _stored(page, fields),
            "attempts": _attempts(page),
        }
    )
    if participant._index_in_pages == page._index_in_pages:
        # Consent and questions do not go on by a time-out.
        _answer_rightly(participant, name)


def _stored(page: Any, fields: list[str]) -> dict[str, Any]:
    stored = page.get_object()
    return {field: stored.field_maybe_none(field) for field in fields}


def _attempts(page: Any) -> int | None:
    return page.player.quiz_attempts if type(page).__name__ == "Quiz" else None


def _in_range(page: Any, field: str) -> str:
    form = page.get_form(page.get_object())
    choices = getattr(form[field], "choices", None)
    return str(choices[0][0]) if choices else {"stated_forecast_low": "-5", "stated_forecast_high": "5"}.get(field, "0")


def _answer_rightly(participant: Any, name: str) -> None:
    from starlette.datastructures import FormData

    from briefing import quiz

    page = participant._get_page_instance()
    answers = {"consent": "True"}
    if name == "Quiz":
        design = page.design
        answers = {question.field: str(question.right_answer(design)) for question in quiz.questions(design)}
    page._form_data = FormData(answers)
    page.post()


def _export(folder: Path) -> None:
    from otree import export

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "rounds.csv").open("w", newline="", encoding="utf-8") as stream:
        export.custom_export_app("cheap_talk_game", stream, function_name="custom_export_rounds")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
