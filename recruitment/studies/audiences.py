"""Who may be invited to a study: conditions, permanent rules, and what nobody may choose to ignore."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Count, Q, Value, When
from django.utils.translation import gettext as _

from recruitment.models import Audience, Invitation, LabSession, Person, SignUp, Study, User
from recruitment.people.models import PersonQuerySet
from recruitment.refused import Refused
from recruitment.staff.roles import ADMINISTRATOR, has_role
from recruitment.studies.conditions import PLAYED, InvalidConditions, Node, translated

MONTH_DAYS = 30


@dataclass(frozen=True, slots=True)
class Preview:
    """How many people are left after each step; each number is part of the one before."""

    n_in_pool: int
    n_matching: int
    n_after_rules: int
    n_not_in_study: int
    n_eligible: int
    n_new: int


def preview(*, conditions: Node, study: Study | None, session: LabSession | None = None) -> Preview:
    """Count in one pass over the pool who would be left."""
    steps = [
        translated(conditions),
        permanent_rules(),
        _not_in_the_study(study, session),
        not_invited_too_often(),
        never_came(),
    ]
    rows = (
        Person.objects.may_be_invited()
        .order_by()
        .annotate(n_steps=_n_passed(steps))
        .values("n_steps")
        .annotate(n=Count("*"))
        .values_list("n_steps", "n")
    )
    by_steps = dict(rows)
    return Preview(*(sum(n for passed, n in by_steps.items() if passed >= least) for least in range(len(steps) + 1)))


def eligible(*, conditions: Node, study: Study, session: LabSession | None) -> PersonQuerySet:
    """Return the people who may be invited now."""
    return Person.objects.may_be_invited().filter(
        translated(conditions),
        permanent_rules(),
        _not_in_the_study(study, session),
        not_invited_too_often(),
    )


def permanent_rules() -> Q:
    """Return what the laboratory asks of everybody, whatever a study asks."""
    together = Q()
    for name, tree in Audience.objects.filter(is_permanent_rule=True).values_list("name", "conditions"):
        try:
            together &= translated(tree)
        except InvalidConditions as error:
            # Leaving the rule out would invite people whom it protects.
            message = _("The permanent rule “%(name)s” cannot be read: %(reason)s")
            raise InvalidConditions(message % {"name": name, "reason": error}) from None
    return together


def never_came() -> Q:
    return ~Q(pk__in=SignUp.objects.filter(state__in=PLAYED).values("person"))


@transaction.atomic
def save_audience(
    *,
    by: User,
    name: str,
    conditions: Node,
    study: Study | None,
    audience: Audience | None = None,
    is_permanent_rule: bool = False,
) -> Audience:
    """Save who may come. Permanent rules are the administrators' alone."""
    if (is_permanent_rule or (audience and audience.is_permanent_rule)) and not has_role(by, ADMINISTRATOR):
        raise Refused(_("Only administrators make permanent rules."))
    try:
        translated(conditions)
    except InvalidConditions as error:
        raise Refused(str(error)) from None
    audience = audience or Audience(created_by=by)
    audience.name = name
    audience.study = study
    audience.conditions = dict(conditions)
    audience.is_permanent_rule = is_permanent_rule
    audience.save()
    return audience


def _not_in_the_study(study: Study | None, session: LabSession | None) -> Q:
    if study is None:
        return Q()
    invited = Invitation.objects.that_left().filter(study=study)
    # People invited to the whole study may come to each of its sessions.
    invited = invited.filter(Q(session=session) | Q(session=None)) if session else invited.filter(session=None)
    taken_part = SignUp.objects.counting_for_a_study().filter(session__study=study)
    return ~Q(pk__in=invited.values("person")) & ~Q(pk__in=taken_part.values("person"))


def not_invited_too_often() -> Q:
    limit = settings.OFFICE_INVITATIONS_A_MONTH
    if not limit:
        return Q()
    counted = (
        Invitation.objects.that_left().of_the_last_days(MONTH_DAYS).order_by().values("person").annotate(n=Count("*"))
    )
    return ~Q(pk__in=counted.filter(n__gte=limit).values("person"))


def _n_passed(steps: Sequence[Q]) -> Case | Value:
    """Return how many steps let the person through before one does not; those after it are not even asked."""
    passed: Case | Value = Value(len(steps))
    for n, asked in reversed(list(enumerate(steps))):
        if asked:
            passed = Case(When(asked, then=passed), default=Value(n))
    return passed
