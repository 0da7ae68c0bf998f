"""The pool: people, what they agreed to, and what they stated about themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from recruitment.channels import registry
from recruitment.encrypted_field import EncryptedField
from recruitment.public_ids import new_public_id


class PersonQuerySet(models.QuerySet["Person"]):
    def with_email(self, address: str) -> PersonQuerySet:
        return self.filter(email=normalised_email(address))

    def consenting(self) -> PersonQuerySet:
        given = PoolConsent.objects.filter(person=OuterRef("pk"), withdrawn_at=None)
        return self.filter(Exists(given))

    def may_be_invited(self) -> PersonQuerySet:
        """Return people who are in the pool now, can be reached, and have not withdrawn their consent."""
        return self.consenting().filter(
            status=Person.Status.ACTIVE, email__isnull=False, email_confirmed_at__isnull=False, bounced_at=None
        )


class Person(models.Model):
    """A person, known by name here and nowhere else.

    `data_rights.erasure` empties every personal column; the row stays, so that payments keep their payee.
    """

    class Status(models.TextChoices):
        INVITED = "invited", _("registered, e-mail not confirmed")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        WITHDRAWN = "withdrawn", _("consent withdrawn")
        ERASED = "erased", _("erased")

    PERSONAL_FIELDS = ("email", "new_email", "given_name", "family_name", "channel_id", "iban", "paypal_address")

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    channel = models.CharField(max_length=20, choices=registry.choices, default=registry.POOL)
    channel_id = models.CharField(max_length=100, blank=True, help_text=_("the person's id on an online channel"))
    email = models.EmailField(null=True, blank=True)  # null: unknown or erased, for any number of people
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    new_email = models.EmailField(blank=True, help_text=_("asked for by the person, not confirmed yet"))
    new_email_asked_at = models.DateTimeField(null=True, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    iban = EncryptedField(blank=True)
    paypal_address = EncryptedField(blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.INVITED)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erasure_announced_at = models.DateTimeField(
        null=True, blank=True, help_text=_("when the person was notified that the data are erased for lack of activity")
    )

    erasure_wished_at = models.DateTimeField(
        null=True, blank=True, help_text=_("when the person asked to be erased as soon as nothing is owed any more")
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["status", "created_at"]),
            models.Index(Lower("family_name"), name="people_by_family_name"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email_address"),
            models.UniqueConstraint(
                fields=["channel", "channel_id"], condition=~Q(channel_id=""), name="one_person_per_id_of_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(status="erased") | Q(email__isnull=False) | ~Q(channel_id=""),
                name="people_can_be_reached_until_they_are_erased",
            ),
            models.CheckConstraint(
                condition=~Q(status="erased")
                | Q(
                    email__isnull=True,
                    new_email="",
                    given_name="",
                    family_name="",
                    channel_id="",
                    iban="",
                    paypal_address="",
                    erased_at__isnull=False,
                ),
                name="erased_people_have_no_personal_data",
            ),
        ]

    def __str__(self) -> str:
        # Logs and error reports show this, so it names nobody.
        return self.public_id

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def shown_name(self) -> str:
        """The name of the logged-in person on their own pages; the address if they gave no name."""
        return self.full_name or self.email or self.public_id

    @property
    def name_to_pay(self) -> str:
        """The full name; of a person who came by a link and gave none, what the channel calls them."""
        return self.full_name or self.channel_id


def normalised_email(address: str) -> str:
    return address.strip().lower()


class PoolConsentText(models.Model):
    """One version of what people agree to when they join, in one language; never changed once published."""

    version = models.CharField(max_length=20)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "language"],
                name="one_consent_text_per_version_and_language",
                violation_error_message=_("There is already a text of this version in this language."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class PoolConsent(models.Model):
    """A record that a person agreed, to which words, and when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64, help_text=_("SHA-256 of the text as it was shown"))
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="one_valid_consent_per_person"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"


class ProfileField(models.Model):
    """A question about people, defined by staff."""

    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        CHOICE = "choice", _("one of several")
        YES_NO = "yes_no", _("yes or no")

    key = models.SlugField(max_length=50, unique=True)
    label = models.CharField(max_length=200)
    label_de = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    choices = models.JSONField(default=list, blank=True, help_text=_("for one of several: the values"))
    # In the same order; empty where there are none.
    choices_de = models.JSONField(default=list, blank=True, help_text=_("the same in German"))
    is_required = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key

    @property
    def label_here(self) -> str:
        """The question in the language of the page."""
        return (get_language() == "de" and self.label_de) or self.label

    @property
    def choices_here(self) -> list[tuple[str, str]]:
        """Each choice as it is kept, and in the language of the page."""
        is_translated = get_language() == "de" and len(self.choices_de) == len(self.choices)
        return list(zip(self.choices, self.choices_de if is_translated else self.choices, strict=True))

    def words_for(self, value: str) -> str:
        """Return an answer in the language of the page."""
        if self.kind == self.Kind.YES_NO:
            return {"yes": gettext("yes"), "no": gettext("no")}.get(value, value)
        return dict(self.choices_here).get(value, value)


class ProfileAnswer(models.Model):
    """What a person answered: numbers as digits with a point, dates as 2026-12-31, yes as `yes`."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="answers")
    field = models.ForeignKey(ProfileField, on_delete=models.CASCADE, related_name="answers")
    value = models.CharField(max_length=500)
    # The same once more, so that the database can compare sizes; dates are days since 0001-01-01.
    number = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["field", "value", "person"]),
            models.Index(fields=["field", "number", "person"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="one_answer_per_person_and_field"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.field}"

    @property
    def words(self) -> str:
        return self.field.words_for(self.value)
