"""The link by which a member of staff chooses a password."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from recruitment.models import User


def password_link(staff: User) -> str:
    """Return a link that works until a password is chosen, at most for `PASSWORD_RESET_TIMEOUT`."""
    parts = [urlsafe_base64_encode(force_bytes(staff.pk)), default_token_generator.make_token(staff)]
    return settings.OFFICE_URL + reverse("staff_password", args=parts)
