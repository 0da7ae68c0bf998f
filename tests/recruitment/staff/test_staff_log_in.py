"""Guessing the passwords and codes of staff: it is stopped, and nobody is locked out everywhere by it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from recruitment.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a password of the tests"
ATTACKER, COLLEAGUE = "192.0.2.66", "192.0.2.7"


def type_in(name: str, password: str, computer: str):
    client = Client(REMOTE_ADDR=computer)
    typed = {"login_view-current_step": "auth", "auth-username": name, "auth-password": password}
    return client.post("/account/login/", typed)


@pytest.fixture(autouse=True)
def _few_guesses_lock_a_name(monkeypatch):
    # The third is as good as the tenth.
    monkeypatch.setattr(settings, "AXES_FAILURE_LIMIT", 3)


def guess(name: str = "ada", *, times: int = 3) -> int:
    """Return what the last of so many wrong passwords was answered with."""
    return [type_in(name, f"guess number {n}", ATTACKER).status_code for n in range(times)][-1]


def lets_in(response) -> bool:
    return response.status_code == 302


def test_the_right_password_is_not_taken_either_after_too_many_wrong_ones(ada):
    assert guess(times=settings.AXES_FAILURE_LIMIT - 1) == 200
    assert guess(times=1) == 429

    answer = type_in("ada", PASSWORD, ATTACKER)
    assert answer.status_code == 429
    assert "30 minutes" in answer.content.decode()


def test_the_right_user_gets_in_from_another_computer(ada):
    guess()

    assert lets_in(type_in("ada", PASSWORD, COLLEAGUE))


def test_a_colleague_gets_in_from_the_same_computer(ada, alice):
    guess("ada")

    assert lets_in(type_in("alice", PASSWORD, ATTACKER))


def test_an_account_that_does_not_exist_is_answered_the_same(ada):
    assert guess("nobody") == guess("ada")


def test_it_ends_by_itself(ada):
    guess()
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))

    assert lets_in(type_in("ada", PASSWORD, ATTACKER))


def test_whoever_got_in_begins_again_with_no_wrong_tries(ada):
    guess(times=settings.AXES_FAILURE_LIMIT - 1)
    type_in("ada", PASSWORD, ATTACKER)

    assert guess(times=settings.AXES_FAILURE_LIMIT - 1) == 200


def test_what_was_typed_is_not_kept(ada):
    type_in("ada", "Canary-password", ATTACKER)

    kept = str(AccessAttempt.objects.values())
    assert "ada" in kept
    assert "Canary" not in kept


@pytest.mark.parametrize(("n_wrong", "gets_in"), [(0, True), (9, False)], ids=["none", "nine"])
def test_the_right_code_is_not_taken_right_after_many_wrong_ones(ada, n_wrong, gets_in):
    device = TOTPDevice.objects.create(
        user=ada, name="default", throttling_failure_count=n_wrong, throttling_failure_timestamp=timezone.now()
    )
    client = Client()
    typed = {"login_view-current_step": "auth", "auth-username": "ada", "auth-password": PASSWORD}
    client.post("/account/login/", typed)
    code = f"{TOTP(device.bin_key, device.step).token():06d}"
    answer = client.post("/account/login/", {"login_view-current_step": "token", "token-otp_token": code})

    assert lets_in(answer) is gets_in


def test_an_administrator_of_the_machine_can_end_it_at_once(ada, capsys):
    device = TOTPDevice.objects.create(user=ada, name="default", throttling_failure_count=9)
    guess()
    call_command("unlock", "ada")

    device.refresh_from_db()
    assert device.throttling_failure_count == 0
    assert AccessAttempt.objects.count() == 0
    assert "can try again" in capsys.readouterr().out


def test_unlocking_somebody_unknown_is_an_error(ada):
    User.objects.create_user("rosa")

    with pytest.raises(CommandError, match="no member of staff"):
        call_command("unlock", "rosa")


@pytest.mark.parametrize("language", ["en", "de"])
def test_pages_of_the_second_factor_are_in_plain_words(ada, logged_in, language):
    pages = [
        client.get(reverse(f"two_factor:{name}"), headers={"accept-language": language}).content.decode()
        for client, name in (
            (logged_in(ada, second_factor=False), "setup"),
            (logged_in(ada), "profile"),
            (logged_in(ada), "backup_tokens"),
            (logged_in(ada), "disable"),
        )
    ]

    own = {"en": "econd factor", "de": "weite"}[language]
    assert own in pages[0]
    for page in pages:
        assert not re.search(r"next level|[Tt]wo-[Ff]actor [Aa]uth|Account|Token", page)
