"""Who opens which page for staff, asked of every address there is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from recruitment.models import Audience, InvitationRound, PoolFile
from tests.recruitment.history import past_session

pytestmark = pytest.mark.django_db

# Their own pages, whoever's study it is about.
FOR_EVERYBODY = ("studies", "session_calendar", "permanent_rules", "reports")
OF_A_STUDY = ("study", "study_report", "audience", "invitation_round")
CHANGING = ("edit_study", "study_status", "new_session", "new_audience", "invite", "edit_session", "session_status")
FOR_ADMINISTRATORS = ("upload_pool", "map_pool", "new_permanent_rule")
BY_NAME = ("people", "person", "access_log", "laboratory")


@pytest.fixture
def address(study, alice, ada, person):
    """Return ``address("study")``, the address of a page about Alice's study."""
    made = InvitationRound.objects.create(
        study=study, seed="s", n_wanted=1, n_eligible=1, n_drawn=1, mails_per_hour=1, created_by=alice
    )
    keys = {
        "study_id": study.pk,
        "session_id": past_session(study).pk,
        "audience_id": Audience.objects.create(name="x", study=study, created_by=alice).pk,
        "round_id": made.pk,
    }
    names = {
        "audience": "audience_id", "invitation_round": "round_id", "edit_session": "session_id",
        "session_status": "session_id",
    }  # fmt: skip
    public_ids = {
        "map_pool": PoolFile.objects.create(name="f", text="email\na@example.org", created_by=ada).public_id,
        "person": person().public_id,
    }

    def address(name: str) -> str:
        if name in public_ids:
            return reverse(name, args=[public_ids[name]])
        if name in (*OF_A_STUDY, *CHANGING):
            key = names.get(name, "study_id")
            return reverse(name, kwargs={key: keys[key]})
        return reverse(name)

    return address


@pytest.mark.parametrize("name", [*FOR_EVERYBODY, *OF_A_STUDY, *CHANGING, "new_study", *FOR_ADMINISTRATORS, *BY_NAME])
def test_an_assistant_opens_none_of_them(address, doris, logged_in, name):
    client = logged_in(doris)

    assert client.get(address(name)).status_code == 403
    assert client.post(address(name)).status_code == 403


@pytest.mark.parametrize("name", [*OF_A_STUDY, *CHANGING])
def test_another_experimenter_does_not_learn_whether_there_is_one(address, charlie, logged_in, name):
    client = logged_in(charlie)

    answers = {client.get(address(name)).status_code, client.post(address(name)).status_code}
    assert answers <= {404, 405}
    assert 404 in answers


@pytest.mark.parametrize("name", [*FOR_EVERYBODY, *OF_A_STUDY, *BY_NAME])
def test_an_auditor_reads_and_changes_nothing(address, aud, logged_in, name):
    client = logged_in(aud)

    page = client.get(address(name))
    assert page.status_code == 200
    assert 'method="post"' not in _content(page)
    assert client.post(address(name), {"do": "save", "name": "y", "c-n": "0"}).status_code == 403


@pytest.mark.parametrize("name", [*CHANGING, "new_study", *FOR_ADMINISTRATORS])
def test_an_auditor_does_not_open_what_changes(address, aud, logged_in, name):
    assert logged_in(aud).get(address(name)).status_code == 403


@pytest.mark.parametrize("name", [*FOR_ADMINISTRATORS, *BY_NAME])
def test_an_experimenter_does_not_keep_the_pool(address, alice, logged_in, name):
    assert logged_in(alice).get(address(name)).status_code == 403


@pytest.mark.parametrize(
    "name",
    [*FOR_EVERYBODY, *OF_A_STUDY, "edit_study", "new_session", "new_audience", "invite", "edit_session", "new_study"],
)
def test_the_experimenter_opens_own_pages(address, alice, logged_in, name):
    assert logged_in(alice).get(address(name)).status_code == 200


@pytest.mark.parametrize("name", [*FOR_EVERYBODY, *OF_A_STUDY, "new_study", *FOR_ADMINISTRATORS, *BY_NAME])
def test_an_administrator_opens_all(address, ada, logged_in, name):
    assert logged_in(ada).get(address(name)).status_code == 200


def _content(page) -> str:
    """Return what the page itself shows, without log-out and languages."""
    return page.content.decode().partition('<main id="content">')[2].partition("</main>")[0]
