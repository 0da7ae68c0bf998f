"""How reliably a person comes: one function counts it and says how it was counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, F, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recruitment.models import Person, SignUp

WINDOW = timedelta(days=2 * 365)
# Half points, so that everything stays whole: two for a seat that was kept. Cancelling in time counts neither for nor
# against anybody, and anyone who was turned away had come.
POINTS = {
    SignUp.State.PRESENT: 2,
    SignUp.State.TURNED_AWAY: 2,
    SignUp.State.LATE: 1,
    SignUp.State.NO_SHOW: 0,
}


@dataclass(frozen=True, slots=True)
class Reliability:
    """The score in per cent, None without any appointment, and the sentences that explain it."""

    score: int | None
    explanation: tuple[str, ...]


def reliability(person: Person) -> Reliability:
    """Return the average points of the appointments within the window, and why."""
    counts = Counter(_appointments().filter(person=person).values_list("state", flat=True))
    if not counts:
        return Reliability(None, (_("You have no score yet: it begins with your first session."), *_rules()))
    points = sum(POINTS[SignUp.State(state)] * n for state, n in counts.items())
    # Rounded to the nearest, halves up.
    score = (100 * points + counts.total()) // (2 * counts.total())
    return Reliability(score, (*_counted(counts), *_rules()))


def with_a_score_below(score: int) -> QuerySet[SignUp, dict[str, int]]:
    """Return the keys of the people whose score, as they see it, is lower; anyone who has none is not among them."""
    hundredfold = Sum(Case(*(When(state=state, then=Value(100 * points)) for state, points in POINTS.items())))
    of_people = _appointments().order_by().values("person").annotate(hundredfold=hundredfold, n=Count("*"))
    # The rounding from above, without dividing.
    return of_people.filter(hundredfold__lt=F("n") * (2 * score - 1)).values("person")


def _appointments() -> QuerySet[SignUp]:
    return SignUp.objects.filter(state__in=list(POINTS), session__starts_at__gte=timezone.now() - WINDOW)


def _counted(counts: Counter[str]) -> tuple[str, ...]:
    n_came = counts[SignUp.State.PRESENT] + counts[SignUp.State.TURNED_AWAY]
    n_late, n_missed = counts[SignUp.State.LATE], counts[SignUp.State.NO_SHOW]
    sentences = (
        (n_came, ngettext("You came in time once.", "You came in time %(n)d times.", n_came)),
        (n_late, ngettext("You came late once.", "You came late %(n)d times.", n_late)),
        (n_missed, ngettext("You did not come once.", "You did not come %(n)d times.", n_missed)),
    )
    return tuple(sentence % {"n": n} for n, sentence in sentences if n)


def _rules() -> tuple[str, ...]:
    return (
        _("Of the sessions in which you had a seat in the last two years, the score is the share that you came to."),
        _("Coming late counts as half."),
        _("Cancelling in time and waiting without getting a seat do not count."),
        _("A study may invite only people with at least a certain score; having none yet keeps nobody out."),
    )
