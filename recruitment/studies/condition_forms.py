"""One small form for each kind of condition: what staff fill in, and the plain JSON that it means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from recruitment.models import ProfileField, Study, StudyClass
from recruitment.web.dates import DateInput
from recruitment.web.typed_numbers import take_numbers_as_typed

ANSWER = "answer:"  # followed by the key of a question
Kind = ProfileField.Kind


class ConditionForm(forms.Form):
    """A condition; `holds` turns it round."""

    holds = forms.ChoiceField(
        label=_("Applies to"),
        choices=[("yes", _("people of whom this is true")), ("no", _("people of whom this is not true"))],
    )
    kind = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        take_numbers_as_typed(self)

    def node(self) -> dict[str, Any]:
        """Return the condition as plain JSON; the form must be valid."""
        asked = {"is": self.kind, **self.asked()}
        return {"not": asked} if self.cleaned_data["holds"] == "no" else asked

    def asked(self) -> dict[str, Any]:
        return {name: _plain(value) for name, value in self._given() if value not in (None, "")}

    @property
    def subject(self) -> str:
        return str(next(label for kind, label, _form in HISTORY if kind == self.kind))

    def words(self) -> list[str]:
        """Return what is asked, for those who only read."""
        shown = {name: self._shown(name) for name in self.fields if name != "holds"}
        return [f"{self[name].label} {text}" for name, text in shown.items() if text]

    def _shown(self, name: str) -> str:
        given = self[name].value()
        labels = {str(value): str(label) for value, label in getattr(self.fields[name], "choices", [])}
        values = given if isinstance(given, list) else [given]
        return ", ".join(labels.get(str(value), str(value)) for value in values if value not in (None, ""))

    def _given(self) -> list[tuple[str, Any]]:
        # `from` cannot be the name of a field.
        names = {"lowest": "from", "highest": "to"}
        return [(names.get(name, name), value) for name, value in self.cleaned_data.items() if name != "holds"]


class _RangeForm(ConditionForm):
    lowest = forms.IntegerField(label=_("at least"), required=False, min_value=0, max_value=10_000)
    highest = forms.IntegerField(label=_("at most"), required=False, min_value=0, max_value=10_000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lowest, highest = cleaned.get("lowest"), cleaned.get("highest")
        if not self.errors and lowest is None and highest is None:
            self.add_error("lowest", _("Give at least one of the two limits."))
        if lowest is not None and highest is not None and lowest > highest:
            self.add_error("highest", _("The lower limit is above the upper one."))
        return cleaned


class SessionsPlayedForm(_RangeForm):
    kind = "sessions_played"


class NoShowsForm(_RangeForm):
    kind = "no_shows"
    days = forms.IntegerField(label=_("within the last (days)"), min_value=1, max_value=3650, initial=365)


class PlayedWithinForm(ConditionForm):
    kind = "played_within"
    days = forms.IntegerField(label=_("within the last (days)"), min_value=1, max_value=3650, initial=30)


class ReliabilityForm(ConditionForm):
    kind = "reliability"
    lowest = forms.IntegerField(label=_("at least (percent)"), min_value=0, max_value=100, initial=80)


class LanguageForm(ConditionForm):
    kind = "language"
    values = forms.MultipleChoiceField(
        label=_("is one of"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )


class _KeysForm(ConditionForm):
    keys = forms.TypedMultipleChoiceField(label=_("one of"), coerce=int, widget=forms.CheckboxSelectMultiple)


class StudiesForm(_KeysForm):
    kind = "studies"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # All studies of the laboratory: anyone who excludes earlier ones must see others' too, by the public title.
        self.fields["keys"].choices = [
            (study.pk, f"{study.public_title} ({study.created_at:%Y-%m})") for study in Study.objects.all()
        ]


class StudyClassesForm(_KeysForm):
    kind = "study_classes"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["keys"].choices = [(each.pk, each.name) for each in StudyClass.objects.all()]


class _AnswerForm(ConditionForm):
    def __init__(self, *args: Any, question: ProfileField, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question

    @property
    def subject(self) -> str:
        return self.question.label_here

    def asked(self) -> dict[str, Any]:
        return {"field": self.question.key, **super().asked()}


class AnswerChoiceForm(_AnswerForm):
    kind = "answer_one_of"
    values = forms.MultipleChoiceField(label=_("is one of"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["values"].choices = self.question.choices_here or [("yes", _("yes")), ("no", _("no"))]


class AnswerNumberForm(_AnswerForm, _RangeForm):
    kind = "answer_between"
    lowest = forms.DecimalField(label=_("at least"), required=False, max_digits=18, decimal_places=4)
    highest = forms.DecimalField(label=_("at most"), required=False, max_digits=18, decimal_places=4)


class AnswerDateForm(_AnswerForm, _RangeForm):
    kind = "answer_between"
    lowest = forms.DateField(label=_("not before"), required=False, widget=DateInput)
    highest = forms.DateField(label=_("not after"), required=False, widget=DateInput)


class AnswerTextForm(_AnswerForm):
    kind = "answer_contains"
    text = forms.CharField(label=_("contains"), max_length=100)


HISTORY = (
    ("sessions_played", _("Sessions played"), SessionsPlayedForm),
    ("played_within", _("Played recently"), PlayedWithinForm),
    ("studies", _("Took part in a study"), StudiesForm),
    ("study_classes", _("Took part in a class of studies"), StudyClassesForm),
    ("no_shows", _("Did not come, within a period"), NoShowsForm),
    ("reliability", _("Reliability: share of sessions attended"), ReliabilityForm),
    ("language", _("Language of the person"), LanguageForm),
)
FORMS_FOR_ANSWERS: dict[str, type[_AnswerForm]] = {
    Kind.CHOICE: AnswerChoiceForm,
    Kind.YES_NO: AnswerChoiceForm,
    Kind.NUMBER: AnswerNumberForm,
    Kind.DATE: AnswerDateForm,
    Kind.TEXT: AnswerTextForm,
}


def kind_choices() -> list[tuple[Any, Any]]:
    """Return what can be asked about, in two groups."""
    questions = [(ANSWER + field.key, field.label_here) for field in ProfileField.objects.all()]
    return [
        ("", _("Choose …")),
        (_("What people stated"), questions),
        (_("What they did"), [(kind, label) for kind, label, _form in HISTORY]),
    ]


def form_for(kind: str, **options: Any) -> ConditionForm | None:
    """Return the form of a kind as `kind_choices` names it; None where there is no such kind (any more)."""
    if kind.startswith(ANSWER):
        question = ProfileField.objects.filter(key=kind.removeprefix(ANSWER)).first()
        return question and FORMS_FOR_ANSWERS[question.kind](question=question, **options)
    form_class = next((form for name, _label, form in HISTORY if name == kind), None)
    return form_class and form_class(**options)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value
