"""A statement kept ready asks for the same rows as the query oTree would have built."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.servers.project_copy import COUNTING_PROJECT, copy_project

pytestmark = pytest.mark.process

# oTree binds itself to the working directory while it is imported, so each question is asked in a process of its own.
BEGINNING = """
from lab_server import environment
from lab_server.start import otree_application
environment.prepare()
otree_application.load()
from otree.database import db, NoResultFound
from otree.models import Participant, Session
from otree.models_concrete import CompletedGroupWaitPage
from otree.session import create_session
from sqlalchemy.orm.exc import MultipleResultsFound
from starlette.exceptions import HTTPException
import counting
session = create_session("counting", num_participants=4)
db.commit()
first, second, *_ = Participant.objects_filter(session=session).order_by("id")
def raises(kind, act):
    try:
        act()
    except kind:
        return True
    return False
"""


def ask(project: Path, question: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"{BEGINNING}\n{question}"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip() or done.stderr


QUESTIONS = [
    "Participant.objects_get(code=second.code) is second",
    "Participant.objects_get(id=second.id) is second",
    "Participant.objects_first(code='nobody') is None",
    "raises(NoResultFound, lambda: Participant.objects_get(id=12345))",
    "raises(MultipleResultsFound, lambda: Participant.objects_get(session=session))",
    "raises(HTTPException, lambda: db.get_or_404(Participant, code='nobody'))",
    "Participant.objects_first(label=None) is not None",
    "CompletedGroupWaitPage.objects_exists(page_index=2, group_id=1, session_id=session.id) is False",
    "[counting.Player.objects_get(participant=second, round_number=r).round_number for r in (2, 1)] == [2, 1]",
    "counting.Player.objects_get(participant=second, round_number=2).participant is second",
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, str]:
    """Ask all questions in one process: none changes what the others find."""
    project = copy_project(COUNTING_PROJECT, tmp_path_factory.mktemp("ready") / "project")
    asking = f"""
import json
answers = {{}}
for question in {QUESTIONS!r}:
    try:
        answers[question] = str(eval(question))
    except Exception as error:
        answers[question] = repr(error)
print(json.dumps(answers))
"""
    return json.loads(ask(project, asking))


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_finds_what_a_query_finds(answers, question):
    assert answers[question] == "True"


def test_it_sees_what_this_request_has_changed_and_deleted(counting_project):
    story = """
first.label = "new"
seen = Participant.objects_first(label="new") is first
player = counting.Player.objects_get(participant=first, round_number=1)
db.rollback()
gone = Participant.objects_first(label="new") is None
db.delete(player)
deleted = raises(NoResultFound, lambda: counting.Player.objects_get(participant=first, round_number=1))
print(seen, gone, deleted)
"""
    assert ask(counting_project, story) == "True True True"


def test_another_request_starts_without_what_this_one_remembers(counting_project):
    story = """
player = counting.Player.objects_get(participant=first, round_number=1)
db.close()
db.new_session()
again = Participant.objects_get(id=first.id)
print(counting.Player.objects_get(participant=again, round_number=1) is player)
"""
    assert ask(counting_project, story) == "False"
