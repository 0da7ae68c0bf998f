"""E-mail that leaves at most once."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Far beyond the time a provider is given to answer: anyone who still counts as sending by then was stopped.
LONGEST_SENDING = timedelta(minutes=5)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def interrupted(self) -> OutgoingMailQuerySet:
        """Return e-mails whose sender was stopped between claiming and reporting."""
        return self.filter(state=OutgoingMail.State.SENDING, claimed_at__lt=timezone.now() - LONGEST_SENDING)

    def never_left(self) -> OutgoingMailQuerySet:
        return self.filter(state__in=["failed", "withheld"])

    def in_doubt(self) -> OutgoingMailQuerySet:
        """Return e-mails of which nobody knows whether they left, until staff say that they have seen it."""
        return self.filter(seen_at=None).filter(Q(state=OutgoingMail.State.UNKNOWN) | Q(pk__in=self.interrupted()))

    def to_look_at(self) -> OutgoingMailQuerySet:
        """Return e-mails that were refused or given up, until staff send them again or say that they have seen it.

        Those to an address that e-mails come back from are left out: the address is what staff look at.
        """
        return self.filter(state=OutgoingMail.State.FAILED, seen_at=None).exclude(person__bounced_at__isnull=False)


class OutgoingMail(models.Model):
    """One e-mail, to a person of the pool or to an address.

    What it says is made when it is sent, from `template` and the plain values in `context`: neither log-in links nor
    names lie in the queue.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be sent")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("refused")
        UNKNOWN = "unknown", _("unknown: interrupted while being sent")
        WITHHELD = "withheld", _("not sent: no longer true, consent withdrawn or address gone")

    person = models.ForeignKey(
        "recruitment.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    address = models.EmailField(blank=True, help_text=_("of somebody outside the pool"))
    template = models.CharField(max_length=50)
    language = models.CharField(max_length=10, blank=True)
    context = models.JSONField(default=dict, blank=True)
    idempotency_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(default=timezone.now, help_text=_("last given to the workers"))
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True, help_text=_("when staff took note that it failed"))
    provider_id = models.CharField(max_length=200, blank=True, db_index=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        indexes = [
            # Few among all: those that invited nobody, and those that staff look at.
            models.Index(
                fields=["state"], condition=Q(state__in=["failed", "withheld", "unknown"]), name="mails_not_sent"
            ),
            models.Index(fields=["state", "claimed_at"]),
            models.Index(fields=["person", "template"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | (Q(person=None) & ~Q(address="")),
                name="a_mail_goes_to_a_person_or_to_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent", "unknown"]) | Q(claimed_at__isnull=False),
                name="nothing_is_sent_that_was_not_claimed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk} {self.state}"
