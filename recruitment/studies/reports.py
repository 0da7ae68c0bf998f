"""What staff read afterwards: seats filled, people who did not come, costs, and who the sample was."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Avg, Count, Q, QuerySet, Sum
from djmoney.money import Money

from recruitment.models import Entitlement, LabSession, Person, ProfileAnswer, ProfileField, SignUp, Study
from recruitment.people.models import PersonQuerySet
from recruitment.studies.conditions import PLAYED
from recruitment.sums import by_currency

State = SignUp.State
# Fewer people are not counted out: who knows a session could tell who they are.
FEWEST_SHOWN = 5
UNCOMPARED = (ProfileField.Kind.TEXT, ProfileField.Kind.DATE)


@dataclass(frozen=True, slots=True)
class Record:
    """What became of the seats of one session, or of several together. Rates are None where nothing was counted."""

    n_seats: int
    n_signed_up: int  # held a seat when the session began, or hold one now
    n_played: int
    n_turned_away: int
    n_no_shows: int
    owed: list[Money] = field(default_factory=list)

    @property
    def fill_rate(self) -> float | None:
        """Return how many of the seats needed were played at."""
        return self.n_played / self.n_seats if self.n_seats else None

    @property
    def no_show_rate(self) -> float | None:
        n_expected = self.n_played + self.n_turned_away + self.n_no_shows
        return self.n_no_shows / n_expected if n_expected else None

    @property
    def cost_per_observation(self) -> list[Money]:
        """Return what each person who played has cost, show-up fees of others included."""
        return [amount / self.n_played for amount in self.owed] if self.n_played else []


@dataclass(frozen=True, slots=True)
class Share:
    """An answer, and how common it is; None where too few gave it to be shown."""

    answer: str
    n_sample: int | None
    n_pool: int | None
    sample_share: float | None
    pool_share: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One question: how the people of a study answered it, and how the pool did."""

    question: ProfileField
    shares: list[Share]
    sample_mean: Decimal | None = None
    pool_mean: Decimal | None = None


def owed(*, study: Study) -> list[Money]:
    """Return what a study owes, paid or not, one amount for each currency."""
    rows = Entitlement.objects.owed().filter(sign_up__session__study=study)
    sums = rows.order_by("amount_currency").values_list("amount_currency")
    return [Money(total, currency) for currency, total in sums.annotate(total=Sum("amount"))]


def record_of_sessions(study: Study) -> list[tuple[LabSession, Record]]:
    """Return the sessions of the study that were not called off, in their order."""
    return _records(study.sessions.exclude(status=LabSession.Status.CALLED_OFF).select_related("room"))


def records_of_studies(studies: QuerySet[Study]) -> list[tuple[Study, Record]]:
    """Return each study with its sessions that are over, together."""
    of_study: dict[int, list[Record]] = defaultdict(list)
    finished = LabSession.objects.filter(study__in=studies, status=LabSession.Status.FINISHED)
    for session, record in _records(finished):
        of_study[session.study_id].append(record)
    return [(study, _sum_of(of_study[study.pk])) for study in studies]


def record_of_study(study: Study) -> Record:
    """Return the sessions that are over, together."""
    return records_of_studies(Study.objects.filter(pk=study.pk))[0][1]


def _sum_of(records: list[Record]) -> Record:
    return Record(
        n_seats=sum(record.n_seats for record in records),
        n_signed_up=sum(record.n_signed_up for record in records),
        n_played=sum(record.n_played for record in records),
        n_turned_away=sum(record.n_turned_away for record in records),
        n_no_shows=sum(record.n_no_shows for record in records),
        owed=by_currency(amount for record in records for amount in record.owed),
    )


def composition(study: Study) -> list[Comparison]:
    """Compare those who played with everybody who could be invited today."""
    sample, pool = _who_played(study), Person.objects.may_be_invited()
    return [_comparison(question, sample, pool) for question in ProfileField.objects.exclude(kind__in=UNCOMPARED)]


def n_erased(study: Study) -> int:
    """Return how many played and have been erased since, whose answers nobody can count any more."""
    return _who_played(study).filter(status=Person.Status.ERASED).count()


def _who_played(study: Study) -> PersonQuerySet:
    return Person.objects.filter(pk__in=SignUp.objects.filter(session__study=study, state__in=PLAYED).values("person"))


def _counts() -> dict[str, Count]:
    def counting(*states: State) -> Count:
        return Count("sign_ups", filter=Q(sign_ups__state__in=states))

    return {
        "n_signed_up": Count("sign_ups", filter=~Q(sign_ups__state__in=SignUp.WITHOUT_SEAT)),
        "n_played": counting(*PLAYED),
        "n_turned_away": counting(State.TURNED_AWAY),
        "n_no_shows": counting(State.NO_SHOW),
    }


def _records(sessions: QuerySet[LabSession]) -> list[tuple[LabSession, Record]]:
    amounts: dict[int, list[Money]] = defaultdict(list)
    rows = Entitlement.objects.owed().filter(sign_up__session__in=sessions).order_by("amount_currency")
    sums = rows.values_list("sign_up__session", "amount_currency").annotate(total=Sum("amount"))
    for session_id, currency, total in sums:
        amounts[session_id].append(Money(total, currency))
    return [(session, _record(session, amounts[session.pk])) for session in sessions.annotate(**_counts())]


def _record(session: LabSession, amounts: list[Money]) -> Record:
    return Record(session.seats, *(getattr(session, name) for name in _counts()), amounts)


def _comparison(question: ProfileField, sample: PersonQuerySet, pool: PersonQuerySet) -> Comparison:
    in_sample = ProfileAnswer.objects.filter(field=question, person__in=sample)
    in_pool = ProfileAnswer.objects.filter(field=question, person__in=pool)
    if question.kind == ProfileField.Kind.NUMBER:
        return Comparison(question, [], _mean(in_sample), _mean(in_pool))
    in_both = (_by_answer(in_sample), _by_answer(in_pool))
    hidden = [_hidden(counts) for counts in in_both]
    shares = []
    for answer in sorted(in_both[0].keys() | in_both[1].keys()):
        shown = [None if answer in few else n.get(answer, 0) for n, few in zip(in_both, hidden, strict=True)]
        parts = [_share(n, sum(counts.values())) for n, counts in zip(shown, in_both, strict=True)]
        shares.append(Share(question.words_for(answer), *shown, *parts))
    return Comparison(question, shares)


def _by_answer(answers: QuerySet[ProfileAnswer]) -> dict[str, int]:
    return dict(answers.order_by().values_list("value").annotate(n=Count("pk")))


def _mean(answers: QuerySet[ProfileAnswer]) -> Decimal | None:
    found = answers.aggregate(mean=Avg("number"), n=Count("pk"))
    return round(Decimal(found["mean"]), 1) if found["n"] >= FEWEST_SHOWN else None


def _hidden(counts: dict[str, int]) -> set[str]:
    """Return the answers that are not counted out: the rare ones, and one more if the sum would betray the only one."""
    by_size = sorted(counts, key=lambda answer: (counts[answer], answer))
    few = [answer for answer in by_size if counts[answer] < FEWEST_SHOWN]
    return set(by_size[:2]) if len(few) == 1 else set(few)


def _share(n: int | None, n_all: int) -> float | None:
    return n / n_all if n is not None and n_all else None
