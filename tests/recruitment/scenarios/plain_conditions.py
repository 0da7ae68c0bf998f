"""The rules of "who may come" once more in plain Python, against the database, for random trees of conditions.

The pool is small, drawn once, and full of edges: windows that end between two sessions, scores that just round up.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import django

django.setup()

from django.conf import settings as office  # noqa: E402
from django.utils import timezone  # noqa: E402
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from recruitment.models import (  # noqa: E402
    Audience,
    Invitation,
    LabSession,
    Person,
    PoolConsent,
    ProfileAnswer,
    ProfileField,
    SignUp,
    Study,
    StudyClass,
    User,
)
from recruitment.studies.audiences import Preview, eligible, preview  # noqa: E402

Node = Mapping[str, Any]
N_PEOPLE = 60
N_TREES = 120
N_STUDIES = 5
N_CLASSES = 2
# Of sessions and invitations; half a day older when they are made, so that no window ends on one of them.
DAYS_AGO = (3, 20, 29, 30, 100, 364, 365, 729, 730, 900)
COMING = -3  # a session in three days
WORDS = ("economics", "law", "Business law")
YEARS = ("1990", "1995", "2000.5")
PLAYED = ("present", "late")
POINTS = {"present": 2, "turned_away": 2, "late": 1, "no_show": 0}
OUR_STUDY = 0  # the one that invites


@dataclass
class Facts:
    """All that is known of one person."""

    language: str
    is_in_the_pool: bool
    answers: dict[str, str] = field(default_factory=dict)
    sign_ups: list[tuple[int, int, str]] = field(default_factory=list)  # study, days ago, state
    invitations: list[tuple[int, int]] = field(default_factory=list)  # study, days ago


def drawn_person(rng: random.Random) -> Facts:
    person = Facts(rng.choice(["de", "en"]), rng.random() < 0.9)
    if rng.random() < 0.8:
        person.answers["subject"] = rng.choice(WORDS)
    if rng.random() < 0.8:
        person.answers["born"] = rng.choice(YEARS)
    places = [(study, days_ago) for study in range(N_STUDIES) for days_ago in DAYS_AGO]
    states = list(SignUp.State)
    states.remove("waiting")
    for study, days_ago in rng.sample(places, rng.choice([0, 1, 2, 5, 9])):
        person.sign_ups.append((study, days_ago, str(rng.choice(states))))
    for study in rng.sample(range(N_STUDIES), rng.choice([0, 0, 1, 3])):
        person.sign_ups.append((study, COMING, rng.choice(["signed_up", "cancelled"])))
    for study in rng.sample(range(N_STUDIES), rng.choice([0, 0, 1, 3])):
        person.invitations.append((study, rng.choice(DAYS_AGO)))
    return person


def holds(node: Node, person: Facts) -> bool:
    """Return what the tree says of the person, as somebody would read it aloud."""
    if not node:
        return True
    if "not" in node:
        return not holds(node["not"], person)
    if "all" in node:
        return all(holds(child, person) for child in node["all"])
    if "any" in node:
        return any(holds(child, person) for child in node["any"])
    return {
        "answer_one_of": lambda: person.answers.get(node["field"]) in node["values"],
        "answer_contains": lambda: node["text"].lower() in person.answers.get(node["field"], "").lower(),
        "answer_between": lambda: "born" in person.answers and lies_between(node, Decimal(person.answers["born"])),
        "language": lambda: person.language in node["values"],
        "sessions_played": lambda: lies_between(node, n_places(person, PLAYED)),
        "played_within": lambda: n_places(person, PLAYED, node["days"]) > 0,
        "studies": lambda: any(study in node["keys"] for study in played_studies(person)),
        "study_classes": lambda: any(study % N_CLASSES in node["keys"] for study in played_studies(person)),
        "no_shows": lambda: lies_between(node, n_places(person, ("no_show",), node["days"])),
        "reliability": lambda: (score := score_of(person)) is None or score >= node["from"],
    }[node["is"]]()


def lies_between(node: Node, number: Decimal | int) -> bool:
    lowest, highest = ((None if node.get(name) is None else Decimal(node[name])) for name in ("from", "to"))
    return (lowest is None or number >= lowest) and (highest is None or number <= highest)


def n_places(person: Facts, states: tuple[str, ...], days: int = 10_000) -> int:
    return sum(state in states and days_ago < days for _study, days_ago, state in person.sign_ups)


def played_studies(person: Facts) -> set[int]:
    return {study for study, _days_ago, state in person.sign_ups if state in PLAYED}


def score_of(person: Facts) -> int | None:
    points = [POINTS[state] for _study, days_ago, state in person.sign_ups if state in POINTS and days_ago < 730]
    return floor(Fraction(100 * sum(points), 2 * len(points)) + Fraction(1, 2)) if points else None


def keeps_from_our_study(study: int, days_ago: int, state: str) -> bool:
    return study == OUR_STUDY and (state in PLAYED or (state == "signed_up" and days_ago == COMING))


def steps(conditions: Node, rule: Node, person: Facts) -> list[bool]:
    """Return what each line of the preview asks of the person, alone."""
    lately = [study for study, days_ago in person.invitations if days_ago < 30]
    return [
        person.is_in_the_pool,
        holds(conditions, person),
        holds(rule, person),
        OUR_STUDY not in [study for study, _days_ago in person.invitations]
        and not any(keeps_from_our_study(*sign_up) for sign_up in person.sign_ups),
        len(lately) < office.OFFICE_INVITATIONS_A_MONTH,
        not played_studies(person),
    ]


def saved(pool: list[Facts]) -> tuple[list[Study], list[StudyClass], Audience]:
    """Put the pool into the database; person n is called n."""
    now, half_a_day = timezone.now(), timedelta(hours=12)
    owner = User.objects.create(username="owner")
    classes = [StudyClass.objects.create(name=f"class {n}") for n in range(N_CLASSES)]
    studies = [
        Study.objects.create(title=f"{n}", public_title="t", owner=owner, study_class=classes[n % N_CLASSES])
        for n in range(N_STUDIES)
    ]
    sessions = {}
    for n in range(N_STUDIES):
        for days_ago in (*DAYS_AGO, COMING):
            start = now - timedelta(days=days_ago) - half_a_day
            sessions[n, days_ago] = LabSession.objects.create(
                study=studies[n], starts_at=start, ends_at=start + timedelta(hours=1), seats=99,
                sign_up_closes_at=start, cancel_until=start,
            )  # fmt: skip
    kinds = {"subject": "text", "born": "number"}
    fields = {key: ProfileField.objects.create(key=key, label=key, kind=kind) for key, kind in kinds.items()}
    for n, facts in enumerate(pool):
        person = Person.objects.create(
            email=f"p{n}@example.org", given_name=str(n), language=facts.language, status=Person.Status.ACTIVE,
            email_confirmed_at=now,
        )  # fmt: skip
        PoolConsent.objects.create(
            person=person, version="1", text_hash="", given_at=now, withdrawn_at=None if facts.is_in_the_pool else now
        )
        for key, value in facts.answers.items():
            number = Decimal(value) if key == "born" else None
            ProfileAnswer.objects.create(person=person, field=fields[key], value=value, number=number)
        for study, days_ago, state in facts.sign_ups:
            SignUp.objects.create(session=sessions[study, days_ago], person=person, state=state)
        for study, days_ago in facts.invitations:
            queued_at = now - timedelta(days=days_ago) - half_a_day
            Invitation.objects.create(study=studies[study], person=person, queued_at=queued_at)
    rule = Audience.objects.create(name="rule", is_permanent_rule=True, created_by=owner)
    return studies, classes, rule


def some(*values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


def between(*values: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Draw one end or both, the lower one first."""
    both = st.lists(st.sampled_from(values), min_size=2, max_size=2).map(lambda ends: sorted(ends, key=Decimal))
    one = st.sampled_from(values)
    return st.one_of(
        both.map(lambda ends: {"from": ends[0], "to": ends[1]}),
        one.map(lambda end: {"from": end}),
        one.map(lambda end: {"to": end}),
    )


