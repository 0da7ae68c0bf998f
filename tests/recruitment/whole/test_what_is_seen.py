"""What stands on the pages that somebody may open: names, amounts and titles only where they belong."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.recruitment.one_of_everything import WholeOffice
from tests.recruitment.whole_office import FOR_ALL, FOR_PEOPLE, FOR_STAFF

pytestmark = pytest.mark.django_db

NAME, TITLE = "Canarina", "High capacity cost"
AMOUNTS = ("987.65", "4.56", "12.34", "7.77", "3.21", "10.00")

OF_ROSA = ("Rosa", "rosa@example.org", "a cat")


@pytest.fixture
def office(whole_office) -> WholeOffice:
    return whole_office()


def seen(office: WholeOffice, client: Client, pages: dict, *words: str) -> dict[str, set[str]]:
    """Return, for each word, on which of the pages it stands that the client may open; words nowhere are left out."""
    answers = {name: client.get(page.address(name, office)) for name, page in pages.items() if page.get}
    texts = {name: answer.content.decode() for name, answer in answers.items() if answer.status_code == 200}
    # By itself: a moment such as 09:00:53.214 is no amount.
    by_itself = {word: re.compile(rf"(?<!\d){re.escape(word)}(?!\d)") for word in words}
    found = {word: {name for name, text in texts.items() if by_itself[word].search(text)} for word in words}
    return {word: names for word, names in found.items() if names}


@pytest.mark.slow
def test_an_assistant_sees_names_at_the_door_and_no_amount_anywhere(office, as_visitor):
    assert seen(office, as_visitor(office, "doris"), FOR_STAFF, NAME, *AMOUNTS) == {NAME: {"check_in"}}


@pytest.mark.slow
def test_another_experimenter_sees_nothing_of_a_study(office, as_visitor):
    assert seen(office, as_visitor(office, "charlie"), FOR_STAFF, NAME, TITLE, *AMOUNTS) == {}


@pytest.mark.slow
def test_the_experimenter_sees_names_only_at_the_door_and_where_one_amount_is_corrected(office, as_visitor):
    found = seen(office, as_visitor(office, "alice"), FOR_STAFF, NAME, TITLE, *AMOUNTS)

    assert set(found) == {NAME, TITLE, *AMOUNTS}
    assert found[NAME] == {"check_in", "sign_up_payments"}


@pytest.mark.parametrize("visitor", ["nobody", "lin"])
def test_people_see_nothing_of_others(office, as_visitor, visitor):
    assert seen(office, as_visitor(office, visitor), FOR_ALL | FOR_PEOPLE, *OF_ROSA, TITLE, *AMOUNTS) == {}


def test_people_see_what_is_their_own(office, as_visitor):
    found = seen(office, as_visitor(office, "rosa"), FOR_PEOPLE, *OF_ROSA)

    assert [word for word in OF_ROSA if "my_data_file" not in found[word]] == []
