"""Fill rate, no-shows, costs and composition, from known sessions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from djmoney.money import Money

from recruitment.models import Entitlement, Study
from recruitment.money.corrections import cancel_entitlement
from recruitment.studies.reports import composition, record_of_sessions, record_of_study, records_of_studies
from tests.recruitment.history import answered, past_session, question, sat_in

pytestmark = pytest.mark.django_db


def owe(sign_up, amount: str, kind: str = "session", currency: str = "EUR") -> None:
    source = "session_server" if kind == "session" else "door"
    Entitlement.objects.create(sign_up=sign_up, kind=kind, source=source, amount=Money(Decimal(amount), currency))


@pytest.fixture
def played(study, person):
    """A session with 4 seats: two came, one late, one was turned away, one missed it, one cancelled."""
    lab = past_session(study)
    for name, state, amount in (
        ("rosa", "present", "12.00"), ("omar", "late", "10.00"), ("lin", "present", "11.00"), ("eve", "no_show", None),
        ("ben", "cancelled", None),
    ):  # fmt: skip
        place = sat_in(person(name), lab, state)
        if amount:
            owe(place, amount)
    owe(sat_in(person("zoe"), lab, "turned_away"), "5.00", "show_up")
    return lab


def test_a_session_is_counted(study, played):
    [(session, record)] = record_of_sessions(study)

    assert session == played
    assert (record.n_seats, record.n_signed_up, record.n_played) == (4, 5, 3)
    assert (record.n_turned_away, record.n_no_shows) == (1, 1)
    assert record.fill_rate == pytest.approx(3 / 4)
    assert record.no_show_rate == pytest.approx(1 / 5)
    assert record.owed == [Money(38, "EUR")]
    assert [each.amount for each in record.cost_per_observation] == [pytest.approx(Decimal(38) / 3)]


def test_what_was_cancelled_costs_nothing(study, played, alice):
    earned = Entitlement.objects.get(sign_up__person__given_name="Lin")
    cancel_entitlement(entitlement=earned, cancelled_by=alice, reason="a test of our own")

    [(_, record)] = record_of_sessions(study)
    assert record.owed == [Money(27, "EUR")]


def test_a_study_adds_up_its_finished_sessions(study, played, session, person):
    second = past_session(study, days_ago=3, seats=2)
    owe(sat_in(person("mia"), second), "10.50")
    owe(sat_in(person("kim"), second), "9.00", currency="CHF")
    session()  # to come, so it is not counted

    record = record_of_study(study)

    assert (record.n_seats, record.n_played, record.n_no_shows) == (6, 5, 1)
    assert record.owed == [Money(9, "CHF"), Money("48.50", "EUR")]


def test_nothing_played_costs_nothing_an_observation(study):
    record = record_of_study(study)

    assert (record.fill_rate, record.no_show_rate, record.cost_per_observation) == (None, None, [])


def test_sessions_called_off_do_not_count(study, session):
    session(status="called_off")

    assert record_of_sessions(study) == []


def test_the_sample_is_compared_with_the_pool(study, person):
    gender, born = question("gender", "choice", ("female", "male")), question("born", "number")
    lab = past_session(study, seats=20)
    for n in range(20):
        someone = person(f"p{n}")
        answered(someone, gender, "female" if n < 7 else "male")
        answered(someone, born, str(1990 + n), 1990 + n)
        if n < 12:
            sat_in(someone, lab)

    born_compared, gender_compared = sorted(composition(study), key=lambda each: each.question.key)

    female, male = gender_compared.shares
    assert (female.answer, female.n_sample, female.n_pool) == ("female", 7, 7)
    assert (male.n_sample, male.n_pool) == (5, 13)
    assert (female.sample_share, female.pool_share) == (pytest.approx(7 / 12), pytest.approx(7 / 20))
    assert (born_compared.sample_mean, born_compared.pool_mean) == (Decimal("1995.5"), Decimal("1999.5"))


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [((6, 5), [6, 5]), ((6, 4), [None, None]), ((9, 6, 1), [9, None, None]), ((9, 2, 1), [9, None, None])],
    ids=str,
)
def test_a_rare_answer_cannot_be_worked_out_from_the_others(study, person, numbers, shown):
    field, lab = question("q", "choice", ("a", "b", "c")), past_session(study, seats=30)
    for answer, n in zip("abc", numbers, strict=False):
        for each in range(n):
            someone = person(f"{answer}{each}")
            answered(someone, field, answer)
            sat_in(someone, lab)

    [compared] = composition(study)

    assert [each.n_sample for each in compared.shares] == shown


def test_few_people_are_not_counted_out(study, person):
    born = question("born", "number")
    someone = person()
    answered(someone, born, "1990", 1990)
    sat_in(someone, past_session(study))

    [compared] = composition(study)

    assert (compared.sample_mean, compared.pool_mean) == (None, None)


def test_a_report_asks_for_all_sums_at_once(study, played, person, django_assert_num_queries):
    for number in range(3):
        owe(sat_in(person(f"more{number}"), past_session(study, days_ago=3 + number)), "10.00")

    with django_assert_num_queries(2):
        records = record_of_sessions(study)
    assert [record.owed for _, record in records] == [[Money(38, "EUR")], *[[Money(10, "EUR")]] * 3]
    with django_assert_num_queries(3):
        [(_, whole)] = records_of_studies(Study.objects.filter(pk=study.pk))
    assert whole.owed == [Money(68, "EUR")]
