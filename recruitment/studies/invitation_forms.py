"""How many people to invite, and how fast."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.models import Audience, LabSession, Study
from recruitment.web.typed_numbers import take_numbers_as_typed

MOST_AT_ONCE = 20_000


class InvitationForm(forms.Form):
    audience = forms.ModelChoiceField(label=_("Who may come"), queryset=Audience.objects.none(), required=False)
    session = forms.ModelChoiceField(label=_("To"), queryset=LabSession.objects.none(), required=False)
    n_wanted = forms.IntegerField(label=_("How many people"), min_value=1, max_value=MOST_AT_ONCE)
    mails_per_hour = forms.IntegerField(
        label=_("E-mails per hour"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=200,
        help_text=_("so that not everybody comes at once, and the e-mail provider does not refuse them"),
    )
    new_people_first = forms.BooleanField(label=_("People who have never played come first"), required=False)

    def __init__(self, *args: Any, study: Study, **options: Any) -> None:
        super().__init__(*args, **options)
        take_numbers_as_typed(self)
        self.fields["audience"].queryset = Audience.objects.filter(study=study)
        self.fields["audience"].empty_label = _("everybody in the pool whom the permanent rules allow")
        self.fields["session"].queryset = LabSession.objects.open_for_sign_up().filter(study=study)
        self.fields["session"].empty_label = _("any session of the study")
