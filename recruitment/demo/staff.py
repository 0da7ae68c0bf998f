"""One demo account for each role, with one password and a second factor whose code a command prints."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from recruitment import private_keys
from recruitment.models import User
from recruitment.staff.roles import EXPERIMENTER, ROLES

PREFIX = "demo-"
PASSWORD_BYTES = 12


def demo_password() -> str:
    return private_keys.kept(settings.DATA_FOLDER, "office_demo_password", PASSWORD_BYTES)


def has_demo_staff() -> bool:
    return User.objects.filter(username__startswith=PREFIX, is_staff=True, is_active=True).exists()


def make_demo_staff() -> User:
    """Make an account for each role; return the experimenter's."""
    for role in ROLES:
        name = f"{PREFIX}{role}"
        user = User.objects.create_user(name, f"{name}@example.org", demo_password(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        TOTPDevice.objects.create(user=user, name="default")
    return User.objects.get(username=f"{PREFIX}{EXPERIMENTER}")


def current_codes() -> dict[str, str]:
    """Return the code of this moment for each demo account; each is accepted once."""
    devices = TOTPDevice.objects.filter(user__username__startswith=PREFIX, name="default").select_related("user")
    return {
        device.user.get_username(): f"{TOTP(device.bin_key, device.step).token():0{device.digits}d}"
        for device in devices
    }
