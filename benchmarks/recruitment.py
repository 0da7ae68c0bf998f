"""How long "who may come" takes to count in a pool of 100,000, and 5,000 invitations to queue, on PostgreSQL.

Run from the project's folder: ``.venv/bin/python -m benchmarks.recruitment``. It starts a PostgreSQL of its own.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks.table import milliseconds, print_table, progress
from tests.harness.postgresql import PostgresqlCluster

N_PEOPLE = 100_000
N_SESSIONS = 600
N_SIGN_UPS = 60_000
N_INVITATIONS = 150_000
N_INVITED = 5_000
N_REPEATS = 21
BATCH = 5_000
SEED = 1

FEMALE = {"is": "answer_one_of", "field": "gender", "values": ["female"]}
NEARLY_NEW = {"is": "sessions_played", "to": 1}
FILTERS: dict[str, dict[str, Any]] = {
    "everybody": {},
    "one answer": {"all": [FEMALE]},
    "three of one kind each": {
        "all": [
            {"is": "answer_between", "field": "born", "from": "1990", "to": "2003"},
            NEARLY_NEW,
            {"not": {"is": "study_classes", "keys": [1]}},
        ]
    },
    "all kinds, nested": {
        "all": [
            {"any": [FEMALE, {"is": "answer_one_of", "field": "subject", "values": ["economics", "law"]}]},
            {"is": "answer_between", "field": "born", "from": "1990"},
            {"is": "sessions_played", "to": 5},
            {"not": {"is": "played_within", "days": 30}},
            {"not": {"any": [{"is": "studies", "keys": [1, 2, 3]}, {"is": "study_classes", "keys": [1]}]}},
            {"is": "no_shows", "days": 365, "to": 1},
            {"is": "reliability", "from": 75},
            {"is": "language", "values": ["de", "en"]},
        ]
    },
}


def main() -> None:
    """Fill an office, then measure."""
    with PostgresqlCluster() as cluster, tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "OFFICE_DATABASE_URL": cluster.new_database(),
            "OFFICE_DATA_FOLDER": folder,
            "DJANGO_SETTINGS_MODULE": "recruitment.settings",
        }
        import django  # noqa: PLC0415 - its settings are read when it starts

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        progress(f"filling a pool of {N_PEOPLE} people ...")
        study = fill()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        measure_previews(study)
        measure_invitations(study)
        connection.close()


def fill() -> Any:
    """Make the pool and its past, with one study that is open; return the study."""
    from django.utils import timezone  # noqa: PLC0415

    from recruitment import models  # noqa: PLC0415

    rng, now = random.Random(SEED), timezone.now()
    owner = models.User.objects.create(username="owner")
    permission = {"ethics_number": "1", "ethics_expires_on": timezone.localdate() + timedelta(days=365)}
    kinds = [models.StudyClass.objects.create(name=f"class {n}") for n in range(10)]
    studies = [
        models.Study.objects.create(
            title=f"study {n}", public_title="s", owner=owner, study_class=kinds[n % 10], status="open", **permission
        )
        for n in range(100)
    ]

    def make(model: Any, rows: Any) -> list[Any]:
        return model.objects.bulk_create(rows, batch_size=BATCH)

    people = make(
        models.Person,
        (
            models.Person(
                email=f"p{n}@example.org",
                given_name=f"p{n}",
                language=rng.choice(["de", "en"]),
                status="active",
                email_confirmed_at=now,
            )
            for n in range(N_PEOPLE)
        ),
    )
    make(models.PoolConsent, (models.PoolConsent(person=each, version="1", given_at=now) for each in people))
    make_answers(people, rng)
    sessions = []
    for n in range(N_SESSIONS):
        start = now - timedelta(days=rng.randint(1, 1000))
        sessions.append(
            models.LabSession.objects.create(
                study=studies[n % 99 + 1], starts_at=start, ends_at=start + timedelta(hours=1), seats=24,
                sign_up_closes_at=start, cancel_until=start, status="finished",
            )
        )  # fmt: skip
    states = ["present"] * 8 + ["late", "no_show"]
    pairs = {(rng.choice(sessions), rng.choice(people)) for _ in range(N_SIGN_UPS)}
    make(models.SignUp, (models.SignUp(session=each, person=who, state=rng.choice(states)) for each, who in pairs))
    asked = {(rng.choice(studies[1:]), rng.choice(people)) for _ in range(N_INVITATIONS)}
    make(
        models.Invitation,
        (
            models.Invitation(study=study, person=who, queued_at=now - timedelta(days=rng.randint(0, 400)))
            for study, who in asked
        ),
    )
    start = now + timedelta(days=7)
    models.LabSession.objects.create(
        study=studies[0], starts_at=start, ends_at=start + timedelta(hours=1), seats=24, sign_up_closes_at=start,
        cancel_until=start, status="open",
    )  # fmt: skip
    models.Audience.objects.create(
        name="rule", conditions={"is": "no_shows", "days": 180, "to": 2}, is_permanent_rule=True, created_by=owner
    )
    return studies[0]


def make_answers(people: list[Any], rng: random.Random) -> None:
    """Let everybody answer four questions."""
    from recruitment.models import ProfileAnswer, ProfileField  # noqa: PLC0415

    answers: list[tuple[str, str, Callable[[], str]]] = [
        ("gender", "choice", lambda: rng.choice(["female", "male", "diverse"])),
        ("subject", "choice", lambda: rng.choice(["economics", "law", "physics", "history", "other"])),
        ("born", "number", lambda: str(rng.randint(1975, 2007))),
        ("german", "yes_no", lambda: rng.choice(["yes", "no"])),
    ]
    for key, kind, draw in answers:
        field = ProfileField.objects.create(key=key, label=key, kind=kind)
        values = [draw() for _ in people]
        ProfileAnswer.objects.bulk_create(
            (
                ProfileAnswer(person=each, field=field, value=value, number=value if kind == "number" else None)
                for each, value in zip(people, values, strict=True)
            ),
            batch_size=BATCH,
        )


def measure_previews(study: Any) -> None:
    """Time the preview of each filter."""
    from recruitment.services.audiences import preview  # noqa: PLC0415

    rows = []
    for name, conditions in FILTERS.items():
        times = []
        for _ in range(N_REPEATS):
            began = time.perf_counter()
            counts = preview(conditions=conditions, study=study)
            times.append(time.perf_counter() - began)
        slowest = statistics.quantiles(times, n=20)[-1]
        rows.append((name, milliseconds(times), f"{1000 * slowest:.0f} ms", f"{counts.n_eligible}"))
    print_table(
        f"Preview in a pool of {N_PEOPLE} (goal: median at most 500 ms)",
        ("filter", "median", "95%", "can be invited"),
        rows,
    )


def measure_invitations(study: Any) -> None:
    """Time 5,000 invitations, which are one transaction."""
    from recruitment.models import Invitation, OutgoingMail  # noqa: PLC0415
    from recruitment.services.invitations import invite  # noqa: PLC0415

    began = time.perf_counter()
    made = invite(
        study=study,
        conditions=FILTERS["three of one kind each"],
        n_wanted=N_INVITED,
        mails_per_hour=500,
        new_people_first=True,
        by=study.owner,
    )
    took = time.perf_counter() - began
    n_mails, n_invitations = OutgoingMail.objects.count(), Invitation.objects.filter(round=made).count()
    assert n_mails == n_invitations == made.n_drawn == N_INVITED
    print_table(
        "Invitations in one transaction",
        ("people", "drawn from", "time"),
        [(f"{made.n_drawn}", f"{made.n_eligible}", f"{took:.1f} s")],
    )


if __name__ == "__main__":
    main()
