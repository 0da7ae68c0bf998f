"""A study as it is offered on a channel, and every call the office made there."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField

from recruitment.channels.registry import CHANNELS
from recruitment.public_ids import new_public_id

# What channels use in links and codes; nothing that would have to be quoted anywhere.
plain_code = RegexValidator(r"^[A-Za-z0-9_-]*\Z", _("Letters, digits, hyphens and underscores only."))


# By how their keys begin: calls that people can replace at the channel itself.
DONE_BY_HAND = tuple(beginning for channel in CHANNELS.values() for beginning in channel.done_by_hand)


def every_device() -> list[str]:
    return list(ChannelOffer.Device.values)


class ChannelOffer(models.Model):
    """How a study is offered on its channel. Names of people and treatments never go there."""

    class Device(models.TextChoices):
        """As Prolific names them."""

        DESKTOP = "desktop", _("computers")
        TABLET = "tablet", _("tablets")
        MOBILE = "mobile", _("phones")

    study = models.OneToOneField("recruitment.Study", on_delete=models.PROTECT, related_name="offer")
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    places = models.PositiveIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1)], help_text=_("how long it takes, as stated to people")
    )
    reward = MoneyField(
        max_digits=8,
        decimal_places=2,
        default=Decimal(0),
        default_currency="GBP",
        help_text=_("paid by the channel itself for a completed submission; what was earned beyond it is the bonus"),
    )
    completion_code = models.CharField(max_length=50, blank=True, validators=[plain_code])
    screen_out_code = models.CharField(max_length=50, blank=True, validators=[plain_code])
    screen_out_reward = MoneyField(max_digits=8, decimal_places=2, default=Decimal(0), default_currency="GBP")
    screen_out_places = models.PositiveIntegerField(
        default=0, help_text=_("at most this many people are paid for being screened out")
    )
    devices = models.JSONField(default=every_device)  # with which people may come
    workspace_id = models.CharField(max_length=50, blank=True, validators=[plain_code])
    excluded_studies = models.ManyToManyField(
        "recruitment.Study",
        blank=True,
        related_name="excluding_offers",
        help_text=_("people who took part in these are kept out"),
    )
    waiting_minutes = models.PositiveSmallIntegerField(
        default=15,
        help_text=_("how long people may be kept waiting for a session to begin; new sessions begin with it"),
    )
    # What the channel calls it; for Sona the number of the study.
    external_id = models.CharField(max_length=50, blank=True, validators=[plain_code])
    group_id = models.CharField(max_length=50, blank=True, validators=[plain_code])
    site = models.URLField(blank=True, help_text=_("Sona: the address of your department's site"))
    screen_out_site = models.URLField(blank=True, help_text=_("where people who find no seat are sent"))
    credit_token = models.CharField(max_length=100, blank=True, validators=[plain_code])
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reward__gte=Decimal(0), screen_out_reward__gte=Decimal(0)),
                name="channel_rewards_are_not_negative",
                violation_error_message=_("Rewards must not be negative."),
            ),
            # Prolific asks for it, and so does fairness.
            models.CheckConstraint(
                condition=Q(screen_out_reward=Decimal(0)) | Q(screen_out_reward__lt=F("reward")),
                name="screening_out_pays_less_than_the_study",
                violation_error_message=_("Being screened out must pay less than the study."),
            ),
            models.CheckConstraint(
                condition=Q(reward_currency=F("screen_out_reward_currency")), name="a_channel_pays_in_one_currency"
            ),
            models.CheckConstraint(
                condition=Q(completion_code="") | ~Q(completion_code=F("screen_out_code")),
                name="completion_and_screen_out_codes_differ",
                violation_error_message=_("The two codes must differ."),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class BrokenArrival(models.Model):
    """People who came with a link that names nobody, or two people: how often and when, and never who they were."""

    class Reason(models.TextChoices):
        NOT_FILLED_IN = "not_filled_in", _("the channel has not filled in its placeholder")
        NOBODY = "nobody", _("no id in the link")
        TWO_PEOPLE = "two_people", _("two different people in one link")
        UNREADABLE = "unreadable", _("an id that no channel gives")
        OTHER_STUDY = "other_study", _("the link of another study of the channel")

    offer = models.ForeignKey(ChannelOffer, on_delete=models.CASCADE, related_name="broken_arrivals")
    reason = models.CharField(max_length=20, choices=Reason)
    n = models.PositiveIntegerField(default=0)
    # A placeholder, or the number of a study; never an id of a person.
    example = models.CharField(max_length=100, blank=True)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-last_at"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "reason"], name="broken_arrivals_are_counted_by_their_reason")
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.reason}"


class ChannelCallQuerySet(models.QuerySet["ChannelCall"]):
    def in_doubt(self) -> ChannelCallQuerySet:
        """Return calls of which nobody knows whether the channel acted on them."""
        return self.filter(state__in=[ChannelCall.State.SENDING, ChannelCall.State.UNKNOWN])


class ChannelCall(models.Model):
    """One call to a channel, recorded before it is made. The same key is never called twice."""

    class State(models.TextChoices):
        SENDING = "sending", _("being made")
        DONE = "done", _("done")
        REFUSED = "refused", _("did nothing")
        UNKNOWN = "unknown", _("unknown: no answer came")

    offer = models.ForeignKey(ChannelOffer, on_delete=models.PROTECT, related_name="calls")
    batch = models.ForeignKey(
        "recruitment.PaymentBatch", null=True, blank=True, on_delete=models.PROTECT, related_name="calls"
    )
    key = models.CharField(max_length=200, help_text=_("what is done, once"))
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=300)
    # Who and how much stands in the batch; here only what proves that it was this text.
    body_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="channel_calls")
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=State, default=State.SENDING)
    answered_at = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="settled_calls"
    )

    objects = ChannelCallQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            # Refused calls did nothing, so they may be made again; all others never.
            models.UniqueConstraint(
                fields=["key"], condition=~Q(state="refused"), name="nothing_is_asked_of_a_channel_twice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.state}"

    @property
    def may_be_done_by_hand(self) -> bool:
        """Whether it did nothing, has not been done since, and can be done by hand at the channel."""
        is_open = not ChannelCall.objects.filter(key=self.key).exclude(state=ChannelCall.State.REFUSED).exists()
        return self.state == ChannelCall.State.REFUSED and self.key.startswith(DONE_BY_HAND) and is_open
