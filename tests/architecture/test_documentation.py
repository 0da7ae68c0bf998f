"""Everything a user can set, run or find in a file is named in the documentation, and no link leads nowhere."""

from __future__ import annotations

import posixpath
import re
import subprocess
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from forecast_sharing.session.design import SessionDesign, config_name
from forecast_sharing.tables.columns import EVENTS, PARTICIPANTS, QUIZ, ROUNDS, SURVEY
from forecast_sharing.tables.plan_columns import ARMS, MATCHING
from forecast_sharing.tables.session_columns import SESSION
from forecast_sharing.tables.stored_tables import TABLES

REPOSITORY = Path(__file__).resolve().parents[2]

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
PHONY = re.compile(r"^\.PHONY: (.+)$", re.MULTILINE)


@cache
def pages() -> dict[str, str]:
    """Return the text of each Markdown page by its path in the repository."""
    # Pages not yet added count as well, so that a broken link shows before the commit.
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {name: (REPOSITORY / name).read_text(encoding="utf-8") for name in listed if (REPOSITORY / name).is_file()}


def is_named(word: str) -> bool:
    """Return whether a page names the word as code: alone, or at the end of a command."""
    named = re.compile(rf"`(?:[^`\n]* )?{re.escape(word)}`")
    return any(named.search(text) for text in pages().values())


def anchors(text: str) -> set[str]:
    """Return the anchors that the headings of a page get where it is read."""
    headings = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(name: str, text: str) -> list[str]:
    broken = []
    for match in LINK.finditer(FENCED.sub("", text)):
        path, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        file = (REPOSITORY / name).parent / path if path else REPOSITORY / name
        leads_somewhere = file.exists() and (not anchor or anchor in anchors(file.read_text(encoding="utf-8")))
        if not leads_somewhere:
            broken.append(f"{name}: {match['target']}")
    return broken


@pytest.mark.parametrize("name", sorted(config_name(spec) for spec in fields(SessionDesign)))
def test_every_setting_is_named(name):
    assert is_named(name)


@pytest.mark.parametrize("name", sorted({column.name for table in TABLES for column in table.columns}))
def test_every_stored_column_is_named(name):
    assert is_named(name)


def test_what_an_ethics_board_reads_names_every_exported_table_and_every_column_of_free_text():
    exported = {
        "custom_export_rounds": ROUNDS,
        "custom_export_participants": PARTICIPANTS,
        "custom_export_survey": SURVEY,
        "custom_export_quiz": QUIZ,
        "custom_export_events": EVENTS,
        "custom_export_session": SESSION,
        "custom_export_matching": MATCHING,
        "custom_export_arms": ARMS,
    }
    sources = "".join(
        file.read_text(encoding="utf-8") for file in (*REPOSITORY.glob("*/*.py"), *REPOSITORY.glob("*/data/*.py"))
    )
    page = pages()["docs/explanation/data-protection.md"]
    said = dict(re.findall(r"^\| `(custom_export_\w+)` \| (.*) \|$", page, re.MULTILINE))
    free = {name: {column.name for column in columns if column.is_free_text} for name, columns in exported.items()}

    assert set(re.findall(r"^def (custom_export_\w+)", sources, re.MULTILINE)) == set(exported) == set(said)
    assert {name: set(re.findall(r"`(\w+)`", words)) for name, words in said.items()} == free


def test_every_session_config_and_room_is_named(monkeypatch):
    monkeypatch.setenv("OTREE_SECRET_KEY", "of the test, so that none is drawn")
    import settings

    names = [config["name"] for config in settings.SESSION_CONFIGS] + [room["name"] for room in settings.ROOMS]

    assert [name for name in names if not is_named(name)] == []


def test_every_variable_of_the_office_is_named():
    sources = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "recruitment").rglob("*.py"))
    names = set(re.findall(r"""(?:environ\.get|environ\[|env_bool|env_int|env_list)\(?["'](OFFICE_\w+)""", sources))

    assert {"OFFICE_PORT", "OFFICE_DATABASE_URL", "OFFICE_EMAIL_TLS"} <= names
    assert sorted(name for name in names if not is_named(name)) == []


