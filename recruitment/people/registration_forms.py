"""Registering, asking for a link, and the ticks that must be set on purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.models import PoolConsentText
from recruitment.people.profile_forms import AnswersForm


class LogInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class NewAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class ConsentForm(forms.Form):
    """Agreement to one text: the form knows which one was on the page."""

    consent_text = forms.ModelChoiceField(PoolConsentText.objects.none(), widget=forms.HiddenInput)
    agrees = forms.BooleanField(label=_("I have read this and agree."))

    def __init__(self, *args: Any, text: PoolConsentText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent_text"].queryset = PoolConsentText.objects.filter(pk=text.pk)
        self.fields["consent_text"].initial = text
        self.fields["consent_text"].error_messages["invalid_choice"] = _("The text has changed. Please read it again.")


class RegistrationForm(ConsentForm, AnswersForm, LogInForm):
    """Address, names, the questions of the pool, and consent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = [name for name in self.fields if name not in {"email", "consent_text", "agrees"}]
        self.order_fields(["email", *questions, "consent_text", "agrees"])

    @property
    def names(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("given_name", "family_name")}


class EraseForm(forms.Form):
    is_sure = forms.BooleanField(label=_("Yes, erase my data. I know that this cannot be undone."))

    def __init__(self, *args: Any, has_to_wait: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_to_wait:
            self.fields["is_sure"].label = _("Yes, erase my data as soon as nothing is owed to me any more.")
