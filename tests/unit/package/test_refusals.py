"""Files that are not whole sessions of the study are refused by file, row, column and remedy; nothing is written."""

from __future__ import annotations

import shutil

import pytest

from forecast_sharing.package.collected import PackageError
from tests.harness.packages import alter, copied, packaged, rewrite, rows_of


@pytest.fixture
def study(tmp_path):
    return copied(tmp_path / "studies")


@pytest.fixture
def first(study):
    return study / "files" / "first"


@pytest.fixture
def refused(study, tmp_path):
    """Return a function that packages, and returns why that was refused."""

    def try_it(**wanted):
        with pytest.raises(PackageError) as error:
            packaged(study, tmp_path / "out" / "package", **wanted)
        assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
        return str(error.value)

    return try_it


def code_of(folder):
    return rows_of(folder / "session.csv")[0]["session_code"]


def test_a_table_that_was_cut(first, refused):
    rewrite(first / "rounds.csv", lambda rows: rows[:-2])

    said = refused()
    assert said.startswith("files/first/participants.csv: row ")
    assert "column rounds_played: is 7, but the table of rounds has 6" in said
    assert "Download it again" in said


def test_a_file_that_ends_within_a_row(first, refused):
    path = first / "rounds.csv"
    path.write_bytes(path.read_bytes()[:-120])

    assert "files/first/rounds.csv: row 29: must have" in refused()


def test_simulated_rounds_that_were_cut(study, first, refused):
    for path in (study / "files").rglob("*.csv"):
        if path.name != "rounds.csv":
            path.unlink()
    rewrite(first / "rounds.csv", lambda rows: rows[:-2])

    assert "block 2: round 7 has none of 2 pairs" in refused()


@pytest.mark.parametrize("name", ["participants", "session", "rounds"])
def test_a_session_that_a_table_lacks(first, refused, name):
    code = code_of(first)
    (first / f"{name}.csv").unlink()

    said = refused()
    assert f"session {code} is not in the table of {name}: half a download" in said


def test_rows_of_people_that_are_not_there(first, refused):
    code = rows_of(first / "participants.csv")[7]["participant_code"]
    rewrite(first / "participants.csv", lambda rows: rows[:-1])

    said = refused()
    assert repr(code) in said
    assert "is not in the table of participants: files of different downloads" in said


def test_true_and_false_of_a_spreadsheet(first, refused):
    alter(first / "rounds.csv", 0, is_paid="TRUE")

    assert refused().startswith(
        "files/first/rounds.csv: row 2, column is_paid: must be 0 or 1, not 'TRUE'. Download it"
    )


def test_semicolons_of_a_spreadsheet(first, refused):
    path = first / "rounds.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")

    said = refused()
    assert said.startswith("files/first/rounds.csv: row 1 lacks the columns")
    assert "columns must be separated by commas" in said


def test_dates_that_a_spreadsheet_makes_of_pairs(first, refused):
    alter(first / "rounds.csv", 4, pair_id="03-May")

    assert "files/first/rounds.csv: row 6, column pair_id: must be two seat numbers" in refused()


def test_a_session_that_still_runs(first, refused):
    alter(first / "participants.csv", 2, exit_reason="")
    code = rows_of(first / "participants.csv")[2]["participant_code"]

    said = refused()
    assert said.startswith(f"files/first/participants.csv: row 4, column exit_reason: is empty: {code} is still in")
    assert "end their session in the console, then download again" in said


def test_a_column_of_a_later_version(first, refused):
    rewrite(first / "rounds.csv", lambda rows: [row | {"mood": "good"} for row in rows])

    said = refused()
    assert said.startswith("files/first/rounds.csv: row 1, column mood: must be a column that this version knows")


def test_a_file_of_an_earlier_version_is_read(study, first, tmp_path):
    rewrite(first / "participants.csv", lambda rows: [{k: v for k, v in row.items() if k != "arm"} for row in rows])

    assert (packaged(study, tmp_path / "package") / "README.md").is_file()


def test_a_session_in_two_files(study, first, refused):
    shutil.copyfile(first / "rounds.csv", first / "rounds (1).csv")

    said = refused()
    assert f"session_code: {code_of(first)} is in files/first/rounds (1).csv, too" in said
    assert "each session may be given once" in said


def test_the_same_session_under_two_codes(study, first, refused):
    copy = study / "files" / "copy"
    shutil.copytree(first, copy)
    code = code_of(first)
    for path in copy.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace(code, "newcode1"), encoding="utf-8")

    said = refused()
    assert "column session_code: session" in said
    assert "is a copy of session" in said


def test_a_session_of_another_study(first, refused):
    alter(first / "session.csv", 0, study="other")

    said = refused()
    assert said.startswith("files/first/session.csv: row 2, column study: must be rehearsed, not 'other'")
    assert "--session CODE" in said


def test_an_arm_of_another_study(first, refused):
    rewrite(first / "rounds.csv", lambda rows: [row | {"arm": "third"} for row in rows])

    assert "files/first/rounds.csv: row 2, column arm: must be an arm of rehearsed, not 'third'" in refused()


def test_a_session_without_arms(first, refused):
    rewrite(first / "rounds.csv", lambda rows: [row | {"arm": "", "part": ""} for row in rows])

    assert f"session {code_of(first)} is of no study" in refused()


@pytest.mark.parametrize("purpose", ["pilot", "rehearsal"])
def test_a_pilot_is_packaged_only_if_it_is_named(study, first, refused, tmp_path, purpose):
    alter(first / "session.csv", 0, purpose=purpose)
    code = code_of(first)

    assert refused().startswith(f"files/first/session.csv: row 2, column purpose: session {code} is a {purpose}")
    out = packaged(study, tmp_path / "package", sessions=[code])
    assert [row["purpose"] for row in rows_of(out / "data" / "table-session_data.csv")] == [purpose]
    others = packaged(study, tmp_path / "others", sessions=[code_of(study / "files" / "second")])
    assert [row["study_session"] for row in rows_of(others / "data" / "table-session_data.csv")] == ["2"]


def test_a_name_of_no_session(refused):
    assert "there is no session nobody; the tables have" in refused(sessions=["nobody"])


def test_a_file_that_is_no_table(first, refused):
    (first / "all_apps_wide.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    assert refused().startswith(
        "files/first/all_apps_wide.csv: row 1 is not that of a table of ours; take the file out"
    )


def test_a_folder_without_tables(study, refused):
    shutil.rmtree(study / "files")
    (study / "files").mkdir()

    assert "there are no csv files in the folder" in refused()


def test_pictures_instead_of_a_table(first, refused):
    (first / "rounds.csv").write_bytes(b"PK\x03\x04\xff\xfe\x00rounds")

    assert refused().startswith("files/first/rounds.csv: ")
