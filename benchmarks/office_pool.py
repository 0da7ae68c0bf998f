"""A pool of 100,000 people with ten years behind it, written by PostgreSQL itself in about half a minute.

Everything is drawn from one seed, so two pools are the same but for the moment at which they were made.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

N_PEOPLE = 100_000
N_STUDIES = 200
N_SESSIONS = 8_000
N_SIGN_UPS = 200_000
N_INVITATIONS = 500_000
N_DAYS = 3_650
SEED = 0.1

# Active people are drawn more often: a tenth of the people get more than a fifth of all sessions and invitations.
SOMEBODY = "1 + floor(power(random(), 1.5) * %(people)s)::int"

PEOPLE = """
    INSERT INTO recruitment_person (public_id, channel, channel_id, email, new_email, email_confirmed_at, given_name,
        family_name, language, iban, paypal_address, status, created_at)
    SELECT md5('person ' || n), 'pool', '', 'p' || n || '@example.org', '', %(now)s, 'p' || n, 'Demo',
        (array['de', 'en'])[1 + n %% 2], '', '', CASE WHEN random() < 0.05 THEN 'paused' ELSE 'active' END, %(now)s
    FROM generate_series(1, %(people)s) n ORDER BY n
"""
CONSENTS = """
    INSERT INTO recruitment_poolconsent (person_id, version, text_hash, given_at, withdrawn_at)
    SELECT id, '1', '', %(now)s, CASE WHEN random() < 0.02 THEN %(now)s END FROM recruitment_person ORDER BY id
"""
ANSWERS = """
    INSERT INTO recruitment_profileanswer (person_id, field_id, value, number, updated_at)
    SELECT person.id, field.id, drawn.value, CASE WHEN field.kind = 'number' THEN drawn.value::numeric END, %(now)s
    FROM recruitment_person person CROSS JOIN recruitment_profilefield field CROSS JOIN LATERAL (
        SELECT CASE field.kind
            WHEN 'number' THEN (1975 + floor(random() * 33))::text
            WHEN 'yes_no' THEN (array['yes', 'no'])[1 + floor(random() * 2)::int]
            ELSE field.choices ->> floor(random() * jsonb_array_length(field.choices))::int
        END AS value
        -- Named, so that it is drawn anew for each person and question.
        WHERE person.id IS NOT NULL AND field.id IS NOT NULL OFFSET 0
    ) drawn
    ORDER BY person.id, field.id
"""
SIGN_UPS = f"""
    INSERT INTO recruitment_signup (session_id, person_id, state, created_at, moved_at, participant_code)
    SELECT 1 + floor(random() * %(sessions)s)::int, {SOMEBODY},
        (array['present', 'present', 'present', 'present', 'present', 'present', 'late', 'no_show', 'cancelled'])
            [1 + floor(random() * 9)::int], %(now)s, %(now)s, ''
    FROM generate_series(1, %(sign_ups)s) ON CONFLICT DO NOTHING
"""  # noqa: S608 - put together from constants
INVITATIONS = f"""
    INSERT INTO recruitment_invitation (study_id, person_id, queued_at)
    SELECT 2 + floor(random() * (%(studies)s - 1))::int, {SOMEBODY},
        -- More lately than long ago: a tenth of them within the last 36 days.
        %(now)s - make_interval(days => floor(power(random(), 2) * %(days)s)::int)
    FROM generate_series(1, %(invitations)s) ON CONFLICT DO NOTHING
"""  # noqa: S608 - put together from constants


def fill() -> Any:
    """Make the pool and its past in an empty office; return the one study that is open for invitations."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    now = timezone.now()
    study = _make_studies(now)
    numbers = {
        "now": now, "people": N_PEOPLE, "studies": N_STUDIES, "sessions": N_SESSIONS, "sign_ups": N_SIGN_UPS,
        "invitations": N_INVITATIONS, "days": N_DAYS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [SEED])
        # Who refers to whom is right by construction; checking a million references takes a minute.
        cursor.execute("SET session_replication_role = replica")
        for statement in (PEOPLE, CONSENTS, ANSWERS, SIGN_UPS, INVITATIONS):
            cursor.execute(statement, numbers)
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")
    return study


def _make_studies(now: Any) -> Any:
    from recruitment.models import Audience, LabSession, ProfileField, Study, StudyClass, User  # noqa: PLC0415

    owner = User.objects.create(username="owner", is_staff=True, is_superuser=True)
    kinds = [StudyClass.objects.create(name=f"class {n}") for n in range(10)]
    studies = [
        Study.objects.create(
            title=f"study {n}", public_title="s", owner=owner, study_class=kinds[n % len(kinds)], status="open",
            ethics_number="1", ethics_expires_on=now.date() + timedelta(days=365),
        )
        for n in range(N_STUDIES)
    ]  # fmt: skip
    LabSession.objects.bulk_create(
        _session(studies[1 + n % (N_STUDIES - 1)], now - timedelta(days=1 + n * N_DAYS / N_SESSIONS), "finished")
        for n in range(N_SESSIONS)
    )
    _session(studies[0], now + timedelta(days=7), "open").save()
    for key, kind, choices in (
        ("gender", "choice", ["female", "male", "diverse"]),
        ("subject", "choice", ["economics", "law", "physics", "history", "other"]),
        ("born", "number", []),
        ("german", "yes_no", []),
    ):
        ProfileField.objects.create(key=key, label=key, kind=kind, choices=choices)
    Audience.objects.create(
        name="rule", conditions={"is": "no_shows", "days": 180, "to": 2}, is_permanent_rule=True, created_by=owner
    )
    return studies[0]


def _session(study: Any, start: Any, status: str) -> Any:
    from recruitment.models import LabSession  # noqa: PLC0415

    return LabSession(
        study=study, starts_at=start, ends_at=start + timedelta(hours=1), seats=40, sign_up_closes_at=start,
        cancel_until=start, status=status, permitted_until=study.permitted_until,
    )  # fmt: skip
