"""Files that people edit are judged when the server starts and when a session is created, not by a participant."""

from __future__ import annotations

import os
import re

import pytest

from tests.harness.people.web_people import WebPerson
from tests.harness.servers.project_copy import REPOSITORY, copy_project
from tests.harness.servers.session_server import SessionServer, free_port, run_until_exit

pytestmark = pytest.mark.process

CONTACT_LINE = "\nconsent-v2 =\n    Come.\n\nContact = lab@uni.example\n\n    Taking part is voluntary.\n"


@pytest.fixture
def project(tmp_path):
    return copy_project(REPOSITORY, tmp_path / "project")


def briefing_texts(project):
    return project / "participant_ui" / "locales" / "en" / "briefing.ftl"


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def shown_text(person: WebPerson) -> str:
    """Return the hash that the consent's form carries."""
    return re.search(r'name="consent_text_sha256" value="(\w{64})"', person.html)[1]


def test_it_does_not_start_with_files_that_cannot_be_used_and_names_them(project):
    append(briefing_texts(project), CONTACT_LINE)
    exit_code, printed = run_until_exit(project, PORT=str(free_port()))

    assert exit_code == 1
    assert "Traceback" not in printed
    assert re.search(r"participant_ui/locales/en/briefing\.ftl, line \d+, text Contact: no page shows", printed)


def test_a_text_that_went_bad_refuses_the_next_session_and_disturbs_nobody(project):
    with SessionServer(project) as server:
        code = server.rest.create_session("demo", 2)
        person = WebPerson(server.rest.participant_links(code)[0]).arrive()
        good = briefing_texts(project).read_text(encoding="utf-8")
        append(briefing_texts(project), CONTACT_LINE)
        with pytest.raises(RuntimeError, match=r"answered 400: .*briefing\.ftl, line \d+, text Contact"):
            server.rest.create_session("demo", 2)
        sessions = server.rest.get("/api/sessions").json()
        person.send(consent="True")

        assert [session["code"] for session in sessions] == [code]
        assert person.page == "Instructions"
        briefing_texts(project).write_text(good, encoding="utf-8")
        assert server.rest.create_session("demo", 2)


def test_what_a_person_has_agreed_to_is_the_text_that_they_were_shown(project):
    with SessionServer(project) as server:
        code = server.rest.create_session("demo", 2)
        person = WebPerson(server.rest.participant_links(code)[0]).arrive()
        texts = briefing_texts(project)
        source = texts.read_text(encoding="utf-8")
        texts.write_text(source.replace("a study of how people make decisions", "a CHANGED study"), encoding="utf-8")
        os.utime(texts, ns=(1, 1))
        server.rest.create_session("demo", 2)
        person.send(consent="True", consent_text_sha256=shown_text(person))
        asked_again = (person.page, "a CHANGED study" in person.html, "has been changed" in person.html)
        person.send(consent="True", consent_text_sha256=shown_text(person))

    assert asked_again == ("Consent", True, True)
    assert person.page == "Instructions"
