"""Who may open what: strangers, staff without a second factor, and each role."""

from __future__ import annotations

import pytest
from django.urls import reverse

from recruitment.models import LabSession, Study
from recruitment.roles import ADMINISTRATOR, ROLES, has_role, staff_page
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


def test_a_superuser_is_an_administrator_and_nothing_else(ada):
    ada.groups.clear()
    ada.is_superuser = True

    assert has_role(ada, ADMINISTRATOR)
    assert not has_role(ada, "assistant", "auditor")


def test_a_page_cannot_be_opened_to_a_role_that_does_not_exist():
    with pytest.raises(ValueError, match="janitor"):
        staff_page("janitor")
