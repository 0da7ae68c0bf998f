"""What is in a package: every file, pseudonyms, nothing that names anybody, and the same bytes each time."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest

from forecast_sharing import dataset
from forecast_sharing.package.sums import TO_FILL_IN
from forecast_sharing.study.freezing import freeze
from forecast_sharing.study.study import read
from forecast_sharing.tables.psych_ds import file_name
from tests.harness.packages import alter, copied, packaged, rewrite, rows_of


@pytest.fixture
def study(tmp_path):
    return copied(tmp_path / "studies")


@pytest.fixture
def table(study, tmp_path):
    """Package the study and return what reads one of its tables."""
    out = packaged(study, tmp_path / "package")
    return lambda name: dataset.read_stored(out / "data" / file_name(name), name)


def bytes_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_is_there_and_has_its_sum(study, tmp_path):
    freeze(read(study), study)
    out = packaged(study, tmp_path / "package")
    files = set(bytes_of(out))
    tables = {"rounds", "participants", "survey", "survey_items", "quiz", "events", "matching", "session", "arms"}

    assert {f"data/{file_name(name)}" for name in tables} <= files
    assert {f"stata/{name}.dta" for name in tables} <= files
    assert {"R/load.R", "stata/load.do", "codebook.md", "codebook.html", "provenance_flow.svg"} <= files
    assert {"design/study.toml", "design/study.lock.json", "design/deviations.csv"} <= files
    assert {"datapackage.json", "dataset_description.json", "ro-crate-metadata.json", *TO_FILL_IN} <= files
    assert not {name for name in files if "messages" in name or "help" in name}
    sums = dict(reversed(line.split("  ")) for line in (out / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == files - {"SHA256SUMS", *TO_FILL_IN}
    for name, digest in sums.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest


def test_what_people_read_comes_along_and_has_sums(study, tmp_path):
    read_by_people = tmp_path / "pages" / "en" / "dear_first"
    read_by_people.mkdir(parents=True)
    (read_by_people / "0001-Consent.html").write_text("You agree.", encoding="utf-8")
    out = packaged(study, tmp_path / "package", materials=tmp_path / "pages")

    assert (out / "materials" / "en" / "dear_first" / "0001-Consent.html").read_text(encoding="utf-8") == "You agree."
    assert "  materials/en/dear_first/0001-Consent.html\n" in (out / "SHA256SUMS").read_text(encoding="utf-8")


def test_the_same_sessions_give_the_same_bytes(study, tmp_path):
    first = bytes_of(packaged(study, tmp_path / "one"))
    # The same files in other folders, rows in another order.
    (study / "files" / "first").rename(study / "files" / "zzz")
    rewrite(study / "files" / "zzz" / "rounds.csv", lambda rows: rows[::-1])
    second = bytes_of(packaged(study, tmp_path / "two"))

    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_sessions_and_people_have_pseudonyms_by_number_and_seat(study, table):
    sessions, people, rounds = table("session"), table("participants"), table("rounds")

    assert sessions[["session_code", "study_session"]].to_numpy().tolist() == [["S01", 1], ["S02", 2]]
    assert people["participant_code"].tolist() == [f"S0{s}-P0{p}" for s in (1, 2) for p in range(1, 9)]
    assert people["seat"].tolist() == [*range(1, 9)] * 2
    for row in rounds.itertuples():
        seats = sorted(int(code[-2:]) for code in (row.sender_code, row.receiver_code))
        assert row.pair_id == f"{seats[0]}-{seats[1]}"


def test_sessions_are_numbered_as_in_the_study(study, tmp_path):
    for name, number in (("first", "2"), ("second", "1")):
        alter(study / "files" / name / "session.csv", 0, study_session=number)
    seeds = [rows_of(study / "files" / name / "session.csv")[0]["seed"] for name in ("second", "first")]
    out = packaged(study, tmp_path / "package")

    assert [(row["session_code"], row["seed"]) for row in rows_of(out / "data" / file_name("session"))] == [
        ("S01", seeds[0]),
        ("S02", seeds[1]),
    ]


def test_no_code_of_the_server_is_left(study, tmp_path):
    folders = [study / "files" / name for name in ("first", "second")]
    codes = {row["participant_code"] for folder in folders for row in rows_of(folder / "participants.csv")}
    codes |= {row["session_code"] for folder in folders for row in rows_of(folder / "session.csv")}
    alter(folders[0] / "participants.csv", 0, earlier_session=rows_of(folders[1] / "session.csv")[0]["session_code"])
    out = packaged(study, tmp_path / "package", with_text=True)

    assert len(codes) == 18
    found = {name for name, content in bytes_of(out).items() for code in codes if code.encode() in content}
    assert found == set()
    assert dataset.read_participants(out / "data" / file_name("participants"))["earlier_session"][0] == "S02"


CANARIES = (
    "Rosalind Canary",
    "canary@example.org",
    "5f3canarychannelid",
    "+49 351 555 0199",
    "CANARYCODE",
    "boss_canary",
)


def with_canaries(study):
    """Write names, addresses and ids wherever people or staff can write, or a channel leaves them."""
    name, mail, channel, phone, code, boss = CANARIES
    first = study / "files" / "first"
    session = rows_of(first / "session.csv")[0]["session_code"]
    people = [row["participant_code"] for row in rows_of(first / "participants.csv")]
    alter(first / "rounds.csv", 3, text=f"I am {name}, {mail}")
    alter(first / "quiz.csv", 0, answer=phone)
    alter(
        first / "session.csv",
        0,
        completion_link=f"https://channel.example.org/{channel}",
        completion_code=code,
        prolific_study=channel,
    )
    details = [
        ("help_asked", {"text": f"{name} needs help"}),
        ("help_answered", {"text": f"Dear {name}", "by": boss}),
        ("ended", {"reason": f"{mail} had to go", "by": boss}),
        ("calculator_query", {"capacity": phone, "demand": "12", "is_answered": False}),
        ("took_part_before", {"session": "othercode"}),
    ]
    rewrite(
        first / "events.csv",
        lambda _: [
            {
                "session_code": session,
                "participant_code": people[0],
                "event": number,
                "round_number": "",
                "page": "Report",
                "kind": kind,
                "at": "2030-01-31T09:30:00Z",
                "seconds": "",
                "detail": json.dumps(detail),
            }
            for number, (kind, detail) in enumerate(details, start=1)
        ],
    )


def test_names_addresses_and_channel_ids_are_in_no_byte(study, tmp_path):
    with_canaries(study)
    out = packaged(study, tmp_path / "package")

    content = bytes_of(out)
    found = {(name, canary) for name in content for canary in CANARIES if canary.encode() in content[name]}
    assert found == set()
    assert not {name for name in content if b"othercode" in content[name]}


def test_free_text_is_in_its_own_tables_if_it_is_asked_for(study, tmp_path):
    with_canaries(study)
    out = packaged(study, tmp_path / "package", with_text=True)
    content = bytes_of(out)
    name, mail, channel, phone, code, boss = CANARIES
    where = {canary: {path for path in content if canary.encode() in content[path]} for canary in CANARIES}

    assert "data/table-messages_data.csv" in where[name] & where[mail]
    assert "data/table-help_data.csv" in where[name] & where[mail]
    assert {path.rpartition("/")[2].partition(".")[0] for path in where[name] | where[mail]} == {
        "table-messages_data",
        "table-help_data",
        "messages",
        "help",
    }
    assert not where[channel] | where[phone] | where[code] | where[boss]


def test_tables_are_read_back_as_they_were(study, table):
    folders = [study / "files" / name for name in ("first", "second")]
    before = pd.concat([dataset.read_rounds(folder / "rounds.csv") for folder in folders], ignore_index=True)
    names = ["session_code", "sender_code", "receiver_code"]
    after = table("rounds")

    key = ["seed", "round_number", "block", "pair_id"]
    left = before.drop(columns=names).sort_values(key, ignore_index=True)
    right = after.drop(columns=names).sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(left, right)


def test_stata_reads_what_csv_holds(study, table, tmp_path):
    rounds = pd.read_stata(tmp_path / "package" / "stata" / "rounds.dta")

    assert rounds["capacity"].tolist() == table("rounds")["capacity"].tolist()
    assert set(rounds["matching"]) == {"stranger"}


def test_the_flow_counts_people_by_arm(study, tmp_path):
    people = study / "files" / "first" / "participants.csv"
    alter(people, 0, exit_reason="quiz_failed", quiz_passed="0")
    out = packaged(study, tmp_path / "package")
    text = (out / "provenance.md").read_text(encoding="utf-8")
    arm = rows_of(people)[0]["arm"]

    assert "| People who | dear_first | cheap_first | all |" in text
    assert "| had a seat in a session | 8 | 8 | 16 |" in text
    numbers = "7 | 8 | 15" if arm == "dear_first" else "8 | 7 | 15"
    assert f"| answered all questions right | {numbers} |" in text
    assert f"| finished | {numbers} |" in text
    picture = (out / "provenance_flow.svg").read_text(encoding="utf-8")
    assert ">15</text>" in picture
    assert "dear_first" in picture


def test_settings_that_differ_from_the_frozen_study_are_listed(study, tmp_path):
    lock = freeze(read(study), study)
    for name in ("first", "second"):
        alter(study / "files" / name / "session.csv", 0, study_version=str(lock.version), study_sha256=lock.sha256)
    alter(study / "files" / "second" / "session.csv", 0, show_up_fee="7.5")
    rewrite(study / "files" / "second" / "rounds.csv", lambda rows: [row | {"feedback": "own"} for row in rows])
    out = packaged(study, tmp_path / "package")
    found = {
        (r["session_code"], r["setting"], r["planned"], r["recorded"]) for r in rows_of(out / "design/deviations.csv")
    }

    assert found == {("S02", "show_up_fee", "5", "7.5"), ("S02", "feedback", "full", "own")}
    assert f"frozen as version 1, SHA-256 {lock.sha256}" in (out / "provenance.md").read_text(encoding="utf-8")


def test_another_hash_than_the_frozen_one_is_a_deviation(study, tmp_path):
    lock = freeze(read(study), study)
    alter(study / "files" / "first" / "session.csv", 0, study_version="1", study_sha256="0" * 64)
    alter(study / "files" / "second" / "session.csv", 0, study_version="1", study_sha256=lock.sha256)
    out = packaged(study, tmp_path / "package")

    found = [(r["session_code"], r["setting"], r["recorded"]) for r in rows_of(out / "design/deviations.csv")]
    assert found == [("S01", "study_sha256", "0" * 64)]


def test_metadata_name_every_file_and_the_last_day(study, tmp_path):
    out = packaged(study, tmp_path / "package")
    crate = json.loads((out / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    graph = {entity["@id"]: entity for entity in crate["@graph"]}
    files = set(bytes_of(out)) - {"SHA256SUMS", "ro-crate-metadata.json"}

    assert {name for name, entity in graph.items() if entity["@type"] == "File"} == files
    root = graph["./"]
    assert root["datePublished"] == "2026-12-01"
    parts = {part["@id"] for entity in graph.values() for part in entity.get("hasPart", ())}
    assert parts == (set(graph) - {"./", "ro-crate-metadata.json", root["license"]["@id"]})
    described = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in described["resources"]} == {name for name in files if name.endswith("_data.csv")}


def test_simulated_rounds_alone_can_be_packaged(study, tmp_path):
    for path in (study / "files").rglob("*.csv"):
        if path.name != "rounds.csv":
            path.unlink()
    (study / "files" / "first" / "true_parameters.csv").write_text("session_code,participant_code\n", encoding="utf-8")
    out = packaged(study, tmp_path / "package")

    assert {row["session_code"] for row in rows_of(out / "data" / file_name("rounds"))} == {"S01", "S02"}
    assert not (out / "data" / file_name("participants")).exists()
    assert "| played | 8 | 8 | 16 |" in (out / "provenance.md").read_text(encoding="utf-8").replace(
        "played a round", "played"
    )


def test_a_folder_with_something_in_it_is_left_alone(study, tmp_path):
    out = tmp_path / "package"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(dataset.InvalidFileError, match="there is something in it"):
        packaged(study, out)
    assert bytes_of(out) == {"mine.txt": b"mine"}


def test_where_writing_fails_nothing_is_left(study, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr("forecast_sharing.package.writing.write_sums", broken)
    with pytest.raises(OSError, match="disk full"):
        packaged(study, tmp_path / "out" / "package")
    assert list((tmp_path / "out").iterdir()) == []
