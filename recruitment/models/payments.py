"""What is owed to whom, and what was paid: owed is paid plus open, at every moment."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField

from recruitment.models.people import new_public_id


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def open(self) -> EntitlementQuerySet:
        """Return what is owed and not paid yet, whether or not it is already in a batch; nothing is never open."""
        return self.filter(Q(payment=None) | Q(payment__paid_at=None), amount__gt=Decimal(0))

    def not_in_a_batch(self) -> EntitlementQuerySet:
        return self.filter(payment=None, amount__gt=Decimal(0))

    def paid(self) -> EntitlementQuerySet:
        return self.filter(payment__paid_at__isnull=False)


class Entitlement(models.Model):
    """An amount that a person is owed for one sign-up, and where the amount comes from."""

    class Kind(models.TextChoices):
        SESSION = "session", _("earnings of the session")
        SHOW_UP = "show_up", _("show-up fee at the door")
        CORRECTION = "correction", _("correction")

    class Source(models.TextChoices):
        SESSION_SERVER = "session_server", _("fetched from the session server")
        DOOR = "door", _("turned away at the door")
        STAFF = "staff", _("entered by staff")

    sign_up = models.ForeignKey("recruitment.SignUp", on_delete=models.PROTECT, related_name="entitlements")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=20, choices=Source)
    exit_reason = models.CharField(max_length=50, blank=True, help_text=_("as the session server calls it"))
    reason = models.CharField(max_length=200, blank=True)
    amount = MoneyField(max_digits=10, decimal_places=2, default_currency=settings.OFFICE_CURRENCY)
    fetched_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sign_up", "kind"], name="one_entitlement_per_sign_up_and_kind"),
            models.CheckConstraint(condition=Q(amount__gte=Decimal(0)), name="nobody_owes_the_laboratory"),
            models.CheckConstraint(
                condition=~Q(kind="session") | Q(source="session_server"), name="earnings_are_fetched_and_never_typed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.kind})"


class PaymentBatch(models.Model):
    """Payments that leave together by one way, made by one member of staff and approved by another."""

    class Way(models.TextChoices):
        CASH = "cash", _("cash")
        SEPA = "sepa", _("bank transfer (SEPA)")
        PAYPAL = "paypal", "PayPal"
        PROLIFIC = "prolific", "Prolific"
        CONNECT = "connect", "CloudResearch Connect"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    way = models.CharField(max_length=20, choices=Way)
    study = models.ForeignKey("recruitment.Study", on_delete=models.PROTECT, related_name="payment_batches")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches_made")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="batches_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    exported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = _("payment batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")),
                name="batches_are_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="an_approval_has_a_person_and_a_time",
            ),
            models.CheckConstraint(
                condition=Q(exported_at=None) | Q(approved_at__isnull=False), name="only_approved_batches_leave"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.public_id}"


class Payment(models.Model):
    """One entitlement on its way out. It has room for one payment, so nothing can be paid twice."""

    entitlement = models.OneToOneField(Entitlement, on_delete=models.PROTECT, related_name="payment")
    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    # Banks and channels get it too, and refuse a second payment with the same one.
    reference = models.CharField(max_length=35, unique=True, default=new_public_id)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["paid_at"])]

    def __str__(self) -> str:
        return self.reference


class KeptForAccounts(models.Model):
    """The payee of a payment whose person was erased: what tax law wants, apart from all else, until a set day."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="kept_for_accounts")
    payee_name = models.CharField(max_length=201)
    payee_account = models.CharField(max_length=254, blank=True)
    keep_until = models.DateField(db_index=True)

    class Meta:
        verbose_name_plural = _("kept for accounts")

    def __str__(self) -> str:
        return self.payment.reference
