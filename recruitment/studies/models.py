"""Studies, who may come to them, and under which label the session server knows a person."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField

from recruitment.channels import registry
from recruitment.mail.models import OutgoingMail
from recruitment.staff.models import User
from recruitment.staff.roles import ADMINISTRATOR, AUDITOR, EXPERIMENTER, has_role


class StudyClass(models.Model):
    """Studies that count as the same experience, such as all with cheap talk."""

    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("study classes")

    def __str__(self) -> str:
        return self.name


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, user: User) -> StudyQuerySet:
        """Return the studies whose pages the user may open; an assistant runs check-in and opens none."""
        if has_role(user, ADMINISTRATOR, AUDITOR):
            return self
        return self.filter(owner=user) if has_role(user, EXPERIMENTER) else self.none()


class Study(models.Model):
    """One experiment with its permission and its budget."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    title = models.CharField(max_length=200, help_text=_("for staff"))
    public_title = models.CharField(max_length=200, help_text=_("what people read; says nothing about the treatment"))
    public_description = models.TextField(blank=True)
    treatment = models.CharField(max_length=100, blank=True, help_text=_("name of a session config"))
    study_class = models.ForeignKey(StudyClass, null=True, blank=True, on_delete=models.PROTECT, related_name="studies")
    ethics_number = models.CharField(max_length=100, blank=True)
    ethics_expires_on = models.DateField(null=True, blank=True)
    consent_text = models.TextField(blank=True)
    budget = MoneyField(max_digits=12, decimal_places=2, default=Decimal(0), default_currency=settings.OFFICE_CURRENCY)
    show_up_fee = MoneyField(
        max_digits=8, decimal_places=2, default=Decimal(0), default_currency=settings.OFFICE_CURRENCY
    )
    channel = models.CharField(max_length=20, choices=registry.choices, default=registry.POOL)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="studies")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = _("studies")
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__gte=Decimal(0)),
                name="budget_is_not_negative",
                violation_error_message=_("The budget must not be negative."),
            ),
            models.CheckConstraint(
                condition=Q(show_up_fee__gte=Decimal(0)),
                name="show_up_fee_is_not_negative",
                violation_error_message=_("The show-up fee must not be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | (~Q(ethics_number="") & Q(ethics_expires_on__isnull=False)),
                name="open_studies_have_an_ethics_number_and_its_expiry",
                violation_error_message=_(
                    "An open study needs an ethics number and the day on which the permission ends."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Here the office first hears of a channel.
        registry.named(self.channel)
        super().save(*args, **kwargs)

    @property
    def permitted_until(self) -> datetime | None:
        """The first moment after the last day of the ethics permission, in the laboratory's time zone."""
        if not self.ethics_number or self.ethics_expires_on is None:
            return None
        return timezone.make_aware(datetime.combine(self.ethics_expires_on + timedelta(days=1), time.min))


class StudyLabel(models.Model):
    """The random name under which the session server, and so the data, know a person in one study."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="labels")
    person = models.ForeignKey("recruitment.Person", on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(max_length=20, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "person"], name="one_label_per_study_and_person"),
        ]

    def __str__(self) -> str:
        return self.label


class Audience(models.Model):
    """A saved answer to "who may come": a tree of conditions, `{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`.

    Permanent rules hold for every invitation of the laboratory, whatever else is asked for.
    """

    name = models.CharField(max_length=100)
    study = models.ForeignKey(Study, null=True, blank=True, on_delete=models.CASCADE, related_name="audiences")
    conditions = models.JSONField(default=dict)
    is_permanent_rule = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audiences")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_permanent_rule=False) | Q(study=None), name="permanent_rules_belong_to_no_study"
            )
        ]

    def __str__(self) -> str:
        return self.name


class InvitationRound(models.Model):
    """One drawing of people to invite, with all that is needed to repeat it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="invitation_rounds")
    session = models.ForeignKey(
        "recruitment.LabSession", null=True, blank=True, on_delete=models.PROTECT, related_name="invitation_rounds"
    )
    # As it was asked, whatever becomes of the saved audience.
    conditions = models.JSONField(default=dict)
    seed = models.CharField(max_length=32)
    new_people_first = models.BooleanField(default=False)
    n_wanted = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    n_eligible = models.PositiveIntegerField()
    n_drawn = models.PositiveIntegerField()
    mails_per_hour = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitation_rounds")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(n_drawn__lte=F("n_wanted")), name="no_more_people_are_drawn_than_wanted")
        ]

    def __str__(self) -> str:
        return f"{self.study}: {self.n_drawn}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def allowing(self, session: models.Model) -> InvitationQuerySet:
        """Return the invitations with which somebody may sign up for the session: to it, or to its whole study."""
        return self.filter(Q(session=session) | Q(session=None), study_id=session.study_id)

    def that_left(self) -> InvitationQuerySet:
        """Leave out those whose mail failed or was withheld: nobody was asked by them."""
        return self.exclude(mail__in=OutgoingMail.objects.never_left())

    def of_the_last_days(self, n_days: int) -> InvitationQuerySet:
        return self.filter(queued_at__gte=timezone.now() - timedelta(days=n_days))


class Invitation(models.Model):
    """A record that a person was invited: to one session, or to any of a study. Its e-mail knows when it was sent."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="invitations")
    session = models.ForeignKey(
        "recruitment.LabSession", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    person = models.ForeignKey("recruitment.Person", on_delete=models.CASCADE, related_name="invitations")
    mail = models.OneToOneField(
        "recruitment.OutgoingMail", null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    round = models.ForeignKey(
        InvitationRound, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    queued_at = models.DateTimeField(default=timezone.now)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "queued_at"]),
            # With the mail, so that who was asked this month is read from the index alone.
            models.Index(fields=["queued_at", "person", "mail"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(session__isnull=False),
                name="one_invitation_per_session_and_person",
            ),
            models.UniqueConstraint(
                fields=["study", "person"],
                condition=Q(session=None),
                name="one_invitation_per_study_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.study_id}"
