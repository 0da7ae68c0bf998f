"""The builder's forms: what a browser sends becomes the tree that is saved, and comes back as the same forms."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from recruitment.models import StudyClass
from recruitment.studies.condition_tree_forms import change, read_tree, tree_of
from recruitment.studies.conditions import translated
from tests.recruitment.history import question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def questions(study):
    question("gender", "choice", ("female", "male"))
    question("born", "number")
    question("enrolled", "date")
    question("german", "yes_no")
    question("subject", "text")
    StudyClass.objects.create(pk=7, name="Cheap talk")


def sent(group, path="c") -> QueryDict:
    """Return what a browser sends for the forms as they are drawn."""
    data = QueryDict(mutable=True)

    def fill(node) -> None:
        if node.is_group:
            data[f"{node.path}-n"] = str(len(node.children))
            data[f"{node.path}-join"] = node.join
            for child in node.children:
                fill(child)
            return
        data[f"{node.path}-kind"] = data[f"{node.path}-for"] = node.kind
        for field in node.form or ():
            value = field.value()
            data.setlist(field.html_name, value if isinstance(value, list) else [value or ""])

    fill(group)
    return data


ONE_OF_EACH = [
    {"is": "answer_one_of", "field": "gender", "values": ["female"]},
    {"is": "answer_one_of", "field": "german", "values": ["yes"]},
    {"is": "answer_between", "field": "born", "from": "1990", "to": "2000.5"},
    {"is": "answer_between", "field": "enrolled", "from": "2024-10-01"},
    {"is": "answer_contains", "field": "subject", "text": "econ"},
    {"is": "sessions_played", "from": 0, "to": 2},
    {"is": "played_within", "days": 30},
    {"is": "study_classes", "keys": [7]},
    {"is": "no_shows", "days": 90, "to": 0},
    {"is": "reliability", "from": 80},
    {"is": "language", "values": ["de", "en"]},
]
TREES = [
    {"all": []},
    *({"all": [node]} for node in ONE_OF_EACH),
    {"all": [{"not": ONE_OF_EACH[0]}]},
    {"not": {"any": ONE_OF_EACH[:2]}},
    {"any": [ONE_OF_EACH[5], {"all": [ONE_OF_EACH[6], {"not": {"any": [ONE_OF_EACH[9]]}}]}]},
]


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_a_tree_survives_the_forms(tree):
    drawn = tree_of(tree).placed()

    assert read_tree(sent(drawn)).placed().node() == tree
    translated(tree)


def test_studies_are_chosen_by_their_key(study):
    tree = {"all": [{"is": "studies", "keys": [study.pk]}]}

    assert read_tree(sent(tree_of(tree).placed())).placed().node() == tree


def test_buttons_add_and_remove():
    root = tree_of({})
    change(root, "condition:c")
    change(root, "group:c")
    change(root, "condition:c-1")
    root.placed()

    assert [child.is_group for child in root.children] == [False, True]
    assert [child.path for child in root.children[1].children] == ["c-1-0", "c-1-1"]

    change(root, "remove:c-0")
    root.placed()

    assert [child.path for child in root.children] == ["c-0"]
    assert root.node() is None  # nothing is filled in yet


def test_a_kind_that_was_just_chosen_starts_with_usual_values():
    data = QueryDict("c-n=1&c-join=all&c-0-for=sessions_played&c-0-kind=played_within&c-0-lowest=3")

    assert read_tree(data).placed().node() == {"all": [{"is": "played_within", "days": 30}]}


@pytest.mark.parametrize("step", ["remove:c", "remove:c-9", "remove:x-0", "condition:c-0", "group:c-x", "", "dance:c"])
def test_buttons_that_do_not_exist_change_nothing(step):
    root = tree_of({"all": [ONE_OF_EACH[5]]})

    change(root, step)

    assert root.placed().node() == {"all": [ONE_OF_EACH[5]]}


def test_groups_and_conditions_have_an_end():
    root = tree_of({})
    for _ in range(50):
        change(root, "condition:c")
    assert len(root.children) == 20

    deep = tree_of({})
    for path in ("c", "c-0", "c-0-1"):
        change(deep, f"group:{path}")
    assert [child.is_group for child in deep.children[0].children] == [False, True]
    assert [child.is_group for child in deep.children[0].children[1].children] == [False]


@pytest.mark.parametrize(
    "text", ["", "c-n=abc", "c-n=-1", "c-n=99999999", "c-n=1&c-0-kind=magic", "c-n=1&c-0-kind=answer:gone", "c-join=x"]
)
def test_forged_forms_ask_for_nobody_or_everybody_and_break_nothing(text):
    node = read_tree(QueryDict(text)).placed().node()

    assert node in (None, {"all": []})
