"""The pages of studies."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment.laboratory import server_client
from recruitment.models import SessionServer, Study, StudyClass

pytestmark = pytest.mark.django_db

ASKED = {
    "title": "Capacity", "public_title": "Decisions", "treatment": "lab_ch_uh", "ethics_number": "2026-7",
    "budget_0": "600", "budget_1": "EUR", "show_up_fee_0": "5", "show_up_fee_1": "EUR", "channel": "pool",
}  # fmt: skip


OFFER = server_client.SessionConfig(
    name="lab_ch_uh", display_name="Laboratory, high cost", num_demo_participants=4, people_per_block=4
)


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    SessionServer.objects.create(name="This computer", url="http://localhost:1")
    monkeypatch.setattr(server_client, "session_configs", lambda _server: [OFFER])
    monkeypatch.setattr(server_client, "currency", lambda _server: "EUR")


def test_an_experimenter_makes_a_study_with_an_offered_treatment(alice, logged_in):
    client, day = logged_in(alice), timezone.localdate() + timedelta(days=30)

    assert "Laboratory, high cost" in client.get("/staff/studies/new/").content.decode()
    response = client.post("/staff/studies/new/", {**ASKED, "ethics_expires_on": day, "new_study_class": "Cheap talk"})

    study = Study.objects.get()
    assert response.url == f"/staff/studies/{study.pk}/"
    assert (study.owner, study.treatment, study.status) == (alice, "lab_ch_uh", "draft")
    assert study.study_class == StudyClass.objects.get(name="Cheap talk")
    assert str(study.budget.currency) == "EUR"


def test_a_refused_study_leaves_no_new_class_behind(alice, study, session, logged_in):
    session(permitted_until=study.permitted_until)
    too_early = timezone.localdate() + timedelta(days=1)

    asked = {**ASKED, "treatment": "", "ethics_expires_on": too_early, "new_study_class": "Left behind"}
    page = logged_in(alice).post(f"/staff/studies/{study.pk}/edit/", asked).content.decode()

    assert "after the ethics permission" in page
    assert not StudyClass.objects.exists()


def test_a_treatment_that_is_not_offered_is_refused(alice, logged_in):
    response = logged_in(alice).post("/staff/studies/new/", {**ASKED, "treatment": "forged"})

    assert response.status_code == 200
    assert not Study.objects.exists()


def test_a_silent_server_leaves_a_plain_field_and_says_so(alice, logged_in, monkeypatch):
    def fall_silent(_server):
        raise server_client.SessionServerFailure("nobody is there")

    monkeypatch.setattr(server_client, "session_configs", fall_silent)
    client = logged_in(alice)

    page = client.get("/staff/studies/new/").content.decode()
    client.post("/staff/studies/new/", {**ASKED, "treatment": "typed"})

    assert "does not answer: nobody is there" in page
    assert Study.objects.get().treatment == "typed"


def test_a_study_keeps_a_treatment_that_is_offered_no_more(alice, study, logged_in):
    Study.objects.update(treatment="old")
    logged_in(alice).post(f"/staff/studies/{study.pk}/edit/", {**ASKED, "treatment": "old", "title": "New"})

    assert "old (no longer offered)" in logged_in(alice).get(f"/staff/studies/{study.pk}/edit/").content.decode()


def test_a_permission_that_a_session_needs_is_not_shortened(alice, study, session, logged_in):
    session()
    day = timezone.localdate() + timedelta(days=1)
    response = logged_in(alice).post(f"/staff/studies/{study.pk}/edit/", {**ASKED, "ethics_expires_on": day})

    assert "after the ethics permission" in response.content.decode()
    study.refresh_from_db()
    assert study.ethics_expires_on > day


def test_saving_does_not_undo_what_a_colleague_did_meanwhile(alice, charlie, study, logged_in, monkeypatch):
    """Session servers are asked for seconds between reading the study and saving it."""

    def colleague_is_faster(_server):
        Study.objects.update(status=Study.Status.CLOSED, owner=charlie)
        return [OFFER]

    monkeypatch.setattr(server_client, "session_configs", colleague_is_faster)
    asked = {**ASKED, "title": "New", "ethics_expires_on": "2990-1-1"}
    logged_in(alice).post(f"/staff/studies/{study.pk}/edit/", asked)

    study.refresh_from_db()
    assert (study.title, study.status, study.owner) == ("New", Study.Status.CLOSED, charlie)


def test_an_administrator_hands_a_study_over(ada, charlie, study, logged_in):
    asked = {**ASKED, "ethics_expires_on": "2990-1-1", "owner": charlie.pk}
    logged_in(ada).post(f"/staff/studies/{study.pk}/edit/", asked)

    study.refresh_from_db()
    assert study.owner == charlie


def test_an_experimenter_hands_no_study_to_somebody_else(alice, charlie, study, logged_in):
    logged_in(alice).post(
        f"/staff/studies/{study.pk}/edit/", {**ASKED, "ethics_expires_on": study.ethics_expires_on, "owner": charlie.pk}
    )

    study.refresh_from_db()
    assert (study.title, study.owner) == ("Capacity", alice)


def test_an_administrator_does(ada, charlie, study, logged_in):
    logged_in(ada).post(
        f"/staff/studies/{study.pk}/edit/", {**ASKED, "ethics_expires_on": study.ethics_expires_on, "owner": charlie.pk}
    )

    study.refresh_from_db()
    assert study.owner == charlie


def test_opening_without_a_permission_is_refused_in_words(alice, study, logged_in):
    Study.objects.update(status="draft", ethics_number="")
    page = logged_in(alice).post(f"/staff/studies/{study.pk}/status/", {"status": "open"}, follow=True)

    assert "An open study needs an ethics number" in page.content.decode()
    study.refresh_from_db()
    assert study.status == "draft"


@pytest.mark.parametrize(("channel", "is_offered"), [("pool", True), ("prolific", False)])
def test_people_of_the_pool_are_invited_to_studies_of_the_pool(alice, study, logged_in, channel, is_offered):
    study.channel = channel
    study.save()

    page = logged_in(alice).get(f"/staff/studies/{study.pk}/").content.decode()

    assert (f"/staff/studies/{study.pk}/invite/" in page) is is_offered


def test_opening_and_closing(alice, study, logged_in):
    client = logged_in(alice)
    for status in ("closed", "open"):
        client.post(f"/staff/studies/{study.pk}/status/", {"status": status})
        study.refresh_from_db()
        assert study.status == status


def test_a_list_has_own_studies_only(alice, charlie, study, logged_in):
    assert study.title in logged_in(alice).get("/staff/studies/").content.decode()
    assert study.title not in logged_in(charlie).get("/staff/studies/").content.decode()


def test_a_title_is_text_and_never_a_script(alice, study, logged_in):
    Study.objects.update(title="<script>alert(1)</script>", public_description="<b>x")

    assert "<script>alert" not in logged_in(alice).get(f"/staff/studies/{study.pk}/").content.decode()


def test_amounts_and_their_currencies_have_names_of_their_own(alice, logged_in):
    page = logged_in(alice).get("/staff/studies/new/").content.decode()

    assert page.count('aria-label="Budget"') == page.count('aria-label="Show-up fee"') == 1
    assert page.count('aria-label="Currency"') == 2


def test_experimenters_are_offered_in_the_order_of_their_names(charlie, ada, alice, logged_in):
    form = logged_in(ada).get("/staff/studies/new/").context["form"]

    assert [str(user) for user in form.fields["owner"].queryset] == ["ada", "alice", "charlie"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_permission_of_a_year_that_cannot_be_meant_is_refused(alice, logged_in, day):
    page = logged_in(alice).post("/staff/studies/new/", {**ASKED, "ethics_expires_on": day})

    assert "This year cannot be meant" in page.content.decode()
    assert not Study.objects.exists()
