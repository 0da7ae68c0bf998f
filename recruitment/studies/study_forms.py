"""What staff say about a study."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.laboratory.session_configs import Treatments
from recruitment.models import Study, User
from recruitment.staff.roles import ADMINISTRATOR, EXPERIMENTER, has_role
from recruitment.web.amounts import name_both_fields
from recruitment.web.dates import DateInput
from recruitment.web.typed_numbers import take_numbers_as_typed
from recruitment.web.years import check_years


class StudyForm(forms.ModelForm):
    new_study_class = forms.CharField(
        label=_("Or a new class"), max_length=100, required=False, help_text=_("such as all studies with cheap talk")
    )

    class Meta:
        model = Study
        fields = (
            "title",
            "public_title",
            "public_description",
            "treatment",
            "study_class",
            "new_study_class",
            "ethics_number",
            "ethics_expires_on",
            "consent_text",
            "budget",
            "show_up_fee",
            "channel",
            "owner",
        )
        labels = {
            "title": _("Title"),
            "public_title": _("Public title"),
            "public_description": _("Public description"),
            "treatment": _("Session config"),
            "study_class": _("Class of studies"),
            "ethics_number": _("Ethics number"),
            "ethics_expires_on": _("Ethics permission ends on"),
            "consent_text": _("Consent text"),
            "budget": _("Budget"),
            "show_up_fee": _("Show-up fee"),
            "channel": _("Channel"),
            "owner": _("Experimenter"),
        }
        help_texts = {"consent_text": _("shown before people sign up")}
        widgets = {
            "ethics_expires_on": DateInput,
            "public_description": forms.Textarea(attrs={"rows": 4}),
            "consent_text": forms.Textarea(attrs={"rows": 4}),
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, by: User, treatments: Treatments, **options: Any) -> None:
        super().__init__(*args, **options)
        if treatments.choices:
            self.fields["treatment"] = forms.ChoiceField(
                label=_("Session config"), required=False, choices=self._treatments(treatments)
            )
        self.order_fields(self.field_order)
        take_numbers_as_typed(self)
        check_years(self)
        name_both_fields(self)
        if has_role(by, ADMINISTRATOR):
            owners = User.objects.filter(is_active=True, is_staff=True, groups__name__in=[ADMINISTRATOR, EXPERIMENTER])
            self.fields["owner"].queryset = owners.distinct().order_by("username")
            self.fields["owner"].initial = by.pk
        else:
            del self.fields["owner"]
            if self.instance.pk is None:
                self.instance.owner = by

    def _treatments(self, treatments: Treatments) -> list[tuple[str, str]]:
        choices = [(name, f"{display_name} ({name})") for name, display_name in treatments.choices]
        chosen = self.instance.treatment
        if chosen and chosen not in dict(choices):
            # Saving the study for another reason must not change what it plays.
            choices.append((chosen, _("%(name)s (no longer offered)") % {"name": chosen}))
        return [("", _("not chosen yet")), *choices]
