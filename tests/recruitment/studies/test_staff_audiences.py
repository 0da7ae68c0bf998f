"""The builder's page: counted while it is built, saved, and closed to others."""

from __future__ import annotations

import re

import pytest

from recruitment.models import Audience
from tests.recruitment.history import answered, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def gender(person):
    field = question("gender", "choice", ("female", "male"))
    for name, word in (("rosa", "female"), ("lin", "female"), ("omar", "male")):
        answered(person(name), field, word)


FEMALE = {
    "name": "Women", "c-n": "1", "c-join": "all", "c-0-for": "answer:gender", "c-0-kind": "answer:gender",
    "c-0-holds": "yes", "c-0-values": ["female"],
}  # fmt: skip


def test_conditions_are_counted_saved_and_shown_again(alice, study, gender, logged_in):
    client = logged_in(alice)
    address = f"/staff/studies/{study.pk}/who-may-come/new/"

    counted = client.post(address, {**FEMALE, "do": "count"}).context["counts"]
    assert (counted.n_in_pool, counted.n_matching, counted.n_eligible) == (3, 2, 2)
    assert not Audience.objects.exists()

    assert client.post(address, {**FEMALE, "do": "save"}).url == f"/staff/studies/{study.pk}/"
    saved = Audience.objects.get()
    assert saved.conditions == {"all": [{"is": "answer_one_of", "field": "gender", "values": ["female"]}]}
    assert (
        'value="female" id="id_c-0-values_0" checked' in client.get(f"/staff/who-may-come/{saved.pk}/").content.decode()
    )


def test_a_step_by_htmx_answers_with_the_builder_alone(alice, study, logged_in):
    page = logged_in(alice).post(
        f"/staff/studies/{study.pk}/who-may-come/new/",
        {"name": "x", "c-n": "0", "do": "condition:c"},
        headers={"HX-Request": "true"},
    )

    assert page.content.decode().strip().startswith('<form id="builder"')
    assert 'name="c-0-kind"' in page.content.decode()


def test_a_changed_condition_is_answered_with_the_counts_alone(alice, study, gender, logged_in):
    page = logged_in(alice).post(
        f"/staff/studies/{study.pk}/who-may-come/new/", FEMALE, headers={"HX-Request": "true", "HX-Target": "counts"}
    )

    assert page.context["counts"].n_eligible == 2
    assert page.content.decode().strip().startswith('<div id="counts"')
    assert "<form" not in page.content.decode()


def test_saving_by_htmx_leaves_the_page(alice, study, gender, logged_in):
    page = logged_in(alice).post(
        f"/staff/studies/{study.pk}/who-may-come/new/", {**FEMALE, "do": "save"}, headers={"HX-Request": "true"}
    )

    assert page.headers["HX-Redirect"] == f"/staff/studies/{study.pk}/"


def test_what_is_not_filled_in_is_neither_counted_nor_saved(alice, study, gender, logged_in):
    page = logged_in(alice).post(
        f"/staff/studies/{study.pk}/who-may-come/new/", {**FEMALE, "c-0-values": [], "do": "save"}
    )

    assert "not filled in yet" in page.content.decode()
    assert "errorlist" in page.content.decode()
    assert not Audience.objects.exists()


def test_deleting(alice, study, logged_in):
    audience = Audience.objects.create(name="x", study=study, created_by=alice)
    logged_in(alice).post(f"/staff/who-may-come/{audience.pk}/", {"name": "x", "c-n": "0", "do": "delete"})

    assert not Audience.objects.exists()


def test_permanent_rules_are_read_by_experimenters_and_made_by_administrators(ada, alice, gender, logged_in):
    logged_in(ada).post("/staff/permanent-rules/new/", {**FEMALE, "do": "save"})
    rule = Audience.objects.get()
    client, address = logged_in(alice), f"/staff/permanent-rules/{rule.pk}/"

    assert rule.is_permanent_rule
    assert "Women" in client.get(address).content.decode()
    assert 'value="save"' not in client.get(address).content.decode()
    assert client.post(address, {**FEMALE, "name": "Forged", "do": "save"}).status_code == 403
    assert client.post(address, {"do": "delete"}).status_code == 403
    assert client.get("/staff/permanent-rules/new/").status_code == 403
    assert Audience.objects.get().name == "Women"


def test_whoever_only_reads_finds_words_in_place_of_a_form(alice, study, gender, aud, logged_in):
    tree = {
        "all": [
            {"is": "answer_one_of", "field": "gender", "values": ["female", "male"]},
            {"any": [{"not": {"is": "no_shows", "from": 1, "days": 90}}, {"is": "studies", "keys": [study.pk]}]},
            {"is": "answer_contains", "field": "gone", "text": "x"},
        ]
    }
    audience = Audience.objects.create(name="x", study=study, created_by=alice, conditions=tree)

    page = logged_in(aud).get(f"/staff/who-may-come/{audience.pk}/").content.decode()
    [shown] = re.findall(r"<p>People of whom all.*</ul>", page, re.DOTALL)
    words = [re.sub(r"\s+", " ", text).strip() for text in re.sub(r"<[^>]*>", "\n", shown).splitlines() if text.strip()]

    assert words == [
        "People of whom all of these are true:",
        "Gender: is one of female, male",
        "People of whom at least one of these is true:",
        "Did not come, within a period: at least 1, within the last (days) 90 (people of whom this is not true)",
        f"Took part in a study: one of {study.public_title} ({study.created_at:%Y-%m})",
        "A question that no longer exists.",
    ]
    assert "<select" not in page
    assert "disabled" not in page


def test_a_rule_is_not_reached_as_if_it_were_of_a_study(ada, alice, logged_in):
    rule = Audience.objects.create(name="Rule", is_permanent_rule=True, created_by=ada)

    assert logged_in(alice).post(f"/staff/who-may-come/{rule.pk}/", {"do": "delete"}).status_code == 404
