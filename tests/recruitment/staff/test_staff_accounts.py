"""Accounts of staff: the first by a command, the others on a page; passwords are chosen behind a link."""

from __future__ import annotations

import re
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp import user_has_device
from django_otp.plugins.otp_totp.models import TOTPDevice

from recruitment.models import User
from recruitment.people.link_tokens import account_of
from recruitment.staff.password_links import password_link
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR, EXPERIMENTER, has_role
from tests.recruitment.mailed_links import delivered

pytestmark = pytest.mark.django_db

PASSWORD = "a long password of one's own"
LINK = re.compile(r"https?://\S+/account/password/\S+")


def choose_password(link: str, password: str = PASSWORD) -> Client:
    client = Client()
    page = client.get(urlsplit(link).path, follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": password})
    return client


def test_the_command_lets_the_first_administrator_in():
    said = StringIO()
    call_command("administrator", "anna", "anna@example.org", stdout=said)
    choose_password(said.getvalue().strip())

    anna = User.objects.get()
    assert has_role(anna, ADMINISTRATOR)
    assert anna.check_password(PASSWORD)


def test_the_command_lets_somebody_in_again_who_is_locked_out(charlie):
    TOTPDevice.objects.create(user=charlie, name="default")
    call_command("administrator", "charlie", "new@example.org", stdout=StringIO())

    charlie = User.objects.get()
    assert (charlie.email, has_role(charlie, ADMINISTRATOR), has_role(charlie, EXPERIMENTER)) == (
        "new@example.org", True, False
    )  # fmt: skip
    assert not user_has_device(charlie)
    assert not charlie.has_usable_password()


def test_nobody_in_the_pool_becomes_an_administrator_by_mistake(person):
    account = account_of(person())

    with pytest.raises(CommandError, match="somebody in the pool"):
        call_command("administrator", account.username, "x@example.org")


def test_an_administrator_makes_an_account_and_its_owner_chooses_the_password(ada, logged_in):
    wish = {"username": "emil", "email": "emil@example.org", "role": EXPERIMENTER}
    logged_in(ada).post("/staff/laboratory/accounts/new/", wish)
    mail = delivered()[-1]
    choose_password(LINK.search(mail.body)[0])

    emil = User.objects.get(username="emil")
    assert mail.to == ["emil@example.org"]
    assert has_role(emil, EXPERIMENTER)
    assert emil.check_password(PASSWORD)


def test_nobody_becomes_an_administrator_by_leaving_the_first_choice(ada, logged_in):
    client = logged_in(ada)
    page = client.post("/staff/laboratory/accounts/new/", {"username": "emil", "email": "emil@example.org", "role": ""})

    assert '<option value="" selected>' in page.content.decode()
    assert not User.objects.filter(username="emil").exists()


def test_a_link_works_once(ada):
    link = password_link(ada)
    choose_password(link)
    page = choose_password(link, "another long password").get(urlsplit(link).path, follow=True)

    ada.refresh_from_db()
    assert "already been used" in page.content.decode()
    assert ada.check_password(PASSWORD)


def test_a_password_that_is_too_short_is_refused(ada):
    choose_password(password_link(ada), "short")

    ada.refresh_from_db()
    assert not ada.check_password("short")


def test_a_lost_phone_is_forgotten_and_a_new_link_mailed(ada, charlie, logged_in):
    TOTPDevice.objects.create(user=charlie, name="default")
    wish = {"username": "charlie", "email": charlie.email, "role": AUDITOR, "is_active": "on", "begin_anew": "on"}
    logged_in(ada).post(f"/staff/laboratory/accounts/{charlie.pk}/", wish)

    charlie = User.objects.get(pk=charlie.pk)
    assert not user_has_device(charlie)
    assert not charlie.has_usable_password()
    assert has_role(charlie, AUDITOR)
    assert not has_role(charlie, EXPERIMENTER)
    assert delivered()[-1].to == [charlie.email]


def test_whoever_may_no_longer_log_in_is_out_at_once(ada, charlie, logged_in):
    out = logged_in(charlie)
    wish = {"username": "charlie", "email": charlie.email, "role": EXPERIMENTER}
    logged_in(ada).post(f"/staff/laboratory/accounts/{charlie.pk}/", wish)

    assert out.get("/staff/").status_code == 302


def test_administrators_do_not_lock_themselves_out(ada, logged_in):
    address = f"/staff/laboratory/accounts/{ada.pk}/"
    wish = {"username": "ada", "email": ada.email, "role": AUDITOR, "is_active": "on"}
    page = logged_in(ada).post(address, wish)

    assert "Another administrator" in page.content.decode()
    assert has_role(User.objects.get(pk=ada.pk), ADMINISTRATOR)


def test_accounts_of_people_are_not_found_there(ada, person, logged_in):
    account = account_of(person())

    assert logged_in(ada).get(f"/staff/laboratory/accounts/{account.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["alice", "doris", "aud"])
def test_nobody_else_makes_accounts(request, logged_in, name):
    client = logged_in(request.getfixturevalue(name))
    wish = {"username": "emil", "email": "emil@example.org", "role": ADMINISTRATOR}

    assert client.post("/staff/laboratory/accounts/new/", wish).status_code == 403
    assert not User.objects.filter(username="emil").exists()
