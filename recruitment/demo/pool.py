"""A pool of people who do not exist, with addresses that lead nowhere."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from recruitment.models import Person, PoolConsentText, ProfileAnswer, ProfileField
from recruitment.people.consents import give_pool_consent

N_PEOPLE = 60
SEED = 20_260
VERSION = "demo-1"

CONSENT_TEXTS = {
    "en": "This is a demonstration. I agree that this laboratory keeps my name, my e-mail address and my answers to "
    "its questions in order to invite me to studies and to pay me. I can take this back whenever I like.",
    "de": "Dies ist eine Vorführung. Ich bin einverstanden, dass dieses Labor meinen Namen, meine E-Mail-Adresse und "
    "meine Antworten speichert, um mich zu Studien einzuladen und zu bezahlen. Ich kann das jederzeit widerrufen.",
}
FIELDS = (
    ("year_of_birth", "Year of birth", "Geburtsjahr", ProfileField.Kind.NUMBER, {}),
    (
        "gender",
        "Gender",
        "Geschlecht",
        ProfileField.Kind.CHOICE,
        {"female": "weiblich", "male": "männlich", "diverse": "divers", "not stated": "keine Angabe"},
    ),
    (
        "subject",
        "Field of study",
        "Studienfach",
        ProfileField.Kind.CHOICE,
        {"economics": "Wirtschaftswissenschaften", "engineering": "Ingenieurwissenschaften", "other": "ein anderes"},
    ),
    ("speaks_german", "I speak German fluently", "Ich spreche fließend Deutsch", ProfileField.Kind.YES_NO, {}),
)


def make_demo_pool() -> list[Person]:
    """Make the questions, the consent text, and the people with their answers."""
    texts = {
        language: PoolConsentText.objects.create(
            version=VERSION, language=language, text=text, published_at=timezone.now()
        )
        for language, text in CONSENT_TEXTS.items()
    }
    fields = [
        ProfileField.objects.create(
            key=key,
            label=label,
            label_de=label_de,
            kind=kind,
            choices=list(choices),
            choices_de=list(choices.values()),
            position=n,
        )
        for n, (key, label, label_de, kind, choices) in enumerate(FIELDS)
    ]
    rng = random.Random(SEED)
    people = []
    for n in range(1, N_PEOPLE + 1):
        person = _person(n, language="de" if n % 3 == 0 else "en")
        give_pool_consent(person=person, text=texts[person.language])
        ProfileAnswer.objects.bulk_create(_answer(person, field, rng) for field in fields)
        people.append(person)
    return people


def _person(n: int, *, language: str) -> Person:
    return Person.objects.create(
        email=f"demo-person-{n:02}@example.org",
        given_name=f"{'Testperson' if language == 'de' else 'Person'} {n:02}",
        family_name="Demo",
        language=language,
        status=Person.Status.ACTIVE,
        email_confirmed_at=timezone.now() - timedelta(days=n),
    )


def _answer(person: Person, field: ProfileField, rng: random.Random) -> ProfileAnswer:
    if field.kind == ProfileField.Kind.NUMBER:
        year = rng.randint(1990, 2007)
        return ProfileAnswer(person=person, field=field, value=str(year), number=year)
    return ProfileAnswer(person=person, field=field, value=rng.choice(field.choices or ["yes", "no"]))
