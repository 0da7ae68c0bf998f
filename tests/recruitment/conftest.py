"""The office under test, with people whose names say what they are for.

All tests run on SQLite, and on a PostgreSQL of their own with `OFFICE_TESTS_ON=postgresql` in the environment.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.harness.servers.postgresql import PostgresqlCluster

# Before anything of the office is imported. Its folder of data is nobody's: a test writes nothing into the project.
_FOLDER = tempfile.TemporaryDirectory(prefix="office-tests-")
os.environ["OFFICE_DATA_FOLDER"] = _FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "recruitment.settings"


def _use_postgresql() -> None:
    cluster = PostgresqlCluster().start()
    atexit.register(cluster.stop)
    # No test cuts the power. Processes that share the work inherit the address, and add their number to the name.
    os.environ["OFFICE_DATABASE_URL"] = f"{cluster.new_database()}?options=-csynchronous_commit%3Doff"


if os.environ.get("OFFICE_TESTS_ON") == "postgresql" and "OFFICE_DATABASE_URL" not in os.environ:
    _use_postgresql()

import django  # noqa: E402
from django.conf import settings  # noqa: E402

if "init_command" in settings.DATABASES["default"]["OPTIONS"]:
    # No test cuts the power, and every table is emptied after many of them.
    settings.DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"
# Slow on purpose where it counts.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from django_otp.plugins.otp_static.models import StaticDevice  # noqa: E402
from djmoney.money import Money  # noqa: E402

from recruitment.models import (  # noqa: E402
    ChannelOffer,
    Entitlement,
    Invitation,
    LabSession,
    PaymentBatch,
    Person,
    PoolConsent,
    PoolConsentText,
    Room,
    SignUp,
    Study,
    User,
)
from recruitment.money.batches import approve, make_batch  # noqa: E402
from recruitment.people.link_tokens import account_of  # noqa: E402
from recruitment.staff.roles import ADMINISTRATOR, ASSISTANT, AUDITOR, EXPERIMENTER  # noqa: E402
from tests.harness.channels.fake_prolific import FakeProlific  # noqa: E402
from tests.harness.channels.fake_sona import FakeSona  # noqa: E402
from tests.harness.programs.made_once import folder_of_run, nobody_else_makes  # noqa: E402
from tests.harness.servers.office import Office  # noqa: E402
from tests.harness.servers.session_server import REST_KEY  # noqa: E402
from tests.recruitment.office_copies import OfficeCopies  # noqa: E402
from tests.recruitment.one_of_everything import WholeOffice  # noqa: E402


@pytest.fixture(autouse=True)
def _mails_go_nowhere():
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _nobody_has_tried_anything_yet():
    cache.clear()


@pytest.fixture(autouse=True)
def _nobody_has_asked_for_german():
    # The language of the last request stays with the thread.
    translation.deactivate()


@pytest.fixture(autouse=True)
def _nobody_is_asked_again_after_a_pause(monkeypatch):
    # Servers of the tests answer at once, or not at all.
    monkeypatch.setattr("recruitment.laboratory.server_client.LONGEST_PAUSE_S", 0)
    monkeypatch.setattr("recruitment.channels.transport.LONGEST_PAUSE_S", 0)


@pytest.fixture
def rest_key(monkeypatch) -> str:
    """Give the office the key of the tests' session servers."""
    monkeypatch.setenv("OTREE_REST_KEY", REST_KEY)
    return REST_KEY


@contextmanager
def beside_playwright() -> Iterator[None]:
    # It has an event loop in this thread; nothing of the office runs in it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(scope="module")
def beside_an_event_loop() -> Iterator[None]:
    with beside_playwright():
        yield


