"""Fixtures for all tests: project copies, servers, bots, a browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

# Several processes share the cores; threads of NumPy's would wait for each other. Before it is imported, and for
# every process that a test starts.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pytest
from playwright.sync_api import Browser

from tests.harness.programs.browser_binary import find_browser
from tests.harness.programs.run_times import RunTimes
from tests.harness.programs.shared_browser import SharedBrowser
from tests.harness.servers import nginx, postgresql
from tests.harness.servers.bots import Bots, BotsRun
from tests.harness.servers.postgresql import PostgresqlCluster
from tests.harness.servers.project_copy import COUNTING_PROJECT, PAUSING_PROJECT, REPOSITORY, copy_project
from tests.harness.servers.second_processes import MARKS as STARTS_PROGRAMS
from tests.harness.servers.second_processes import SecondProcesses
from tests.harness.servers.session_server import SessionServer


# Files with tests that start programs mostly wait, those with slow tests mostly compute: evenly mixed, neither kind
# leaves a core idle. Of the former those in browsers come in a row, because they share one. The quick ones are last, so
# that no process is left alone with a slow file at the end.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    by_file: dict[Path, list[pytest.Item]] = {}
    for item in items:
        by_file.setdefault(item.path, []).append(item)
    marks = {file: {mark.name for item in its for mark in item.iter_markers()} for file, its in by_file.items()}
    waiting = [file for file in by_file if marks[file] & set(STARTS_PROGRAMS)]
    waiting.sort(key=lambda file: "browser" in marks[file])
    computing = [file for file in by_file if file not in waiting and "slow" in marks[file]]
    mixed = _evenly_mixed(waiting, computing)
    quick = [file for file in by_file if file not in mixed]
    items[:] = [item for file in (*mixed, *quick) for item in by_file[file]]


def _evenly_mixed(*rows: list[Path]) -> list[Path]:
    places = [((n + 0.5) / len(row), file) for row in rows for n, file in enumerate(row)]
    return [file for _, file in sorted(places)]


def pytest_collection_finish() -> None:
    # What collecting has made stays to the end: to look through it for garbage took three seconds of each process.
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--few-examples", action="store_true", help="try properties on few examples, as make check does")


def pytest_configure(config: pytest.Config) -> None:
    # A process of tests holds hundreds of thousands of objects, and hardly any of them ever becomes garbage.
    gc.set_threshold(100_000, 20, 50)
    np.seterr(invalid="raise", divide="raise")
    config.pluginmanager.register(SecondProcesses())
    config.pluginmanager.register(SharedBrowser(), "shared browser")
    config.pluginmanager.register(RunTimes(is_printing=not hasattr(config, "workerinput")))


@pytest.fixture(scope="session")
def session_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SessionServer]:
    """Run the experiment's own server, on a copy of the project: each test makes a session of its own."""
    project = copy_project(REPOSITORY, tmp_path_factory.mktemp("server") / "project")
    with SessionServer(project) as server:
        yield server


@pytest.fixture(scope="session")
def bots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., BotsRun]]:
    """Return ``bots(config, n, **modified)``, which plays a session with the project's bots, each only once."""
    with Bots(copy_project(REPOSITORY, tmp_path_factory.mktemp("bots") / "project")) as bots:
        yield bots.play


@pytest.fixture
def counting_project(tmp_path: Path) -> Path:
    """Return a copy of the throw-away project."""
    return copy_project(COUNTING_PROJECT, tmp_path / "counting_project")


@pytest.fixture
def pausing_project(tmp_path: Path) -> Path:
    """Return a copy of the throw-away project whose requests stand still half-way."""
    return copy_project(PAUSING_PROJECT, tmp_path / "pausing_project")


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[PostgresqlCluster]:
    """Start a PostgreSQL for the whole run; without one the tests that need it are skipped."""
    if postgresql.find_programs() is None:
        pytest.skip("no PostgreSQL")
    with PostgresqlCluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Run the test on either database: None stands for SQLite, which lies in the project's folder."""
    if request.param == "sqlite":
        return None
    return request.getfixturevalue("postgresql_cluster").new_database()


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Give the tests of one module a Chromium without windows; without one they are skipped."""
    executable = find_browser()
    if executable is None:
        pytest.skip("no browser")
    with request.config.pluginmanager.get_plugin("shared browser").for_a_module(executable) as chromium:
        yield chromium


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _say_what_did_not_run(
        terminalreporter,
        "browser",
        find_browser,
        "need Chromium or Chrome, and none was found on this computer.\n"
        "What participants see and type is therefore untested. Install one of these and repeat:\n"
        "    apt-get install chromium-headless-shell         (Debian, as root; or the whole chromium)\n"
        "    .venv/bin/python -m playwright install chromium (any system)\n"
        "or name the program of a browser that is installed: CHROMIUM=/path/to/chrome make test",
    )
    _say_what_did_not_run(
        terminalreporter,
        "postgresql",
        postgresql.find_programs,
        "need PostgreSQL's server, and none was found that this user can run.\n"
        "Whether live sessions keep their data on it is therefore untested. Install it and repeat:\n"
        "    apt-get install postgresql                      (Debian, as root)",
    )
    _say_what_did_not_run(
        terminalreporter,
        "nginx",
        nginx.find_program,
        "need nginx, and none was found on this computer.\n"
        "Whether a study works through https is therefore untested. Install it and repeat:\n"
        "    apt-get install nginx-light                     (Debian, as root)",
    )


def _say_what_did_not_run(
    reporter: pytest.TerminalReporter,
    marker: str,
    find: Callable[[], object],
    needs: str,
) -> None:
    skipped = [report for report in reporter.stats.get("skipped", []) if marker in report.keywords]
    if skipped and find() is None:
        reporter.section(f"THE {marker.upper()} TESTS DID NOT RUN", sep="!", red=True, bold=True)
        reporter.line(f"{len(skipped)} tests {needs}")
