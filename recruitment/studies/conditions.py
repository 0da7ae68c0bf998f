"""Who may come, as a tree of conditions in plain JSON, and what it means to the database.

A group is `{"all": [...]}` or `{"any": [...]}`, its opposite `{"not": node}`. Everything else is a condition: `is`
names its kind, the other keys are what the kind needs, such as `{"is": "sessions_played", "from": 0, "to": 2}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from recruitment.models import ProfileAnswer, ProfileField, SignUp
from recruitment.people.reliability import with_a_score_below

# Far more than anybody asks for, and little enough for one query.
MOST_NODES = 60
DEEPEST = 5
LONGEST_WINDOW_DAYS = 3650
MOST_SESSIONS = 10_000

Node = Mapping[str, Any]
# Not the empty Q: joined with others by "or", or negated, that would vanish.
EVERYBODY = Q(pk__isnull=False)
State = SignUp.State
PLAYED = (State.PRESENT, State.LATE)


class InvalidConditions(Exception):
    """The tree cannot be meant; the message says why, for staff."""


def translated(tree: Node) -> Q:
    """Return what the tree asks of people; the empty tree asks nothing. Raises InvalidConditions."""
    if not tree:
        return Q()
    _check_size(tree)
    return _translated(tree)


def is_group(node: Node) -> bool:
    return isinstance(node, Mapping) and len(node) == 1 and next(iter(node)) in {"all", "any"}


def _check_size(tree: Node) -> None:
    waiting, n_nodes = [(tree, 1)], 0
    while waiting:
        node, depth = waiting.pop()
        n_nodes += 1
        if not isinstance(node, Mapping):
            raise InvalidConditions(_("A condition cannot be read."))
        if n_nodes > MOST_NODES or depth > 2 * DEEPEST:
            raise InvalidConditions(_("That is more than can be asked for at once."))
        below = [node["not"]] if "not" in node else node.get("all", node.get("any", []))
        if not isinstance(below, list):
            raise InvalidConditions(_("A condition cannot be read."))
        waiting += [(child, depth + 1) for child in below]


def _translated(node: Node) -> Q:
    if set(node) == {"not"}:
        return ~_translated(node["not"])
    if is_group(node):
        joined, children = next(iter(node.items()))
        together = Q()
        for child in children:
            together = together & _translated(child) if joined == "all" else together | _translated(child)
        if joined == "any" and not children:
            raise InvalidConditions(_("A group in which one condition is enough needs at least one."))
        return together or EVERYBODY
    kind = node.get("is")
    if not isinstance(kind, str) or kind not in KINDS:
        raise InvalidConditions(_("There is no condition of the kind “%(kind)s”.") % {"kind": kind})
    return KINDS[kind](node)


def _answer_one_of(node: Node) -> Q:
    answers = ProfileAnswer.objects.filter(field=_field(node), value__in=_words(node, "values"))
    return Q(pk__in=answers.values("person"))


def _answer_between(node: Node) -> Q:
    field = _field(node)
    as_number = _date_as_number if field.kind == ProfileField.Kind.DATE else _decimal
    lowest, highest = _bounds(node, as_number)
    answers = ProfileAnswer.objects.filter(field=field)
    if lowest is not None:
        answers = answers.filter(number__gte=lowest)
    if highest is not None:
        answers = answers.filter(number__lte=highest)
    return Q(pk__in=answers.values("person"))


def _answer_contains(node: Node) -> Q:
    text = node.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InvalidConditions(_("A text to look for is missing."))
    answers = ProfileAnswer.objects.filter(field=_field(node), value__icontains=text.strip())
    return Q(pk__in=answers.values("person"))


def _language(node: Node) -> Q:
    return Q(language__in=_words(node, "values"))


def _sessions_played(node: Node) -> Q:
    return _as_often_as(SignUp.objects.filter(state__in=PLAYED), *_bounds(node, _count))


def _no_shows(node: Node) -> Q:
    missed = SignUp.objects.filter(state=State.NO_SHOW, session__starts_at__gte=_since(node))
    return _as_often_as(missed, *_bounds(node, _count))


def _played_within(node: Node) -> Q:
    played = SignUp.objects.filter(state__in=PLAYED, session__starts_at__gte=_since(node))
    return Q(pk__in=played.values("person"))


def _studies(node: Node) -> Q:
    return Q(pk__in=SignUp.objects.filter(state__in=PLAYED, session__study__in=_keys(node)).values("person"))


def _study_classes(node: Node) -> Q:
    played = SignUp.objects.filter(state__in=PLAYED, session__study__study_class__in=_keys(node))
    return Q(pk__in=played.values("person"))


def _reliability(node: Node) -> Q:
    """Return people with at least this score, which people see of themselves, or without any appointment yet."""
    return ~Q(pk__in=with_a_score_below(_number_in(node, "from", 0, 100)))


KINDS: dict[str, Callable[[Node], Q]] = {
    "answer_one_of": _answer_one_of,
    "answer_between": _answer_between,
    "answer_contains": _answer_contains,
    "language": _language,
    "sessions_played": _sessions_played,
    "played_within": _played_within,
    "studies": _studies,
    "study_classes": _study_classes,
    "no_shows": _no_shows,
    "reliability": _reliability,
}


def _as_often_as(rows: QuerySet[SignUp], lowest: int | None, highest: int | None) -> Q:
    # Counted from the rows there are: people without any are found by not being among those with too many.
    counted = rows.order_by().values("person").annotate(n=Count("*"))
    asked = Q()
    if lowest:
        asked &= Q(pk__in=counted.filter(n__gte=lowest).values("person"))
    if highest is not None:
        asked &= ~Q(pk__in=counted.filter(n__gt=highest).values("person"))
    return asked or EVERYBODY


def _field(node: Node) -> ProfileField:
    field = ProfileField.objects.filter(key=str(node.get("field", ""))).first()
    if field is None:
        raise InvalidConditions(_("The question “%(key)s” no longer exists.") % {"key": node.get("field", "")})
    return field


def _words(node: Node, name: str) -> list[str]:
    words = node.get(name)
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise InvalidConditions(_("Choose at least one answer."))
    return words


def _keys(node: Node) -> list[int]:
    keys = node.get("keys")
    if not isinstance(keys, list) or not keys or not all(type(key) is int for key in keys):
        raise InvalidConditions(_("Choose at least one answer."))
    return keys


def _since(node: Node) -> Any:
    return timezone.now() - timedelta(days=_number_in(node, "days", 1, LONGEST_WINDOW_DAYS))


def _number_in(node: Node, name: str, lowest: int, highest: int) -> int:
    value = node.get(name)
    if type(value) is not int or not lowest <= value <= highest:
        raise InvalidConditions(
            _("A whole number from %(lowest)d to %(highest)d is missing.") % {"lowest": lowest, "highest": highest}
        )
    return value


def _bounds(node: Node, parse: Callable[[Any], Any]) -> tuple[Any, Any]:
    lowest, highest = (None if node.get(name) is None else parse(node[name]) for name in ("from", "to"))
    if lowest is None and highest is None:
        raise InvalidConditions(_("Give at least one of the two limits."))
    if lowest is not None and highest is not None and lowest > highest:
        raise InvalidConditions(_("The lower limit is above the upper one."))
    return lowest, highest


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST_SESSIONS:
        raise InvalidConditions(_("A number of sessions cannot be read."))
    return value


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        number = Decimal("NaN")
    if not number.is_finite():
        raise InvalidConditions(_("A number cannot be read."))
    return number


def _date_as_number(value: Any) -> Decimal:
    try:
        return Decimal(date.fromisoformat(value).toordinal())
    except (TypeError, ValueError):
        raise InvalidConditions(_("A date cannot be read; dates are written like 2026-12-31.")) from None
