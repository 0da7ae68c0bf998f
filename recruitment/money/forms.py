"""Forms about money."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djmoney.forms.fields import MoneyField

from recruitment.models import LabSession, SignUp, Study
from recruitment.money.batches import ways_for
from recruitment.money.corrections import doubts_about, usual_currency
from recruitment.money.iban import normalised_iban
from recruitment.money.models import all_ways
from recruitment.spreadsheets import looks_like_a_formula
from recruitment.web.amounts import name_both_fields
from recruitment.web.typed_numbers import take_numbers_as_typed


class NewBatchForm(forms.Form):
    way = forms.ChoiceField(label=_("How it is paid"), choices=all_ways)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in settings.CURRENCIES])
    session = forms.ModelChoiceField(
        label=_("Session"), queryset=LabSession.objects.none(), required=False, empty_label=_("all sessions")
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = ways_for(study)
        self.fields["way"].choices = [(way, label) for way, label in all_ways() if way in ways]
        self.fields["session"].queryset = study.sessions.order_by("-starts_at")
        self.fields["currency"].initial = settings.OFFICE_CURRENCY


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason (without names)"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CorrectionForm(ReasonForm):
    amount = MoneyField(label=_("Amount to add"), max_digits=10, decimal_places=2)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=lambda: secrets.token_urlsafe(24))
    field_order = ["amount", "reason", "request_key"]

    def __init__(self, *args: Any, sign_up: SignUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sign_up = sign_up
        take_numbers_as_typed(self)
        name_both_fields(self)
        self.fields["amount"].initial = [None, usual_currency(sign_up)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        amount = cleaned.get("amount")
        is_confirmed = "all_the_same" in self.data
        doubts = doubts_about(sign_up=self.sign_up, amount=amount) if amount and not is_confirmed else []
        if doubts:
            self.fields["all_the_same"] = forms.BooleanField(label=_("Add it anyway"), required=False)
            self.add_error("amount", doubts)
        return cleaned


def office_pays_into_accounts() -> bool:
    """Return whether people are asked for an account at all."""
    return settings.OFFICE_ASKS_FOR_IBAN or settings.OFFICE_ASKS_FOR_PAYPAL


class BankDetailsForm(forms.Form):
    """What a person is asked for, and only if the laboratory pays this way."""

    iban = forms.CharField(label="IBAN", max_length=80, required=False)
    paypal_address = forms.EmailField(label=_("PayPal address"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.OFFICE_ASKS_FOR_IBAN:
            del self.fields["iban"]
        if not settings.OFFICE_ASKS_FOR_PAYPAL:
            del self.fields["paypal_address"]

    def clean_iban(self) -> str:
        return normalised_iban(self.cleaned_data["iban"])

    def clean_paypal_address(self) -> str:
        address = self.cleaned_data["paypal_address"]
        if looks_like_a_formula(address):
            raise forms.ValidationError(_("Addresses that begin with such a character cannot be used."))
        return address