def condition(kind: str, **parts: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(parts).map(lambda drawn: {"is": kind, **drawn})


def ranged(kind: str, ends: st.SearchStrategy[dict[str, Any]], **parts: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda node, drawn: {**node, **drawn}, condition(kind, **parts), ends)


days = st.sampled_from([4, 30, 31, 365, 366, 1000])
conditions = st.one_of(
    condition("answer_one_of", field=st.just("subject"), values=some(*WORDS)),
    condition("answer_contains", field=st.just("subject"), text=st.sampled_from(["LAW", "eco", "x"])),
    ranged("answer_between", between("1990", "1995", "2000.5", "2001"), field=st.just("born")),
    condition("language", values=some("de", "en")),
    ranged("sessions_played", between(0, 1, 2, 4)),
    condition("played_within", days=days),
    condition("studies", keys=some(*range(N_STUDIES))),
    condition("study_classes", keys=some(*range(N_CLASSES))),
    ranged("no_shows", between(0, 1, 2), days=days),
    condition("reliability", **{"from": st.sampled_from([0, 33, 50, 67, 75, 88, 100])}),
)
trees = st.recursive(
    conditions,
    lambda below: st.one_of(
        st.builds(lambda nodes: {"all": nodes}, st.lists(below, max_size=3)),
        st.builds(lambda nodes: {"any": nodes}, st.lists(below, min_size=1, max_size=3)),
        st.builds(lambda node: {"not": node}, below),
    ),
    max_leaves=6,
)


def main() -> None:
    rng = random.Random(1)
    pool = [drawn_person(rng) for _ in range(N_PEOPLE)]
    studies, classes, rule = saved(pool)
    seen = set()

    def with_real_keys(node: Any) -> Any:
        if isinstance(node, list):
            return [with_real_keys(child) for child in node]
        if not isinstance(node, Mapping):
            return node
        named = {"studies": studies, "study_classes": classes}.get(node.get("is", ""))
        if named:
            return {**node, "keys": [named[n].pk for n in node["keys"]]}
        return {name: with_real_keys(below) for name, below in node.items()}

    @settings(
        max_examples=N_TREES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(asked=trees, ruled=st.one_of(st.just({}), conditions))
    def check(asked: Node, ruled: Node) -> None:
        Audience.objects.filter(pk=rule.pk).update(conditions=with_real_keys(ruled))
        answers = [steps(asked, ruled, person) for person in pool]
        expected = Preview(*(sum(all(each[: n + 1]) for each in answers) for n in range(6)))
        found = with_real_keys(asked)
        names = eligible(conditions=found, study=studies[OUR_STUDY], session=None).values_list("given_name", flat=True)

        assert preview(conditions=found, study=studies[OUR_STUDY]) == expected
        assert sorted(map(int, names)) == [n for n, each in enumerate(answers) if all(each[:5])]
        seen.add(expected.n_eligible)

    check()
    print(json.dumps({"different_answers": len(seen)}))


main()
