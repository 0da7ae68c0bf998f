"""What an empty office needs before anybody can be invited, in the order in which it is made."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from recruitment.models import LabSession, PoolConsentText, Room, SessionServer, Study, User
from recruitment.staff.roles import ADMINISTRATOR, EXPERIMENTER, has_role


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    address: str


def undone(user: User) -> list[Step]:
    """Return the steps that are left to do, of those that the user may do."""
    steps = []
    if has_role(user, ADMINISTRATOR):
        # Who plans sessions without a room plays online.
        if not Room.objects.exists() and not LabSession.objects.exists():
            steps.append(Step(_("Enter a room, unless all sessions are online."), reverse("new_part", args=["rooms"])))
        if not SessionServer.objects.exists():
            steps.append(Step(_("Say where the session server is."), reverse("new_part", args=["servers"])))
        if not PoolConsentText.objects.exists():
            words = _("Publish the text that people agree to when they register.")
            steps.append(Step(words, reverse("new_part", args=["consents"])))
    if has_role(user, ADMINISTRATOR, EXPERIMENTER) and not Study.objects.visible_to(user).exists():
        steps.append(Step(_("Create a study."), reverse("new_study")))
    return steps
