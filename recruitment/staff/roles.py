"""What members of staff may do: four groups, each of which needs a second factor."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext_lazy as _

ADMINISTRATOR = "administrator"
EXPERIMENTER = "experimenter"  # own studies
ASSISTANT = "assistant"  # check-in only
AUDITOR = "auditor"  # reads everything, changes nothing
ROLES = (ADMINISTRATOR, EXPERIMENTER, ASSISTANT, AUDITOR)
# Of studies, and of their money.
CHANGERS = (ADMINISTRATOR, EXPERIMENTER)
READERS = (*CHANGERS, AUDITOR)
ROLE_NAMES = {
    ADMINISTRATOR: _("administrator: everything"),
    EXPERIMENTER: _("experimenter: own studies"),
    ASSISTANT: _("assistant: check-in"),
    AUDITOR: _("auditor: reads everything, changes nothing"),
}

AnyUser = AbstractBaseUser | AnonymousUser


def has_role(user: AnyUser, *roles: str) -> bool:
    """Return whether the user has one of the roles. A superuser is an administrator."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return (user.is_superuser and ADMINISTRATOR in roles) or bool(groups_of(user) & set(roles))


def may_change(user: AnyUser) -> bool:
    """Return whether the user does more than read."""
    return has_role(user, *CHANGERS)


def is_staff_with_second_factor(user: AnyUser) -> bool:
    return has_role(user, *ROLES) and user.is_verified()


def groups_of(user: AbstractBaseUser) -> set[str]:
    # Once a request: pages ask many times.
    if not hasattr(user, "_names_of_groups"):
        user._names_of_groups = set(user.groups.values_list("name", flat=True))  # noqa: SLF001
    return user._names_of_groups  # noqa: SLF001
