"""Each kind of condition, alone and joined, finds exactly the people it names."""

from __future__ import annotations

from datetime import date

import pytest

from recruitment.models import Person, StudyClass
from recruitment.studies.conditions import InvalidConditions, translated
from tests.recruitment.history import answered, past_session, question, sat_in

pytestmark = pytest.mark.django_db


def found(tree) -> set[str]:
    return {each.given_name for each in Person.objects.filter(translated(tree))}


@pytest.fixture
def three(person):
    return person("rosa"), person("omar"), person("lin")


@pytest.fixture
def gender(three):
    field = question("gender", "choice", ("female", "male"))
    rosa, omar, _lin = three
    answered(rosa, field, "female")
    answered(omar, field, "male")
    return field


FEMALE = {"is": "answer_one_of", "field": "gender", "values": ["female"]}
NEW = {"is": "sessions_played", "to": 0}


def test_no_conditions_are_true_of_everybody(three):
    assert found({}) == found({"all": []}) == {"Rosa", "Omar", "Lin"}


def test_an_answer_is_one_of_several_and_who_gave_none_is_not_among_them(gender):
    assert found(FEMALE) == {"Rosa"}
    assert found({"not": FEMALE}) == {"Omar", "Lin"}


def test_groups_join_and_turn_round(gender):
    male = {"is": "answer_one_of", "field": "gender", "values": ["male"]}

    assert found({"any": [FEMALE, male]}) == {"Rosa", "Omar"}
    assert found({"all": [FEMALE, male]}) == set()
    assert found({"not": {"any": [FEMALE, male]}}) == {"Lin"}
    assert found({"all": [{"any": [FEMALE, male]}, {"not": FEMALE}]}) == {"Omar"}


def test_an_empty_group_within_another_does_not_vanish(gender):
    assert found({"any": [FEMALE, {"all": []}]}) == {"Rosa", "Omar", "Lin"}
    assert found({"not": {"all": []}}) == set()


def test_numbers_lie_between_both_ends_included(three):
    field = question("born", "number")
    for someone, year in zip(three, (1990, 1995, 2000), strict=True):
        answered(someone, field, str(year), year)

    assert found({"is": "answer_between", "field": "born", "from": "1990", "to": "1995"}) == {"Rosa", "Omar"}
    assert found({"is": "answer_between", "field": "born", "from": "1996"}) == {"Lin"}


def test_dates_are_compared_as_days(three):
    field, day = question("enrolled", "date"), date(2024, 10, 1)
    answered(three[0], field, day.isoformat(), day.toordinal())

    assert found({"is": "answer_between", "field": "enrolled", "from": "2024-10-01"}) == {"Rosa"}
    assert found({"is": "answer_between", "field": "enrolled", "from": "2024-10-02"}) == set()


def test_texts_are_searched(three):
    answered(three[0], question("subject", "text"), "Business economics")

    assert found({"is": "answer_contains", "field": "subject", "text": "ECON"}) == {"Rosa"}


def test_experience_counts_sessions_that_were_played(three, study):
    rosa, omar, _lin = three
    for days_ago in (10, 20):
        sat_in(rosa, past_session(study, days_ago=days_ago))
    sat_in(omar, past_session(study), "no_show")

    assert found({"is": "sessions_played", "from": 1}) == {"Rosa"}
    assert found({"is": "sessions_played", "from": 1, "to": 1}) == set()
    assert found({"is": "sessions_played", "to": 1}) == {"Omar", "Lin"}
    assert found({"is": "sessions_played", "from": 0}) == {"Rosa", "Omar", "Lin"}


def test_having_played_recently_looks_at_the_day_of_the_session(three, study):
    rosa, omar, lin = three
    sat_in(rosa, past_session(study, days_ago=10))
    sat_in(omar, past_session(study, days_ago=40), "late")
    sat_in(lin, past_session(study, days_ago=5), "turned_away")

    assert found({"is": "played_within", "days": 30}) == {"Rosa"}
    assert found({"is": "played_within", "days": 60}) == {"Rosa", "Omar"}


def test_earlier_studies_and_classes_of_studies_are_found(three, study, alice):
    rosa, omar, _lin = three
    study.study_class = StudyClass.objects.create(name="Cheap talk")
    study.save()
    sat_in(rosa, past_session(study))
    sat_in(omar, past_session(study, days_ago=3), "cancelled")

    assert found({"is": "studies", "keys": [study.pk]}) == {"Rosa"}
    assert found({"not": {"is": "study_classes", "keys": [study.study_class_id]}}) == {"Omar", "Lin"}


def test_no_shows_count_within_their_window(three, study):
    rosa, omar, _lin = three
    sat_in(rosa, past_session(study, days_ago=10), "no_show")
    sat_in(omar, past_session(study, days_ago=100), "no_show")

    assert found({"is": "no_shows", "days": 30, "to": 0}) == {"Omar", "Lin"}
    assert found({"is": "no_shows", "days": 365, "from": 1}) == {"Rosa", "Omar"}


def test_reliability_is_the_score_that_people_see_and_new_people_are_reliable(three, study):
    rosa, omar, _lin = three
    # Rosa: 1 + 1/2 of 2 is 75 per cent. Omar: 1 of 2 is 50; what is older than two years does not count.
    for state, days_ago in (("present", 10), ("late", 20)):
        sat_in(rosa, past_session(study, days_ago=days_ago), state)
    for state, days_ago in (("turned_away", 10), ("no_show", 20), ("present", 800), ("present", 801)):
        sat_in(omar, past_session(study, days_ago=days_ago), state)

    assert found({"is": "reliability", "from": 50}) == {"Rosa", "Omar", "Lin"}
    assert found({"is": "reliability", "from": 51}) == {"Rosa", "Lin"}
    assert found({"is": "reliability", "from": 75}) == {"Rosa", "Lin"}
    assert found({"is": "reliability", "from": 76}) == {"Lin"}


def test_languages_are_found(person):
    person("rosa", language="de")
    person("omar", language="en")

    assert found({"is": "language", "values": ["de"]}) == {"Rosa"}


@pytest.mark.parametrize(
    "tree",
    [
        {"is": "magic"},
        {"is": ["list"]},
        {"any": []},
        {"all": [{}]},
        {"all": "no list"},
        {"not": []},
        {"is": "answer_one_of", "field": "gone", "values": ["x"]},
        {"is": "answer_one_of", "field": "gender", "values": []},
        {"is": "answer_between", "field": "gender"},
        {"is": "answer_between", "field": "gender", "from": "x"},
        {"is": "answer_between", "field": "gender", "from": "NaN"},
        {"is": "sessions_played", "from": 3, "to": 2},
        {"is": "sessions_played", "from": True},
        {"is": "no_shows", "to": 0},
        {"is": "played_within", "days": 0},
        {"is": "reliability", "from": 101},
        {"is": "studies", "keys": ["1; DROP TABLE"]},
        {"all": [NEW] * 100},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(tree, gender):
    with pytest.raises(InvalidConditions):
        translated(tree)


def test_a_tree_too_deep_is_refused_before_it_is_climbed():
    tree = NEW
    for _ in range(5000):
        tree = {"not": tree}

    with pytest.raises(InvalidConditions):
        translated(tree)
