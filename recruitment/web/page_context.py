"""What every page shows: whose office this is, and in which time zone its times are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from recruitment.staff.roles import ADMINISTRATOR, AUDITOR, READERS, has_role, is_staff_with_second_factor, may_change


def office(request: HttpRequest) -> dict[str, object]:
    is_staff_page = hasattr(request, "user") and is_staff_with_second_factor(request.user)
    return {
        "office_name": settings.OFFICE_NAME,
        "office_contact": settings.OFFICE_CONTACT,
        "office_currency": settings.OFFICE_CURRENCY,
        "office_time_zone": settings.TIME_ZONE,
        "is_staff_page": is_staff_page,
        # What the navigation offers; the pages themselves are guarded each on its own.
        "sees_studies": is_staff_page and has_role(request.user, *READERS),
        "sees_pool": is_staff_page and has_role(request.user, ADMINISTRATOR, AUDITOR),
        "may_change": is_staff_page and may_change(request.user),
    }