def test_the_readme_says_what_is_in_each_folder_and_program_at_the_top():
    listed = subprocess.run(["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    tops = {name.partition("/")[0] + "/" for name in listed.splitlines() if "/" in name and name[0] != "."}
    tops |= {name for name in listed.splitlines() if "/" not in name and name.endswith(".py")}
    said = pages()["README.md"].partition("## What is in which folder")[2]

    assert "lab_server/" in tops
    assert sorted(name for name in tops if f"`{name}`" not in said) == []


def test_every_make_target_is_named():
    targets = PHONY.search((REPOSITORY / "Makefile").read_text(encoding="utf-8"))[1].split()

    assert "serve" in targets
    assert [target for target in targets if not is_named(f"make {target}")] == []


def test_what_the_pages_have_people_write_into_the_project_is_not_committed():
    written = {
        path
        for text in pages().values()
        for path in re.findall(r"(?:--out|--plot|--to|-czf|-o(?= \S+\.)) ([\w./-]+)", "".join(FENCED.findall(text)))
        if not path.startswith("/")
    }
    known = {"rounds.csv", "participants.csv", "data/pool.xlsx", "db.sqlite3.before-20261122", "office.env", "x.backup"}
    asked = sorted({f"{path}/people" if "." not in path else path for path in written | known})
    ignored = subprocess.run(
        ["git", "check-ignore", "--no-index", *asked], cwd=REPOSITORY, capture_output=True, text=True, check=False
    ).stdout.splitlines()

    assert {"plots/people", "demo/report/people", "rehearsal/people", "office-keys.tar.gz"} <= set(asked)
    assert [path for path in asked if path not in ignored] == []


def test_every_link_leads_somewhere():
    assert [broken for name, text in pages().items() for broken in broken_links(name, text)] == []


def test_every_page_of_the_documentation_is_in_its_index():
    index = pages()["docs/README.md"]
    linked = {match["target"] for match in LINK.finditer(index)}
    below = {name.removeprefix("docs/") for name in pages() if name.startswith("docs/")}

    assert below - linked - {"README.md"} == set()


def test_the_glossary_has_one_line_for_one_word():
    lines = re.findall(r"^\| (?!Word )(\S[^|]*) \|", pages()["docs/reference/glossary.md"], re.MULTILINE)
    words = [word for line in lines for word in line.split(", ")]

    assert {"report", "fit report", "session", "erased"} <= set(words)
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


def test_the_reference_of_python_shows_what_exists_what_is_public_and_what_is_taught():
    """`make docs` fails at a module that is not there, too; here it shows after every change."""
    api = "".join(text for name, text in pages().items() if name.startswith("docs/reference/api/"))
    shown = set(re.findall(r"^::: (\S+)$", api, re.MULTILINE))
    public = {f"forecast_sharing.{file.stem}" for file in (REPOSITORY / "forecast_sharing").glob("[!_]*.py")}
    taught = set(re.findall(r"^from (\S+) import", pages()["docs/how-to/analyse-in-python.md"], re.MULTILINE))

    assert [name for name in shown if not (REPOSITORY / f"{name.replace('.', '/')}.py").is_file()] == []
    assert {"forecast_sharing.game", "forecast_sharing.dataset"} <= public <= shown
    assert {"forecast_sharing.reporting.report"} <= taught <= shown


def test_every_image_is_shown_and_small():
    images = {path.relative_to(REPOSITORY).as_posix(): path for path in (REPOSITORY / "docs" / "images").iterdir()}
    shown = {
        posixpath.normpath((Path(name).parent / match["target"]).as_posix())
        for name, text in pages().items()
        for match in LINK.finditer(text)
    }

    assert set(images) - shown == set()
    assert [name for name, path in images.items() if path.stat().st_size > 200_000] == []


@pytest.mark.parametrize(
    ("text", "n_broken"),
    [
        ("[page](docs/README.md)", 0),
        ("[page](docs/README.md#how-to)", 0),
        ("[site](https://example.org/nowhere)", 0),
        ("```sh\n[no](link.md)\n```", 0),
        ("[page](docs/missing.md)", 1),
        ("[page](docs/README.md#missing)", 1),
        ("![image](docs/images/missing.png)", 1),
    ],
)
def test_links_are_told_apart(text, n_broken):
    assert len(broken_links("README.md", text)) == n_broken
