"""Pages for staff, after the second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from recruitment.staff.roles import AUDITOR, ROLES, groups_of, has_role
from recruitment.web.logged_out import READING, to_log_in


def staff_page(*roles: str) -> Callable:
    """Let only staff with one of the roles into a view, after the second factor.

    Strangers are sent to the log-in, staff without a second factor to where they set it up, others are refused.
    An auditor reads the pages that name the role, and changes nothing on any of them.
    """
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"roles must be some of {', '.join(ROLES)}, not {roles!r}")

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_log_in(request, "two_factor:login")
            if not has_role(request.user, *roles):
                raise PermissionDenied
            if not request.user.is_verified():
                return redirect("two_factor:setup")
            if request.method not in READING and not has_role(request.user, *(set(roles) - {AUDITOR})):
                raise PermissionDenied
            if request.method not in READING:
                # Anyone who has a second role changes what that one changes, not what an auditor sees.
                groups_of(request.user).discard(AUDITOR)
            return view(request, *args, **kwargs)

        guarded.roles = roles
        # Names and amounts: the next person at the tablet must not find them with the browser's way back.
        return never_cache(guarded)

    return guard
