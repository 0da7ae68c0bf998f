"""What is owed to whom, and what was paid: owed is paid plus open, at every moment."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField
from djmoney.money import Money

from recruitment.channels import registry
from recruitment.encrypted_field import EncryptedField
from recruitment.public_ids import new_public_id
from recruitment.staff.models import User
from recruitment.studies.models import Study


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    def owed(self) -> EntitlementQuerySet:
        """Return what is owed or was paid: everything that was not cancelled."""
        return self.filter(cancelled_at=None)

    def open(self) -> EntitlementQuerySet:
        """Return what is owed and not paid yet, whether or not it is already in a batch; nothing is never open."""
        return self.owed().filter(~Exists(_payments_of_row().filter(paid_at__isnull=False)), amount__gt=Decimal(0))

    def not_in_a_batch(self) -> EntitlementQuerySet:
        return self.open().filter(~Exists(_payments_of_row()))

    def paid(self) -> EntitlementQuerySet:
        return self.filter(Exists(_payments_of_row().filter(paid_at__isnull=False)))


def _payments_of_row() -> PaymentQuerySet:
    return Payment.objects.valid().filter(entitlement=OuterRef("pk"))


class Entitlement(models.Model):
    """An amount that a person is owed for one sign-up, and where the amount comes from."""

    class Kind(models.TextChoices):
        SESSION = "session", _("earnings of the session")
        SHOW_UP = "show_up", _("show-up fee at check-in")
        CORRECTION = "correction", _("correction")

    class Source(models.TextChoices):
        SESSION_SERVER = "session_server", _("fetched from the session server")
        DOOR = "door", _("turned away at check-in")
        STAFF = "staff", _("entered by staff")

    sign_up = models.ForeignKey("recruitment.SignUp", on_delete=models.PROTECT, related_name="entitlements")
    kind = models.CharField(max_length=20, choices=Kind)
    source = models.CharField(max_length=20, choices=Source)
    exit_reason = models.CharField(max_length=50, blank=True, help_text=_("as the session server calls it"))
    reason = models.CharField(max_length=200, blank=True)
    amount = MoneyField(max_digits=10, decimal_places=2, default_currency=settings.OFFICE_CURRENCY)
    fetched_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    # Drawn by the form: the same form sent twice corrects once.
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cancelled_entitlements"
    )
    cancel_reason = models.CharField(max_length=200, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        constraints = [
            # Corrections may be several. A cancelled row keeps its place: fetching again owes nothing anew.
            models.UniqueConstraint(
                fields=["sign_up", "kind"],
                condition=~Q(kind="correction"),
                name="one_entitlement_per_sign_up_and_kind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | (~Q(reason="") & Q(created_by__isnull=False)),
                name="corrections_have_a_reason_and_an_author",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
                name="cancelling_has_a_time_a_person_and_a_reason",
            ),
            models.CheckConstraint(condition=Q(amount__gte=Decimal(0)), name="nobody_owes_the_laboratory"),
            models.CheckConstraint(
                condition=~Q(kind="session") | Q(source="session_server"), name="earnings_are_fetched_and_never_typed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.kind})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._check_amount_stays()
        super().save(*args, **kwargs)

    @property
    def payment(self) -> Payment | None:
        """The payment that counts, if there is one."""
        # Through all of them, which pages have fetched at once.
        return next((payment for payment in self.payments.all() if payment.voided_at is None), None)

    def _check_amount_stays(self) -> None:
        # What a second person approved is what is paid.
        if self.pk is None or not self.payments.valid().exists():
            return
        if Entitlement.objects.get(pk=self.pk).amount != self.amount:
            raise ValueError("the amount of an entitlement in a batch cannot change; void its payment first")


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    def visible_to(self, user: User) -> PaymentBatchQuerySet:
        """Return the batches of studies whose money the user may see; an assistant sees none."""
        return self.filter(study__in=Study.objects.visible_to(user))

    def to_approve(self, user: User) -> PaymentBatchQuerySet:
        """Return the batches that wait for a second person, where the user can be that one."""
        waiting = self.filter(approved_at=None, discarded_at=None).exclude(created_by=user)
        return waiting.select_related("study", "created_by").order_by("created_at")


# A list whose people earned no more than the channel's reward has nothing to send.
LEFT_BY = [("file", _("a file")), ("call", _("a call")), ("nothing", _("nothing, since nobody gets a bonus"))]


def all_ways() -> list[tuple[str, str]]:
    """Return name and label of each way to pay."""
    return [*PaymentBatch.Way.choices, *((channel.name, channel.label) for channel in registry.paying())]


class PaymentBatch(models.Model):
    """Payments that are exported together in one way, made by one member of staff and approved by another."""

    class Way(models.TextChoices):
        """As the office pays itself; a channel that pays is a way, too, by its name."""

        CASH = "cash", _("cash")
        SEPA = "sepa", _("bank transfer (SEPA)")
        PAYPAL = "paypal", "PayPal"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    way = models.CharField(max_length=20, choices=all_ways)
    study = models.ForeignKey("recruitment.Study", on_delete=models.PROTECT, related_name="payment_batches")
    currency = models.CharField(max_length=3, default=settings.OFFICE_CURRENCY)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches_made")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="batches_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    exported_at = models.DateTimeField(null=True, blank=True)
    # SHA-256 of the file that left first: a second file is the same or does not leave.
    exported_hash = models.CharField(max_length=64, blank=True)
    left_by = models.CharField(max_length=10, blank=True, choices=LEFT_BY)
    paid_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = _("payment batches")
        constraints = [
            models.CheckConstraint(condition=~Q(way="sepa") | Q(currency="EUR"), name="sepa_transfers_are_in_euros"),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(approved_at__isnull=False), name="only_approved_batches_are_paid"
            ),
            models.CheckConstraint(
                condition=Q(paid_at=None) | Q(discarded_at=None), name="paid_batches_are_not_discarded"
            ),
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

    @property
    def contents_hash(self) -> str:
        """What somebody who approves has seen: another one means that the batch has changed since."""
        lines = sorted(
            f"{payment.reference} {payment.entitlement.amount.amount} {payment.reward_part}"
            for payment in self.payments.valid().select_related("entitlement")
        )
        return hashlib.sha256("\n".join([self.way, self.currency, *lines]).encode()).hexdigest()

    @property
    def leaves_nothing(self) -> bool:
        """Whether the channel's own reward is all that everybody in the list gets."""
        payments = list(self.payments.valid().select_related("entitlement"))
        has_rewards = any(payment.reward_part for payment in payments)
        return has_rewards and not any(payment.bonus.amount for payment in payments)

    @property
    def step(self) -> str:
        """Where it stands: discarded, paid, exported, approved, or made."""
        for step in ("discarded", "paid", "exported", "approved"):
            if getattr(self, f"{step}_at"):
                return step
        return "made"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def valid(self) -> PaymentQuerySet:
        return self.filter(voided_at=None)

    def paid(self) -> PaymentQuerySet:
        return self.valid().filter(paid_at__isnull=False)


