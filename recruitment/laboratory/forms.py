"""What a laboratory has: rooms, session servers, questions it asks people, and what they agree to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recruitment.models import PoolConsentText, ProfileField, Room, SessionServer
from recruitment.web.typed_numbers import take_numbers_as_typed

CHOICES = ("choices", "choices_de")


class RoomForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ("name", "seats", "address", "otree_room")
        labels = {
            "name": _("Name"),
            "seats": _("Seats"),
            "address": _("Address"),
            "otree_room": _("Room of the session server"),
        }
        error_messages = {"name": {"unique": _("There is already a room of this name.")}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        take_numbers_as_typed(self)


class SessionServerForm(forms.ModelForm):
    # What it holds is sent to the server's address, so no other secret of the environment may be named.
    key_variable = forms.RegexField(
        label=_("Variable that holds its key"), regex=r"^OTREE_REST_KEY(_[A-Z0-9_]+)?\Z", max_length=100,
        initial="OTREE_REST_KEY",
        help_text=_("OTREE_REST_KEY, or OTREE_REST_KEY_ and capital letters, digits and underscores"),
        error_messages={
            "invalid": _("The name must be OTREE_REST_KEY or begin with OTREE_REST_KEY_, in capital letters.")
        },
    )  # fmt: skip
    url = forms.URLField(label=_("Address of the server"), assume_scheme="https")
    participant_url = forms.URLField(
        label=_("Address for participants"),
        required=False,
        assume_scheme="https",
        help_text=_("empty: the same"),
    )

    class Meta:
        model = SessionServer
        fields = ("name", "url", "participant_url", "key_variable")
        labels = {"name": _("Name")}
        error_messages = {"name": {"unique": _("There is already a session server of this name.")}}


class QuestionForm(forms.ModelForm):
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("for one of several: one on each line"),
    )
    choices_de = forms.CharField(
        label=_("Choices in German"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("the same choices in the same order, one on each line"),
    )

    class Meta:
        model = ProfileField
        fields = ("key", "label", "label_de", "kind", "choices", "choices_de", "is_required", "position")
        labels = {
            "key": _("Short name, for conditions and files"),
            "label": _("Question in English"),
            "label_de": _("Question in German"),
            "kind": _("Kind of answer"),
            "is_required": _("Must be answered"),
            "position": _("Position"),
        }
        error_messages = {"key": {"unique": _("There is already a question with this short name.")}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        take_numbers_as_typed(self)
        if self.instance.pk is not None:
            for name in CHOICES:
                self.initial[name] = "\n".join(getattr(self.instance, name))
            # Answers are kept as their kind asks, and saved conditions name the key.
            self.fields["kind"].disabled = self.fields["key"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in CHOICES:
            lines = [line.strip() for line in cleaned.get(name, "").splitlines()]
            cleaned[name] = list(dict.fromkeys(line for line in lines if line))
        if cleaned.get("kind") == ProfileField.Kind.CHOICE and len(cleaned["choices"]) < 2:
            self.add_error("choices", _("Give at least two choices."))
        elif cleaned["choices_de"] and len(cleaned["choices_de"]) != len(cleaned["choices"]):
            self.add_error("choices_de", _("Give as many as in English, or none."))
        return cleaned


class ConsentTextForm(forms.ModelForm):
    """A new text; published ones stay as they are, because people have agreed to them."""

    class Meta:
        model = PoolConsentText
        fields = ("version", "language", "text")
        labels = {"version": _("Version"), "language": _("Language"), "text": _("Text")}
        help_texts = {
            "version": _("the same for each language, such as 2026-1"),
            "text": _("what people read and agree to when they register; it is published at once and stays"),
        }

    def save(self, commit: bool = True) -> PoolConsentText:  # noqa: FBT001, FBT002 - Django's own
        self.instance.published_at = timezone.now()
        return super().save(commit=commit)


HEADINGS = {
    "rooms": _("New room"),
    "servers": _("New session server"),
    "questions": _("New question"),
    "consents": _("New text"),
}
FORMS: dict[str, type[forms.ModelForm]] = {
    "rooms": RoomForm,
    "servers": SessionServerForm,
    "questions": QuestionForm,
    "consents": ConsentTextForm,
}
