"""What people state about themselves: a form made of the questions that staff have defined."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from recruitment.models import Person, ProfileAnswer, ProfileField
from recruitment.people.profiles import COLUMNS, Answer
from recruitment.web.typed_numbers import take_numbers_as_typed

Kind = ProfileField.Kind
PREFIX = "answer_"
one_line = RegexValidator(r"^[^\x00-\x1f\x7f\u2028\u2029]*\Z", _("Please write on one line."))


def form_field(field: ProfileField) -> forms.Field:
    """Return the form field that asks this question."""
    given: dict[str, Any] = {"label": field.label_here, "required": field.is_required}
    match field.kind:
        case Kind.NUMBER:
            return forms.DecimalField(**given, max_digits=18, decimal_places=4)
        case Kind.DATE:
            return forms.DateField(**given, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case Kind.CHOICE:
            return forms.ChoiceField(**given, choices=[("", _("please choose")), *field.choices_here])
        case Kind.YES_NO:
            return forms.ChoiceField(**given, choices=[("", _("please choose")), ("yes", _("yes")), ("no", _("no"))])
        case _:
            return forms.CharField(**given, max_length=500, validators=[one_line])


class AnswersForm(forms.Form):
    """The questions of the pool; `answers` holds what was validated."""

    given_name = forms.CharField(
        label=_("Given name"), max_length=100, validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    family_name = forms.CharField(
        label=_("Family name"), max_length=100, validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {PREFIX + field.key: field for field in ProfileField.objects.all()}
        for name, field in self.questions.items():
            self.fields[name] = form_field(field)
        take_numbers_as_typed(self)

    @property
    def answers(self) -> dict[ProfileField, Answer]:
        return {field: self.cleaned_data[name] for name, field in self.questions.items()}


class ProfileForm(AnswersForm):
    """The same for somebody who is in the pool already, with the language of e-mails."""

    language = forms.ChoiceField(label=_("Language of our e-mails"), choices=Person._meta.get_field("language").choices)  # noqa: SLF001

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in COLUMNS}


def known_values(person: Person) -> dict[str, str]:
    """Return what a form for this person begins with."""
    columns = {name: getattr(person, name) for name in COLUMNS}
    answers = ProfileAnswer.objects.filter(person=person).select_related("field")
    return columns | {PREFIX + answer.field.key: answer.value for answer in answers}
