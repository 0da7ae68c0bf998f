"""The harness reports what happened, failures above all; other tests rest on it."""

from __future__ import annotations

import csv
import subprocess
import sys
from threading import Thread
from types import SimpleNamespace

import numpy as np
import pytest

from tests.harness.people.arrivals import arrives_at
from tests.harness.programs.axe import axe_violations
from tests.harness.programs.made_once import nobody_else_makes
from tests.harness.programs.run_times import RunTimes, table
from tests.harness.servers.bots import Bots, BotsFailed
from tests.harness.servers.postgresql import query
from tests.harness.servers.project_copy import copy_project
from tests.harness.servers.session_server import SessionServer


def test_numpy_raises_instead_of_returning_nan():
    with pytest.raises(FloatingPointError, match="invalid"):
        np.sqrt(np.array([-1.0]))
    with pytest.raises(FloatingPointError, match="divide"):
        np.log(np.array([0.0]))


def test_a_test_that_starts_a_program_and_does_not_say_so_by_a_mark_fails():
    subprocess.run(["git", "--version"], check=True, stdout=subprocess.DEVNULL)

    with pytest.raises(pytest.fail.Exception, match="has none of the marks process, bots"):
        subprocess.run([sys.executable, "-c", ""], check=True)


@pytest.mark.process
def test_a_test_that_says_so_may_start_a_program():
    subprocess.run([sys.executable, "-c", ""], check=True)


def test_times_are_added_up_by_file_and_stand_beside_those_of_the_last_run():
    times = RunTimes(is_printing=True)
    for nodeid, seconds, processor_s in (("a.py::one", 1, 0.5), ("b.py::one", 4, 3), ("a.py::two[x]", 2, 0.25)):
        times.pytest_runtest_logreport(SimpleNamespace(nodeid=nodeid, duration=seconds, processor_s=processor_s))
    found = times.as_dict()

    assert found["files"] == {
        "b.py": {"seconds": 4, "processor_s": 3},
        "a.py": {"seconds": 3, "processor_s": 0.8},
    }
    before = {"files": {"a.py": {"seconds": 9.5}}, "wall_s": 20, "processor_s": 12}
    assert [line.split() for line in table(found, before)[1:3]] == [
        ["4.0", "3.0", "b.py"],
        ["3.0", "0.8", "9.5", "a.py"],
    ]
    assert "processor 4 s; last run: 20 s, processor 12 s" in table(found, before)[3]


def test_what_somebody_is_just_making_is_waited_for(tmp_path):
    file = tmp_path / "made"
    found = []

    def look() -> None:
        with nobody_else_makes(file):
            found.append(file.exists())

    other = Thread(target=look)
    with nobody_else_makes(file):
        other.start()
        other.join(0.2)
        assert found == []
        file.touch()
    other.join()

    assert found == [True]


def test_what_another_process_is_just_compiling_is_not_copied(tmp_path):
    cache = tmp_path / "project" / "app" / "__pycache__"
    cache.mkdir(parents=True)
    for name in ("../__init__.py", "models.cpython-311.pyc", "models.cpython-311.pyc.139625385819840"):
        (cache / name).touch()

    copy = copy_project(tmp_path / "project", tmp_path / "copy")

    assert {file.name for file in (copy / "app" / "__pycache__").iterdir()} >= {"models.cpython-311.pyc"}
    assert not list(copy.rglob("*.pyc.*"))


@pytest.mark.bots
def test_bots_play_and_the_exports_hold_one_session(counting_project):
    with Bots(counting_project) as bots:
        first, second = bots.play("counting", 2), bots.play("counting", 2, step=3)

    for run, step in ((first, 1), (second, 3)):
        rows = run.rows("counting", "custom_export_numbers")
        n_participants, n_rounds = 2, 3
        assert len(rows) == n_participants * n_rounds
        assert [int(row["number"]) for row in rows if row["round_number"] == "3"] == [3 * step, 6 * step]
        assert {row["participant.code"] for row in run.stock_rows("counting")} == {row["participant"] for row in rows}


@pytest.mark.bots
def test_a_bot_that_is_refused_fails_the_test_and_says_why_and_the_next_is_played(counting_project):
    with Bots(counting_project) as bots:
        with pytest.raises(BotsFailed, match="Number must be between 0 and 100"):
            bots.play("counting", 2, exaggerates=1000)

        assert bots.play("counting", 2).rows("counting", "custom_export_numbers")


@pytest.mark.process
def test_the_client_creates_sessions_with_modified_settings(counting_project):
    with SessionServer(counting_project) as server:
        code = server.rest.create_session("counting", 4, label="pilot", step=5)
        session = server.rest.session(code)
        exported = list(
            csv.DictReader(server.rest.custom_export("counting", "custom_export_numbers", code).splitlines())
        )
        links = server.rest.participant_links(code)

    assert session["config"]["step"] == 5
    assert session["label"] == "pilot"
    assert len(links) == len(set(links)) == 4
    assert len(exported) == 4 * 3


@pytest.mark.process
def test_a_refused_request_is_an_error_with_the_servers_words(counting_project):
    with (
        SessionServer(counting_project) as server,
        pytest.raises(RuntimeError, match="not_there"),
    ):
        server.rest.create_session("not_there", 2)


@pytest.mark.browser
def test_a_browser_plays_a_page_and_axe_finds_the_faults_of_stock_pages(counting_project, browser):
    with SessionServer(counting_project) as server:
        code = server.rest.create_session("counting", 2)
        page = browser.new_page()
        page.goto(server.rest.participant_links(code)[0])
        violations = axe_violations(page)
        page.get_by_label("Your number").fill("42")
        page.get_by_role("button", name="Next").click()
        arrives_at(page, "/WaitForPartner/")
        exported = server.rest.custom_export("counting", "custom_export_numbers", code)
        page.close()

    # oTree's own pages declare no language; ours must.
    assert any(line.startswith("html-has-lang (serious)") for line in violations)
    assert ",1,42" in exported


@pytest.mark.browser
def test_axe_line_names_rule_and_element(browser):
    page = browser.new_page()
    page.set_content("<html lang='en'><title>t</title><main><h1>h</h1><img id='x' src='a.png'></main></html>")

    found = axe_violations(page)
    without = axe_violations(page, excluded_rules=("image-alt",))

    assert [line for line in found if line.startswith("image-alt (critical)") and "#x" in line]
    assert not [line for line in without if line.startswith("image-alt")]
    page.close()


@pytest.mark.postgresql
def test_each_postgresql_database_is_empty_and_its_own(postgresql_cluster):
    first, second = postgresql_cluster.new_database(), postgresql_cluster.new_database()
    query(first, "CREATE TABLE marks (mark integer)")

    assert query(first, "SELECT count(*) FROM marks") == [(0,)]
    assert query(second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


@pytest.mark.postgresql
def test_postgresql_puts_on_the_disk_what_it_confirms(postgresql_cluster):
    """Tests of killed servers would mean nothing on a database that only pretends."""
    assert postgresql_cluster.execute("SHOW fsync") == [("on",)]
    assert postgresql_cluster.execute("SHOW synchronous_commit") == [("on",)]
