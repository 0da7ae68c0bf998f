"""What the office leaves in browsers: out of reach of scripts, of other sites, and of a network that listens."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.harness.servers.office import Office

pytestmark = pytest.mark.process

SCENARIO = Path(__file__).parents[1] / "scenarios" / "cookies.py"


@pytest.mark.parametrize(("url", "is_secure"), [("https://office.example.org", True), ("http://localhost:8001", False)])
def test_cookies_are_kept_from_scripts_and_other_sites(tmp_path, empty_office, url, is_secure):
    office = Office(shutil.copytree(empty_office, tmp_path / "office"), None, OFFICE_URL=url)

    cookies = office.python(SCENARIO)

    assert {"office_session", "office_csrf", "django_language", "messages"} <= set(cookies)
    assert {tuple(said) for each in cookies.values() for said in each} == {(is_secure, True, "Lax")}
