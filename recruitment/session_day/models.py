"""What the office asked of a session server for one session, and what it has heard of it since."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField

KEY_BYTES = 24  # 32 letters, digits, hyphens and underscores


def new_creation_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


class ServerRun(models.Model):
    """The request for a session on a session server, recorded before the server is asked.

    Asking again uses the same key for the same seats, and the server makes one session for it.
    """

    session = models.OneToOneField("recruitment.LabSession", on_delete=models.PROTECT, related_name="server_run")
    server = models.ForeignKey("recruitment.SessionServer", on_delete=models.PROTECT, related_name="runs")
    key = models.CharField(max_length=64, unique=True, default=new_creation_key, editable=False)
    config_name = models.CharField(max_length=100)
    wished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    wished_at = models.DateTimeField(default=timezone.now)
    people_per_block = models.PositiveSmallIntegerField()
    is_rolling = models.BooleanField(
        default=False, help_text=_("created before anybody came; each person who comes gets the next free seat")
    )
    config_fields = models.JSONField(
        default=dict, blank=True, help_text=_("settings of the session that come from the offer on the channel")
    )
    left_over = models.JSONField(default=list, blank=True, help_text=_("people who came and do not play, and why"))
    # Once it was asked, the server may have made the session, whatever became of its answer.
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    last_failure = models.CharField(max_length=400, blank=True)
    outcomes_heard_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at=None) | Q(attempts__gte=1), name="no_session_was_made_that_was_not_asked_for"
            )
        ]

    def __str__(self) -> str:
        return f"{self.server}: {self.session}"


class SessionDecision(models.Model):
    """What staff have decided of a session because its server could not be asked, and why."""

    class Kind(models.TextChoices):
        PLAN_GIVEN_UP = "plan_given_up", _("the plan was given up without an answer of the session server")
        DECLARED_OVER = "declared_over", _("declared to be over")

    session = models.ForeignKey("recruitment.LabSession", on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="session_decisions")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="decisions_of_staff_have_a_reason")]

    def __str__(self) -> str:
        return f"{self.session}: {self.kind}"


class ServerSeat(models.Model):
    """One participant of a run, from label to code; in a rolling run free until somebody comes."""

    run = models.ForeignKey(ServerRun, on_delete=models.CASCADE, related_name="seats")
    sign_up = models.OneToOneField(
        "recruitment.SignUp", null=True, blank=True, on_delete=models.PROTECT, related_name="server_seat"
    )
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20)
    participant_code = models.CharField(max_length=50, blank=True)
    given_at = models.DateTimeField(null=True, blank=True, help_text=_("to somebody who came"))
    has_started = models.BooleanField(null=True, help_text=_("whether the person opened the session, as last heard"))

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_person_per_seat_of_a_run"),
            models.UniqueConstraint(fields=["run", "label"], name="one_seat_per_label_of_a_run"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}"


class HeardOutcome(models.Model):
    """What the session server last said about a person. What is owed is in `Entitlement`, and may differ since."""

    sign_up = models.OneToOneField("recruitment.SignUp", on_delete=models.PROTECT, related_name="heard_outcome")
    exit_reason = models.CharField(max_length=50, blank=True, help_text=_("empty while the person is in the session"))
    show_up_fee = MoneyField(max_digits=10, decimal_places=2, null=True, default_currency=settings.OFFICE_CURRENCY)
    total = MoneyField(max_digits=10, decimal_places=2, null=True, default_currency=settings.OFFICE_CURRENCY)
    heard_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(exit_reason="", total=None) | (~Q(exit_reason="") & Q(total__isnull=False)),
                name="an_amount_is_known_once_a_person_has_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up_id}: {self.exit_reason}"


class OnlineVisit(models.Model):
    """A record that a person is, or was, on the waiting page of an online session."""

    sign_up = models.OneToOneField("recruitment.SignUp", on_delete=models.PROTECT, related_name="online_visit")
    came_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.sign_up_id}"