class Payment(models.Model):
    """One entitlement on its way out. It has room for one payment that counts, so nothing can be paid twice.

    A payment that failed or was wrong is voided with a reason and stays; only then is its entitlement open again.
    """

    # One that counts; queries go on saying `payment`.
    entitlement = models.ForeignKey(
        Entitlement, on_delete=models.PROTECT, related_name="payments", related_query_name="payment"
    )
    batch = models.ForeignKey(PaymentBatch, on_delete=models.PROTECT, related_name="payments")
    # Banks and channels get it too, and refuse a second payment with the same one.
    reference = models.CharField(max_length=35, unique=True, default=new_public_id)
    paid_at = models.DateTimeField(null=True, blank=True)
    reward_part = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("what an online channel itself pays as its reward; the rest is the bonus"),
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="voided_payments"
    )
    void_reason = models.CharField(max_length=200, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["paid_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(voided_at=None), name="one_payment_that_counts_per_entitlement"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                name="voiding_has_a_time_a_person_and_a_reason",
            ),
            models.CheckConstraint(condition=Q(reward_part__gte=Decimal(0)), name="rewards_are_not_negative"),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The amount stands in another table, so no constraint of the database can say it.
        if self.reward_part and self.reward_part > self.entitlement.amount.amount:
            raise ValueError("a reward cannot be more than the amount of which it is a part")
        super().save(*args, **kwargs)

    @property
    def came_back(self) -> bool:
        """Whether the person was notified of it as paid, and it does not count any more."""
        return self.paid_at is not None and self.voided_at is not None

    @property
    def bonus(self) -> Money:
        """What is left to pay beside the reward of the channel."""
        amount = self.entitlement.amount
        return Money(amount.amount - self.reward_part, amount.currency)


class KeptForAccounts(models.Model):
    """The payee of a payment whose person was erased: what tax law wants, apart from all else, until a set day."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="kept_for_accounts")
    payee_name = EncryptedField()
    payee_account = EncryptedField(blank=True)
    keep_until = models.DateField(db_index=True)

    class Meta:
        verbose_name_plural = _("kept for accounts")

    def __str__(self) -> str:
        return self.payment.reference
