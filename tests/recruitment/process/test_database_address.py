"""OFFICE_DATABASE_URL says which database, and how it is spoken to."""

from __future__ import annotations

from recruitment.environment import database

URL = "postgresql://office:p%40ss@db.example.org/office"


def test_an_address_names_user_password_host_and_database(monkeypatch, tmp_path):
    monkeypatch.setenv("OFFICE_DATABASE_URL", URL)
    described = database(tmp_path)

    assert [described[name] for name in ("USER", "PASSWORD", "HOST", "NAME")] == [
        "office",
        "p@ss",
        "db.example.org",
        "office",
    ]


def test_sets_of_people_get_room_unless_the_address_says_otherwise(monkeypatch, tmp_path):
    monkeypatch.setenv("OFFICE_DATABASE_URL", f"{URL}?sslmode=require")
    usual = database(tmp_path)["OPTIONS"]
    monkeypatch.setenv("OFFICE_DATABASE_URL", f"{URL}?options=")
    own = database(tmp_path)["OPTIONS"]

    assert usual == {
        "sslmode": "require",
        "options": "-c work_mem=32MB -c jit=off -c random_page_cost=1.1",
        "connect_timeout": 10,
    }
    assert own == {"options": "", "connect_timeout": 10}