def staff(name: str, role: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "a password of the tests", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


@pytest.fixture
def alice(db) -> User:
    """An experimenter; the studies of the tests are hers."""
    return staff("alice", EXPERIMENTER)


@pytest.fixture
def charlie(db) -> User:
    """Another experimenter, who must be kept out."""
    return staff("charlie", EXPERIMENTER)


@pytest.fixture
def ada(db) -> User:
    """An administrator."""
    return staff("ada", ADMINISTRATOR)


@pytest.fixture
def doris(db) -> User:
    """An assistant, at the door."""
    return staff("doris", ASSISTANT)


@pytest.fixture
def aud(db) -> User:
    """An auditor, who reads."""
    return staff("aud", AUDITOR)


@pytest.fixture
def logged_in() -> Callable[..., Client]:
    """Return ``logged_in(user, second_factor=True)``, which gives a client."""

    def log_in(user: User, *, second_factor: bool = True) -> Client:
        client = Client()
        client.force_login(user)
        if second_factor:
            device, _ = StaticDevice.objects.get_or_create(user=user, name="tests")
            session = client.session
            session["otp_device_id"] = device.persistent_id
            session.save()
        return client

    return log_in


@pytest.fixture
def person(db) -> Callable[..., Person]:
    """Return ``person("rosa")``, which makes an active person of the pool who has agreed to be in it."""

    def make(name: str = "rosa", **columns) -> Person:
        made = Person.objects.create(
            **{
                "email": f"{name}@example.org",
                "given_name": name.title(),
                "family_name": "Demo",
                "status": Person.Status.ACTIVE,
                "email_confirmed_at": timezone.now(),
                **columns,
            }
        )
        PoolConsent.objects.create(person=made, version="1", text_hash="0" * 64, given_at=timezone.now())
        return made

    return make


@pytest.fixture
def study(alice) -> Study:
    return Study.objects.create(
        title="Capacity and trust, high cost",
        public_title="Decisions in pairs",
        owner=alice,
        status=Study.Status.OPEN,
        ethics_number="2026-1",
        ethics_expires_on=timezone.localdate() + timedelta(days=365),
    )


@pytest.fixture
def session(study) -> Callable[..., LabSession]:
    """Return ``session(seats=2)``, which makes a session open for sign-up, a week from now."""

    def make(**columns) -> LabSession:
        starts_at = columns.pop("starts_at", timezone.now() + timedelta(days=7))
        room, _ = Room.objects.get_or_create(name="Laboratory 1", defaults={"seats": 24})
        return LabSession.objects.create(
            **{
                "study": study,
                "room": room,
                "starts_at": starts_at,
                "ends_at": starts_at + timedelta(hours=2),
                "sign_up_closes_at": starts_at - timedelta(hours=1),
                "cancel_until": starts_at - timedelta(hours=24),
                "seats": 2,
                "minimum": 1,
                "status": LabSession.Status.OPEN,
                **columns,
            }
        )

    return make


@pytest.fixture
def invited(person, study) -> Callable[..., Person]:
    """Return ``invited("rosa")``, which makes a person who is invited to the study."""

    def make(name: str = "rosa", **columns) -> Person:
        made = person(name, **columns)
        Invitation.objects.create(study=study, person=made)
        return made

    return make


@pytest.fixture
def owed(person, session) -> Callable[..., Entitlement]:
    """Return ``owed("12.34")``, by which a new person is owed this for a session of the study."""
    made = []

    def make(amount: str = "12.34", *, currency: str = "EUR", of: LabSession | None = None, **columns) -> Entitlement:
        made.append(of or (made[0] if made else session(seats=90, status=LabSession.Status.FINISHED)))
        payee = person(f"payee{SignUp.objects.count()}", **columns)
        place = SignUp.objects.create(session=made[-1], person=payee, state=SignUp.State.PRESENT)
        return Entitlement.objects.create(
            sign_up=place,
            kind="session",
            source="session_server",
            exit_reason="completed",
            amount=Money(amount, currency),
        )

    return make


@pytest.fixture
def approved(alice, ada, study) -> Callable[..., PaymentBatch]:
    """Return ``approved("cash")``, which makes a list of all that is open; Alice makes it and Ada approves it."""

    def make(way: str = "cash", currency: str = "EUR") -> PaymentBatch:
        batch = make_batch(study=study, way=way, currency=currency, made_by=alice)
        return approve(batch=batch, approved_by=ada, seen=batch.contents_hash)

    return make


@pytest.fixture
def offer(study) -> ChannelOffer:
    """Offer the study on Prolific, where it stands already as study1."""
    study.channel = "prolific"
    study.save()
    return ChannelOffer.objects.create(
        study=study,
        places=24,
        minutes=60,
        reward=Money(6, "GBP"),
        screen_out_reward=Money("0.50", "GBP"),
        screen_out_places=10,
        completion_code="DONE1",
        screen_out_code="OUT1",
        workspace_id="workspace1",
        external_id="study1",
        group_id="group1",
    )


@pytest.fixture
def prolific(settings) -> Iterator[FakeProlific]:
    """Run a Prolific that knows the study of `offer`, and let the office call it."""
    with FakeProlific() as fake:
        fake.studies["study1"] = {"id": "study1", "status": "ACTIVE"}
        fake.groups["group1"] = {}
        for name, value in fake.settings.items():
            setattr(settings, name, value)
        yield fake


@pytest.fixture
def bonuses(owed, offer, prolific, approved) -> Callable[..., PaymentBatch]:
    """Return ``bonuses("10.00")``, an approved list for people of Prolific who are owed this."""

    def make(*amounts: str) -> PaymentBatch:
        for n, amount in enumerate(amounts):
            prolific.took_part.add(f"pid{n}")
            owed(amount, currency="GBP", channel="prolific", channel_id=f"pid{n}", email=None)
        return approved("prolific", "GBP")

    return make


@pytest.fixture
def as_person() -> Callable[..., Client]:
    """Return ``as_person(rosa)``, which gives a client in which she has logged in."""

    def log_in(person: Person, **habits) -> Client:
        client = Client(**habits)
        client.force_login(account_of(person))
        return client

    return log_in


@pytest.fixture
def consent_text(db) -> PoolConsentText:
    return PoolConsentText.objects.create(
        version="2026-1", language="en", text="We keep your name.", published_at=timezone.now() - timedelta(days=1)
    )


@pytest.fixture(scope="session")
def django_db_setup(request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the tables of the tests while they are empty; on PostgreSQL there is none.

    The first test process of a run migrates, which takes seconds, and the others copy its tables.
    """
    file = folder_of_run(tmp_path_factory) / "tables.sqlite3"
    with nobody_else_makes(file):
        is_made = file.exists()
        connection.settings_dict["TEST"]["MIGRATE"] = not is_made
        with beside_playwright():
            request.getfixturevalue("django_db_setup")
        # There is no connection where none of the tests asks the database.
        if connection.vendor == "sqlite" and connection.connection is not None:
            with closing(sqlite3.connect(file)) as kept:
                empty, copy = (kept, connection.connection) if is_made else (connection.connection, kept)
                empty.backup(copy)
    return file


@pytest.fixture(scope="session")
def empty_office(django_db_setup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an office with empty tables once, on SQLite, to be copied."""
    office = Office(tmp_path_factory.mktemp("empty") / "office", None)
    if not django_db_setup.exists():
        return office.prepared().folder
    shutil.copy(django_db_setup, office.folder / "office.sqlite3")
    return office.folder


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory, postgresql_cluster: PostgresqlCluster) -> str:
    """Return the name of a database with empty tables, on PostgreSQL, to be copied; one test process migrates."""
    file = folder_of_run(tmp_path_factory) / "tables.sql"
    url = postgresql_cluster.new_database()
    with nobody_else_makes(file):
        if file.exists():
            postgresql_cluster.run("psql", url, "--quiet", "--set=ON_ERROR_STOP=1", f"--file={file}")
        else:
            Office(tmp_path_factory.mktemp("empty") / "office", url).prepared()
            postgresql_cluster.run("pg_dump", url, "--no-owner", f"--file={file}")
    return url.rpartition("/")[2]


@pytest.fixture
def office(tmp_path: Path, database_url: str | None, request: pytest.FixtureRequest) -> Office:
    """Return an office of its own on either database, for tests that need more than one process or real threads."""
    if database_url is None:
        return Office(shutil.copytree(request.getfixturevalue("empty_office"), tmp_path / "office"), None)
    template = request.getfixturevalue("empty_tables")
    return Office(tmp_path / "office", request.getfixturevalue("postgresql_cluster").new_database(template))


@pytest.fixture(scope="session")
def office_copies() -> OfficeCopies:
    roles = {"alice": EXPERIMENTER, "charlie": EXPERIMENTER, "doris": ASSISTANT, "aud": AUDITOR, "ada": ADMINISTRATOR}
    return OfficeCopies(lambda: {name: staff(name, role) for name, role in roles.items()})


@pytest.fixture
def whole_office(db, office_copies, settings, monkeypatch) -> Iterator[Callable[..., WholeOffice]]:
    """Return ``whole_office(text="")``, which gives one of everything; channels answer, session servers do not."""
    monkeypatch.delenv("OTREE_REST_KEY", raising=False)
    monkeypatch.setattr("recruitment.laboratory.server_client.has_session", lambda server, *, key: False)
    monkeypatch.setattr("recruitment.laboratory.server_client.fetch_outcomes", lambda server, code: [])
    settings.OFFICE_ASKS_FOR_IBAN = True
    with FakeProlific() as prolific, FakeSona() as sona:
        prolific.studies["study1"] = {"id": "study1", "status": "UNPUBLISHED"}
        prolific.groups["group1"] = {}
        prolific.took_part.add("pid2")
        sona.sign_ups.append("1111")
        for name, value in prolific.settings.items():
            setattr(settings, name, value)

        def copy(text: str = "") -> WholeOffice:
            office = office_copies.office(text)
            ChannelOffer.objects.filter(pk=office.sona.pk).update(site=sona.url)
            return office

        yield copy


@pytest.fixture
def as_visitor(as_person, logged_in) -> Callable[..., Client]:
    """Return ``as_visitor(office, "lin")``: a client of "nobody", of somebody, or of "ada without second factor"."""

    def enter(office: WholeOffice, visitor: str) -> Client:
        if visitor in office.people:
            return as_person(office.people[visitor])
        name, _, lack = visitor.partition(" ")
        return Client() if visitor == "nobody" else logged_in(office.staff[name], second_factor=not lack)

    return enter
