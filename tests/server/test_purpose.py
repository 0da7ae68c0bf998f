"""A session that is not held for data says so to staff on each of its pages, and to people on none."""

from __future__ import annotations

import pytest

from tests.harness.people.administrator import Administrator
from tests.harness.people.web_people import WebPerson
from tests.harness.people.web_session import WebSession

pytestmark = pytest.mark.process

OF_A_SESSION = ("SessionStartLinks", "SessionMonitor", "SessionData", "SessionPayments", "SessionDescription")


@pytest.mark.parametrize(("purpose", "words"), [("rehearsal", "Rehearsal: no data"), ("pilot", "Pilot: no data")])
def test_staff_read_it_on_every_page_of_the_session(session_server, purpose, words):
    admin = Administrator(session_server)
    code = session_server.rest.create_session("demo", 2, purpose=purpose)
    real = session_server.rest.create_session("demo", 2)
    listed = admin.get("/sessions").text
    row = listed[listed.index(f'value="{code}"') :].partition("</tr>")[0]
    row_of_real = listed[listed.index(f'value="{real}"') :].partition("</tr>")[0]

    for page in (*OF_A_SESSION, "AdminReport"):
        assert f"{words}</strong>" in admin.get(f"/{page}/{code}").text
        assert "held-for" not in admin.get(f"/{page}/{real}").text
    assert words in row
    assert "no data" not in row_of_real


def test_people_read_nothing_of_it(session_server):
    session = WebSession(session_server, "demo", 2, num_rounds=1, survey_sections="none", purpose="rehearsal")
    people = [WebPerson(person.link, quiz_same_partner="yes").arrive() for person in session.people]
    read = []
    while not all(person.is_done for person in people):
        for person in people:
            read.append((person.url + person.html).lower())
            if not person.is_done:
                person.act()

    assert {"Consent", "Report", "Goodbye"} <= {page for person in people for page in person.seen_pages}
    assert [words for words in read if "rehearsal" in words or "held-for" in words] == []
