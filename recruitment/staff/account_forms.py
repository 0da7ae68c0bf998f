"""Who works in the office, and as what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recruitment.models import User
from recruitment.staff.roles import ADMINISTRATOR, ROLE_NAMES


class StaffAccountForm(forms.ModelForm):
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("please choose")), *ROLE_NAMES.items()])
    begin_anew = forms.BooleanField(
        label=_("Reset password and second factor, and send a new link"),
        required=False,
        help_text=_("if the password is forgotten or the phone is lost"),
    )

    class Meta:
        model = User
        fields = ("username", "email", "role", "is_active", "begin_anew")
        labels = {"username": _("Name to log in with"), "email": _("E-mail address"), "is_active": _("May log in")}
        help_texts = {"username": _("letters, digits and @ . + - _"), "is_active": ""}

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self._by = by
        self.fields["email"].required = True
        self.order_fields(self.Meta.fields)
        if self.instance.pk is None:
            del self.fields["is_active"], self.fields["begin_anew"]
        else:
            role = self.instance.groups.values_list("name", flat=True).first()
            self.fields["role"].initial = role or ADMINISTRATOR

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_own = self.instance.pk is not None and self.instance.pk == self._by.pk
        # Somebody must be left who can let the others in.
        is_locked_out = (
            cleaned.get("role") != ADMINISTRATOR or not cleaned.get("is_active") or cleaned.get("begin_anew")
        )
        if is_own and is_locked_out:
            raise forms.ValidationError(_("Another administrator must do this with your account."))
        return cleaned
