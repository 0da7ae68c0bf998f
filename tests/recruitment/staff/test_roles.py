"""Who may open what: strangers, staff without a second factor, and each role."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from djmoney.money import Money

from recruitment.models import LabSession, Study
from recruitment.staff.page_guard import staff_page
from recruitment.staff.roles import ADMINISTRATOR, ASSISTANT, AUDITOR, EXPERIMENTER, ROLES, has_role
from recruitment.urls import staff_addresses

pytestmark = pytest.mark.django_db


def test_every_staff_address_is_guarded():
    assert [address.name for address in staff_addresses if not getattr(address.callback, "roles", ())] == []
    assert staff_addresses


def test_strangers_are_sent_to_the_log_in(client):
    response = client.get("/staff/")

    assert response.url == "/account/login/?next=/staff/"


def test_staff_set_up_a_second_factor_first(ada, logged_in):
    response = logged_in(ada, second_factor=False).get("/staff/")

    assert response.url == reverse("two_factor:setup")


def test_until_then_they_are_offered_no_page_of_people_of_the_pool(ada, logged_in):
    page = logged_in(ada, second_factor=False).get(reverse("two_factor:setup")).content.decode()

    assert reverse("my_data") not in page
    assert reverse("log_out") in page


@pytest.mark.parametrize("name", ["ada", "alice", "doris", "aud"])
def test_every_role_sees_the_overview(request, logged_in, name):
    assert logged_in(request.getfixturevalue(name)).get("/staff/").status_code == 200


def test_people_of_the_pool_are_kept_out_of_staff_pages(person, logged_in, django_user_model):
    rosa = person()
    rosa.user = django_user_model.objects.create_user(rosa.public_id)
    rosa.save()

    assert logged_in(rosa.user).get("/staff/").status_code == 403


def test_who_left_the_staff_is_kept_out(ada):
    ada.is_staff = False

    assert not has_role(ada, *ROLES)


def test_an_experimenter_sees_own_studies_and_sessions_only(study, session, alice, charlie):
    lab = session()

    assert list(Study.objects.visible_to(alice)) == [study]
    assert list(Study.objects.visible_to(charlie)) == []
    assert list(LabSession.objects.visible_to(alice)) == [lab]
    assert list(LabSession.objects.visible_to(charlie)) == []


def test_an_assistant_sees_the_door_and_no_study(study, session, doris):
    lab, _ = session(), session(status=LabSession.Status.FINISHED)

    assert list(Study.objects.visible_to(doris)) == []
    assert list(LabSession.objects.visible_to(doris)) == [lab]


@pytest.fixture
def of_charlie(study, session, charlie) -> LabSession:
    """A session of somebody else's study, tomorrow."""
    other = Study.objects.create(
        title="Another", public_title="x", owner=charlie, ethics_number="1", status=Study.Status.OPEN,
        ethics_expires_on=study.ethics_expires_on, show_up_fee=Money("4.56", "EUR"),
    )  # fmt: skip
    return session(study=other, starts_at=timezone.now() + timedelta(days=2))


def with_roles(user, *roles: str):
    user.groups.set(Group.objects.filter(name__in=roles))
    return type(user).objects.get(pk=user.pk)


def test_an_experimenter_who_also_tends_the_door_sees_what_both_see(study, session, alice, of_charlie):
    over = session(status=LabSession.Status.FINISHED)
    both = with_roles(alice, EXPERIMENTER, ASSISTANT)

    assert list(Study.objects.visible_to(both)) == [study]
    assert set(LabSession.objects.visible_to(both)) == {over, of_charlie}


def test_the_door_of_a_colleague_is_no_way_to_the_colleagues_study(alice, of_charlie, logged_in):
    client = logged_in(with_roles(alice, EXPERIMENTER, ASSISTANT))
    edit, status = (reverse(name, args=[of_charlie.pk]) for name in ("edit_session", "session_status"))
    door = reverse("check_in", args=[of_charlie.public_id])

    assert client.get(edit).status_code == client.post(status, {"status": "called_off"}).status_code == 404
    assert client.get(door).status_code == 404  # names and places are for its day
    begins = timezone.now() + timedelta(minutes=5)
    LabSession.objects.filter(pk=of_charlie.pk).update(sign_up_closes_at=begins, cancel_until=begins, starts_at=begins)
    page = client.get(door)
    assert (page.status_code, page.context["sees_money"]) == (200, False)


def test_an_auditor_who_also_makes_studies_reads_all_and_changes_own(alice, study, of_charlie, logged_in):
    client = logged_in(with_roles(alice, EXPERIMENTER, AUDITOR))
    close = {each: reverse("study_status", args=[each.pk]) for each in (study, of_charlie.study)}

    assert client.get(reverse("study", args=[of_charlie.study_id])).status_code == 200
    assert client.post(close[of_charlie.study], {"status": "closed"}).status_code == 404
    assert client.post(close[study], {"status": "closed"}).status_code == 302
    study.refresh_from_db()
    assert study.status == Study.Status.CLOSED


def test_an_auditor_who_also_tends_the_door_reads_the_money(aud, session, logged_in):
    lab = session(starts_at=timezone.now() + timedelta(minutes=5), cancel_until=timezone.now())

    page = logged_in(with_roles(aud, AUDITOR, ASSISTANT)).get(reverse("check_in", args=[lab.public_id]))

    assert page.context["sees_money"]


def test_a_superuser_is_an_administrator_and_nothing_else(ada):
    ada.groups.clear()
    ada.is_superuser = True

    assert has_role(ada, ADMINISTRATOR)
    assert not has_role(ada, "assistant", "auditor")


def test_a_page_cannot_be_opened_to_a_role_that_does_not_exist():
    with pytest.raises(ValueError, match="janitor"):
        staff_page("janitor")
