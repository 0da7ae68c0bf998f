"""A file of people, and where each of its columns belongs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recruitment.pool_files import pool_status_columns
from recruitment.pool_files.importing import OldConsent, Question, Targets
from recruitment.pool_files.people_table import PeopleTable
from recruitment.web.dates import DateInput
from recruitment.web.years import check_years

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_SAMPLE = 30
N_EXAMPLES = 8
MOST_COLUMNS = 150  # that can be put somewhere: a page with thousands of choices takes minutes
NAMES, PERSON = "names", "person"


class PoolFileForm(forms.Form):
    file = forms.FileField(
        label=_("Table of people"),
        help_text=_("an Excel table (.xlsx), or CSV separated by commas, semicolons or tabs"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB; please split it."))
        return file


class ColumnsForm(forms.Form):
    """What the first row is, one choice for each column, and what the people of the file have agreed to."""

    first_row = forms.ChoiceField(
        label=_("What is in the first row?"),
        choices=[(NAMES, _("names of the columns")), (PERSON, _("a person, like all others"))],
        widget=forms.RadioSelect,
    )
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
        check_years(self)
        self.table, self._targets = table, Targets()
        guesses = self._targets.guesses(table)
        self.numbers, self.n_left_out = _shown_columns(table, guesses)
        self.columns = [f"column_{n}" for n in self.numbers]
        self.fields["first_row"].initial = NAMES if table.has_header else PERSON
        # Who chose nothing, as a link does, means what was found.
        self.fields["first_row"].required = False
        self.fields["first_row"].help_text = _example(cell for cell in table.first_row if cell.strip())
        choices = self._choices()
        order = ["first_row"]
        for n, name in zip(self.numbers, self.columns, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=table.headers[n] or gettext("Column %(n)d") % {"n": n + 1},
                choices=choices,
                required=False,
                initial=guesses.get(n, ""),
                help_text=_example(table.samples(n)),
            )
            order.append(name)
            target = self.data.get(name, "") if self.is_bound else guesses.get(n, "")
            if question := self._targets.question_about(table, n, target):
                self.fields[f"way_{n}"] = _way_field(question)
                order.append(f"way_{n}")
        self.order_fields([*order, "have_agreed", "version", "text", "given_on"])

    def _choices(self) -> list[Any]:
        questions = [(target, each.label_here) for target, each in self._targets.questions.items()]
        return [
            ("", gettext("leave out")),
            ("email", gettext("E-mail address")),
            ("given_name", gettext("Given name")),
            ("family_name", gettext("Family name")),
            ("language", gettext("Language")),
            (gettext("From another office"), [*pool_status_columns.LABELS.items()]),
            (gettext("Answer to"), questions),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("have_agreed"):
            for name in ("version", "text", "given_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say what they agreed to, and when."))
            given_on = cleaned.get("given_on")
            if given_on and given_on > timezone.localdate():
                self.add_error("given_on", _("This day is in the future."))
        return cleaned

    @property
    def targets(self) -> dict[int, str]:
        return {n: self.cleaned_data[name] for n, name in zip(self.numbers, self.columns, strict=True)}

    @property
    def ways(self) -> dict[int, str]:
        return {n: way for n in self.numbers if (way := self.cleaned_data.get(f"way_{n}"))}

    @property
    def consent(self) -> OldConsent | None:
        if not self.cleaned_data["have_agreed"]:
            return None
        return OldConsent(*(self.cleaned_data[name] for name in ("version", "text", "given_on")))


def has_header(chosen: Mapping[str, Any] | None) -> bool | None:
    """Return what was said about the first row of the file; None where nothing was."""
    return {NAMES: True, PERSON: False}.get((chosen or {}).get("first_row", ""))


def _shown_columns(table: PeopleTable, guesses: Mapping[int, str]) -> tuple[list[int], int]:
    """Return the columns that can be put somewhere, and how many more there are: guessed ones always, others filled."""
    filled = [n for n in range(len(table.headers)) if n in guesses or any(row[n].strip() for row in table.rows)]
    others = [n for n in filled if n not in guesses]
    shown = {*guesses, *others[: max(MOST_COLUMNS - len(guesses), 0)]}
    return sorted(shown), len(filled) - len(shown)


def _way_field(question: Question) -> forms.ChoiceField:
    asked = [(way, gettext("is %(value)s") % {"value": value}) for way, value in question.meanings.items()]
    return forms.ChoiceField(
        label=gettext("“%(text)s” in this column") % {"text": question.example},
        choices=asked,
        widget=forms.RadioSelect,
        error_messages={"required": gettext("The values of this column can mean two things. Say which is meant.")},
    )


def _example(samples: Iterable[str]) -> str:
    # A help text is taken for markup.
    words = ", ".join(Truncator(sample).chars(LONGEST_SAMPLE) for sample in islice(samples, N_EXAMPLES))
    return escape(gettext("for example: %(words)s") % {"words": words} if words else gettext("empty"))
