"""A file of people, and where each of its columns belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recruitment.forms.conditions import DateInput
from recruitment.models import ProfileField
from recruitment.services import office_columns
from recruitment.services.pool_import import ANSWER, OldConsent, guessed_target
from recruitment.services.pool_tables import PeopleTable

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_SAMPLE = 30


class PoolFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("with names of columns in its first row; commas, semicolons or tabs in between"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB; please split it."))
        return file


class ColumnsForm(forms.Form):
    """One choice for each column, and what the people of the file have agreed to."""

    have_agreed = forms.BooleanField(
        label=_("These people have agreed to be invited by this laboratory"),
        required=False,
        help_text=_("If not, they come into the pool without being invited until they agree."),
    )
    version = forms.CharField(label=_("Name of the old consent"), max_length=20, required=False)
    text = forms.CharField(label=_("Its words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    given_on = forms.DateField(label=_("Agreed by (latest day)"), widget=DateInput, required=False)

    def __init__(self, *args: Any, table: PeopleTable, **options: Any) -> None:
        super().__init__(*args, **options)
        targets = [
            ("", _("leave out")),
            ("email", _("E-mail address")),
            ("given_name", _("Given name")),
            ("family_name", _("Family name")),
            ("language", _("Language")),
            (_("From another office"), [*office_columns.LABELS.items()]),
            (_("Answer to"), [(ANSWER + each.key, each.label_here) for each in ProfileField.objects.all()]),
        ]
        self.columns = [f"column_{n}" for n in range(len(table.headers))]
        for n, name in enumerate(self.columns):
            header = table.headers[n]
            self.fields[name] = forms.ChoiceField(
                label=header,
                choices=targets,
                required=False,
                initial=guessed_target(header),
                help_text=_example(table.samples(n)),
            )
        self.order_fields([*self.columns, "have_agreed", "version", "text", "given_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("have_agreed"):
            for name in ("version", "text", "given_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say what they agreed to, and when."))
            given_on = cleaned.get("given_on")
            if given_on and given_on > timezone.localdate():
                self.add_error("given_on", _("This day has not come yet."))
        return cleaned

    @property
    def targets(self) -> dict[int, str]:
        return {n: self.cleaned_data[name] for n, name in enumerate(self.columns)}

    @property
    def consent(self) -> OldConsent | None:
        if not self.cleaned_data["have_agreed"]:
            return None
        return OldConsent(*(self.cleaned_data[name] for name in ("version", "text", "given_on")))


def _example(samples: Iterable[str]) -> str:
    # A help text is taken for markup.
    words = ", ".join(Truncator(sample).chars(LONGEST_SAMPLE) for sample in samples)
    return escape(gettext("for example: %(words)s") % {"words": words} if words else gettext("empty"))
