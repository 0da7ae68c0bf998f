"""What members of staff may do: four groups, each of which needs a second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from recruitment.logged_out import READING, to_log_in

ADMINISTRATOR = "administrator"
EXPERIMENTER = "experimenter"  # own studies
ASSISTANT = "assistant"  # the door only
AUDITOR = "auditor"  # reads everything, changes nothing
ROLES = (ADMINISTRATOR, EXPERIMENTER, ASSISTANT, AUDITOR)
# Of studies, and of their money.
CHANGERS = (ADMINISTRATOR, EXPERIMENTER)
READERS = (*CHANGERS, AUDITOR)
ROLE_NAMES = {
    ADMINISTRATOR: _("administrator: everything"),
    EXPERIMENTER: _("experimenter: own studies"),
    ASSISTANT: _("assistant: the door"),
    AUDITOR: _("auditor: reads everything, changes nothing"),
}

AnyUser = AbstractBaseUser | AnonymousUser


def has_role(user: AnyUser, *roles: str) -> bool:
    """Return whether the user has one of the roles. A superuser is an administrator."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return (user.is_superuser and ADMINISTRATOR in roles) or bool(_groups(user) & set(roles))


def may_change(user: AnyUser) -> bool:
    """Return whether the user does more than read."""
    return has_role(user, *CHANGERS)


def is_staff_with_second_factor(user: AnyUser) -> bool:
    return has_role(user, *ROLES) and user.is_verified()


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
                # Whoever has a second role changes what that one changes, not what an auditor sees.
                _groups(request.user).discard(AUDITOR)
            return view(request, *args, **kwargs)

        guarded.roles = roles
        # Names and amounts: the next person at the tablet must not find them with the browser's way back.
        return never_cache(guarded)

    return guard


def _groups(user: AbstractBaseUser) -> set[str]:
    # Once a request: pages ask many times.
    if not hasattr(user, "_names_of_groups"):
        user._names_of_groups = set(user.groups.values_list("name", flat=True))  # noqa: SLF001
    return user._names_of_groups  # noqa: SLF001
