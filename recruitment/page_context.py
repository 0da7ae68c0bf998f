"""What every page shows: whose office this is, and in which time zone its times are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from recruitment.roles import is_staff_with_second_factor


def office(request: HttpRequest) -> dict[str, object]:
    return {
        "office_name": settings.OFFICE_NAME,
        "office_contact": settings.OFFICE_CONTACT,
        "office_time_zone": settings.TIME_ZONE,
        "is_staff_page": is_staff_with_second_factor(request.user) if hasattr(request, "user") else False,
    }
