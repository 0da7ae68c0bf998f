"""What staff plan of a session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.models import ChannelOffer, LabSession, User
from recruitment.staff.roles import ADMINISTRATOR, ASSISTANT, EXPERIMENTER
from recruitment.web.typed_numbers import take_numbers_as_typed
from recruitment.web.years import check_years

DURATION = timedelta(minutes=90)
LAST_SIGN_UP = timedelta(hours=2)
LAST_CANCEL = timedelta(hours=24)
REMINDER = timedelta(hours=48)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class SessionForm(forms.ModelForm):
    """Deadlines that are left empty follow from the start."""

    run_by = forms.ModelMultipleChoiceField(
        label=_("Run by"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LabSession
        fields = (
            "room",
            "starts_at",
            "ends_at",
            "seats",
            "reserve",
            "minimum",
            "sign_up_closes_at",
            "cancel_until",
            "remind_staff_at",
            "session_server",
            "waiting_minutes",
        )
        labels = {
            "room": _("Room (empty: online)"),
            "starts_at": _("Start"),
            "ends_at": _("End"),
            "seats": _("Seats needed"),
            "reserve": _("Reserve"),
            "minimum": _("Minimum"),
            "sign_up_closes_at": _("Sign-up closes"),
            "cancel_until": _("Cancelling is possible until"),
            "remind_staff_at": _("Remind staff of empty seats from"),
            "session_server": _("Session server"),
            "waiting_minutes": _("Minutes that people wait online"),
        }
        help_texts = {
            "ends_at": _("empty: 90 minutes after the start"),
            "sign_up_closes_at": _("empty: 2 hours before the start"),
            "cancel_until": _("empty: 24 hours before the start"),
            "remind_staff_at": _("empty: 48 hours before the start; only if fewer than the minimum have signed up"),
            "waiting_minutes": _("after the start; people may then leave with the show-up fee"),
        }
        widgets = dict.fromkeys(
            ["starts_at", "ends_at", "sign_up_closes_at", "cancel_until", "remind_staff_at"], MomentInput
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        take_numbers_as_typed(self)
        check_years(self)
        staff = User.objects.filter(
            is_active=True, is_staff=True, groups__name__in=[ADMINISTRATOR, EXPERIMENTER, ASSISTANT]
        )
        self.fields["run_by"].queryset = staff.distinct().order_by("username")
        if self.instance.pk is not None:
            self.fields["run_by"].initial = self.instance.run_by.all()
        elif offer := ChannelOffer.objects.filter(study=self.instance.study).first():
            self.instance.waiting_minutes = self.initial["waiting_minutes"] = offer.waiting_minutes
        for name in ("ends_at", "sign_up_closes_at", "cancel_until", "remind_staff_at", "waiting_minutes"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if starts_at := cleaned.get("starts_at"):
            self._fill_in(cleaned, starts_at)
            self._check_order(cleaned, starts_at)
        if cleaned.get("waiting_minutes") is None:
            cleaned["waiting_minutes"] = self.instance.waiting_minutes
        seats, room = cleaned.get("seats"), cleaned.get("room")
        if seats is not None and seats < 1:
            self.add_error("seats", _("A session needs at least one seat."))
        if seats and room and seats > room.seats:
            self.add_error("seats", _("The room has %(n)d seats.") % {"n": room.seats})
        if seats is not None and (cleaned.get("minimum") or 0) > seats:
            self.add_error("minimum", _("The minimum exceeds the number of seats."))
        return cleaned

    @staticmethod
    def _fill_in(cleaned: dict[str, Any], starts_at: Any) -> None:
        usual = {
            "ends_at": starts_at + DURATION,
            "sign_up_closes_at": starts_at - LAST_SIGN_UP,
            "cancel_until": starts_at - LAST_CANCEL,
            "remind_staff_at": starts_at - REMINDER,
        }
        for name, moment in usual.items():
            cleaned[name] = cleaned.get(name) or moment

    def _check_order(self, cleaned: dict[str, Any], starts_at: Any) -> None:
        if cleaned["ends_at"] <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        for name in ("sign_up_closes_at", "cancel_until", "remind_staff_at"):
            if cleaned[name] > starts_at:
                self.add_error(name, _("This must not be after the start."))
