"""Files of labels: what the documentation allows works, everything else is named with its file, line and value."""

from __future__ import annotations

import pytest

from participant_ui import room_labels
from participant_ui.room_labels import LabelFileError, labels_of, read, spelled


def written(folder, content: bytes) -> str:
    file = folder / "lab.txt"
    file.write_bytes(content)
    return str(file)


@pytest.mark.parametrize(
    ("content", "labels"),
    [
        (b"seat-25\nseat.26\nSeat_27\n", ["seat-25", "seat.26", "Seat_27"]),
        (b"\xef\xbb\xbfseat01\r\nseat02\r\n", ["seat01", "seat02"]),
        (b"\n seat01 \nseat02\t\n\n", ["seat01", "seat02"]),
        (b"seat03\nSEAT03\nseat03\nseat04", ["seat03", "seat04"]),
        (b"a" * 64, ["a" * 64]),
    ],
    ids=[
        "signs that the docs allow",
        "saved by Notepad",
        "blanks and blank lines",
        "one seat written twice",
        "longest",
    ],
)
def test_what_the_documentation_allows_is_read(tmp_path, content, labels):
    assert read(written(tmp_path, content)) == labels


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"seat01\nrow 1\n", "line 2: a participant label has 1 to 64 letters"),
        ("seat01\nGrün-03\n".encode(), r"line 2.*not 'Gr\\xfcn-03'"),
        ("seat01\nGrün-03\n".encode("latin-1"), "line 2: this is not UTF-8"),
        ("seat01\nseat02\n".encode("utf-16"), "line 1: this is not UTF-8"),
        (b"seat01,seat02\n", "line 1.*not 'seat01,seat02'"),
        (b"seat01\n# the front row\n", "line 2.*not '# the front row'"),
        (b"seat01\n\n-seat02\n", "line 3.*not '-seat02'"),
        (b"seat01\n" + b"a" * 65, "line 2.*not 'a{65}'"),
        ("seat01\nseat\u200b02\n".encode(), r"line 2.*not 'seat\\u200b02'"),
        (b"seat01\x0cseat02\n", r"line 1.*not 'seat01\\x0cseat02'"),
        ("seat01\u2028\nrow 2\n".encode(), r"line 2.*not 'row 2'"),
        (b"seat01\rrow 2\r", "line 2.*not 'row 2'"),
        (b"seat01\r\xfc\r", "line 2: this is not UTF-8"),
        (b"seat01\nseat\x0002\n", r"line 2.*not 'seat\\x0002'"),
        (b"seat01\nrow\t2\n", r"line 2.*not 'row\\t2'"),
        (b"\n \n", "holds no label"),
    ],
    ids=[
        "blank",
        "umlaut",
        "latin-1",
        "utf-16",
        "commas",
        "comment",
        "hyphen first",
        "too long",
        "unseen",
        "form feed",
        "line separator",
        "lines of old Macs",
        "latin-1 of old Macs",
        "nul",
        "tab",
        "empty",
    ],
)
def test_everything_else_is_refused_with_line_rule_and_value(tmp_path, content, said):
    file = written(tmp_path, content)

    with pytest.raises(LabelFileError, match=said) as refused:
        read(file)
    assert str(refused.value).startswith(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    missing = str(tmp_path / "lab.txt")

    assert room_labels.faults([missing]) == [
        f"{missing} cannot be read (No such file or directory); write one label for each seat into it"
    ]


def test_upper_and_lower_case_are_the_same_seat():
    assert spelled("Seat03 ", ["seat03", "seat04"]) == "seat03"
    assert spelled("seat05", ["seat03", "seat04"]) is None


def test_a_file_that_goes_bad_keeps_the_labels_read_before_and_says_so_once(tmp_path, caplog):
    file = written(tmp_path, b"seat01\nseat02\n")
    assert room_labels.faults([file]) == []
    written(tmp_path, b"seat01\nrow 2\n")
    kept = [labels_of(file), labels_of(file)]
    said = [record.getMessage() for record in caplog.records]
    written(tmp_path, b"seat01\nrow-2\n")

    assert kept == [["seat01", "seat02"]] * 2
    assert len(said) == 1
    assert "line 2" in said[0]
    assert labels_of(file) == ["seat01", "row-2"]
