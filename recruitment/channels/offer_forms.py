"""The form that describes a study's offer on its channel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from recruitment.channels import registry
from recruitment.laboratory.server_client import broken_rule
from recruitment.models import ChannelOffer, Study, User
from recruitment.web.amounts import name_both_fields
from recruitment.web.typed_numbers import take_numbers_as_typed

OF_ALL = ("places", "minutes", "waiting_minutes")


class OfferForm(forms.ModelForm):
    devices = forms.MultipleChoiceField(
        label=_("People may come with"),
        choices=ChannelOffer.Device,
        initial=ChannelOffer.Device.values,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The game fits on all of them."),
    )
    site = forms.URLField(label=_("Address of the site, or of the redirect"), required=False, assume_scheme="https")
    screen_out_site = forms.URLField(
        label=_("Where people go who are screened out"),
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = ChannelOffer
        fields = (
            *OF_ALL,
            "reward",
            "completion_code",
            "screen_out_code",
            "screen_out_reward",
            "screen_out_places",
            "devices",
            "workspace_id",
            "excluded_studies",
            "site",
            "screen_out_site",
            "external_id",
            "credit_token",
        )
        labels = {
            "places": _("Places"),
            "minutes": _("Minutes"),
            "waiting_minutes": _("Minutes that people wait online"),
            "reward": _("Reward"),
            "completion_code": _("Completion code"),
            "screen_out_code": _("Screen-out code"),
            "screen_out_reward": _("Pay for being screened out"),
            "screen_out_places": _("People paid for being screened out"),
            "workspace_id": _("Workspace"),
            "excluded_studies": _("Keep out people who took part in"),
            "external_id": _("Number of the study there"),
            "credit_token": _("Credit token"),
        }

    def __init__(self, *args: Any, study: Study, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adapter = registry.named(study.channel).adapter
        wanted = {*OF_ALL, *adapter.offer_fields}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        for name, text in adapter.help_texts.items():
            self.fields[name].help_text = text
        self.fields["waiting_minutes"].required = False
        take_numbers_as_typed(self)
        name_both_fields(self)
        self.instance.study = study
        if self.instance.pk is None:
            self.initial |= dict.fromkeys(("reward", "screen_out_reward"), Money(0, study.budget.currency))
        if "excluded_studies" in self.fields:
            others = Study.objects.visible_to(user).filter(channel=study.channel).exclude(pk=study.pk)
            self.fields["excluded_studies"].queryset = others
        if self.instance.published_at is not None:
            # What people have been promised stays.
            for name in ("reward", "minutes", "completion_code", "screen_out_code", "screen_out_reward"):
                if name in self.fields:
                    self.fields[name].disabled = True

    def save(self, commit: bool = True) -> ChannelOffer:  # noqa: FBT001, FBT002 - Django's own signature
        with transaction.atomic():
            if self.instance.pk is not None:
                # Calls may have told these since the form was opened.
                now = ChannelOffer.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
                self.instance.group_id, self.instance.published_at = now.group_id, now.published_at
                self.instance.external_id = self.instance.external_id or now.external_id
            return super().save(commit)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_what_travels(cleaned)
        reward, screened_out = cleaned.get("reward"), cleaned.get("screen_out_reward")
        if reward is not None and screened_out is None:
            self.instance.screen_out_reward = Money(0, reward.currency)
        elif reward is not None and reward.currency != screened_out.currency:
            raise forms.ValidationError(_("A channel pays in one currency."))
        if cleaned.get("waiting_minutes") is None:
            cleaned["waiting_minutes"] = self.instance.waiting_minutes
        return cleaned

    def _check_what_travels(self, cleaned: dict[str, Any]) -> None:
        """Refuse here what the session server would refuse when people wait for it."""
        travels = {"completion_code": "completion_code"}
        if link_field := registry.named(self.instance.study.channel).adapter.link_field:
            travels[link_field] = "completion_link"
        for name, setting in travels.items():
            value = cleaned.get(name)
            if value and not self.fields[name].disabled and (rule := broken_rule({setting: value})):
                self.add_error(name, rule)
