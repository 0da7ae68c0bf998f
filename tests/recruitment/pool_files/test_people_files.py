"""Tables of people as programs really write them, and files that are none."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook

from recruitment.pool_files import workbooks
from recruitment.pool_files.file_text import people_text
from recruitment.pool_files.people_table import read_table, refuse_without_addresses
from recruitment.refused import Refused

PEOPLE = [["ona@example.org", "Ona", "Müller"], ["tua@example.org", "Tua", "Demo"]]
HEADERS = ["E-mail", "First name", "Last name"]


def read(content, **options):
    return read_table(people_text(content if isinstance(content, bytes) else content.encode()).text, **options)


def workbook(*sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("beginning", ["", "\ufeff"], ids=["plain", "BOM"])
def test_every_usual_delimiter_is_found(delimiter, beginning):
    table = read(beginning + "\n".join(delimiter.join(row) for row in [HEADERS, *PEOPLE]))

    assert (table.headers, table.rows, table.numbers) == (HEADERS, PEOPLE, [2, 3])


def test_the_line_that_tells_excel_the_delimiter_is_no_row():
    table = read("\ufeffsep=;\r\nE-mail;First name\r\nona@example.org;Ona, the first\r\n")

    assert (table.headers, table.rows, table.numbers) == (
        ["E-mail", "First name"],
        [["ona@example.org", "Ona, the first"]],
        [2],
    )


def test_commas_inside_quoted_names_of_columns_separate_nothing():
    table = read('"Name, Vorname";E-Mail;"Geschlecht (m, w, d)"\n"Müller, Ona";ona@example.org;w\n')

    assert table.headers == ["Name, Vorname", "E-Mail", "Geschlecht (m, w, d)"]
    assert table.rows == [["Müller, Ona", "ona@example.org", "w"]]


def test_a_table_without_names_of_columns_loses_nobody():
    table = read("\n".join("\t".join(row) for row in PEOPLE))

    assert not table.has_header
    assert (table.headers, table.rows, table.numbers) == (["Column 1", "Column 2", "Column 3"], PEOPLE, [1, 2])


@pytest.mark.parametrize("has_header", [True, False])
def test_what_staff_say_of_the_first_row_counts(has_header):
    table = read("\n".join(",".join(row) for row in PEOPLE), has_header=has_header)

    assert table.has_header is has_header
    assert table.rows == (PEOPLE[1:] if has_header else PEOPLE)
    assert table.first_row == PEOPLE[0]


def test_titles_above_the_table_are_left_out_and_named():
    table = read(
        "Pool of the laboratory;;\n;;\nexported on 1 May;;\n" + "\n".join(";".join(row) for row in [HEADERS, *PEOPLE])
    )

    assert (table.headers, table.numbers) == (HEADERS, [5, 6])
    assert "2 rows above the table are left out: Pool of the laboratory; exported on 1 May" in table.notes


def test_a_person_of_whom_little_is_known_is_no_title():
    table = read("ona@example.org;;;\n" + "tua@example.org;Tua;Demo;f\n" * 3)

    assert [row[0] for row in table.rows][:2] == ["ona@example.org", "tua@example.org"]


def test_ragged_rows_are_made_even_and_named():
    text = (
        "firstname;lastname;email;notes\n"
        "Ona;Demo;ona@example.org;;;\n"
        "Tua;Demo;tua@example.org\n"
        'Eva;Demo;eva@example.org;"first line\nsecond; line"\n'
        ";;;;\n"
    )

    table = read(text)

    assert [row[3] for row in table.rows] == ["", "", "first line\nsecond; line"]
    assert "1 row ends before the last column; the rest of it is taken as empty: row 3." in table.notes


def test_a_value_beyond_the_last_column_is_shown():
    with pytest.raises(Refused, match="Row 3 has a value beyond the last of 2 columns: “Demo”"):
        read("email,name\nona@example.org,Ona\ntua@example.org,Tua,Demo\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_letters_written_as_on_a_web_page_become_letters(delimiter):
    row = ["o@example.org", "M&uuml;ller D&#39;A", "Bio &amp; &#67;hemie", "&Oslash;&szlig;"]

    table = read("\n".join(delimiter.join(each) for each in (["email", "name", "subject", "x"], row)))

    assert table.rows == [["o@example.org", "Müller D'A", "Bio & Chemie", "Øß"]]
    assert any("&uuml;" in note for note in table.notes)


def test_signs_of_a_table_written_as_on_a_web_page_end_no_cell():
    table = read("email,name\no@example.org,A&quot;B&#44; C&#10;D & E&x\n")

    assert table.rows == [["o@example.org", 'A"B, C\nD & E&x']]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16", "utf-8"])
def test_umlauts_survive_the_encodings_of_old_programs(encoding):
    names = "email;name\nona@example.org;Jörg Müller-Größe\n"

    found = people_text(names.encode(encoding))

    assert read_table(found.text).rows == [["ona@example.org", "Jörg Müller-Größe"]]
    assert bool(found.notes) == (not encoding.startswith("utf"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"\n  <html><head>", "web page"),
        (b"<?xml version='1.0'?><people/>", "XML"),
        (b'[{"email": "a@example.org"}]', "JSON"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old version of Excel, or one with a password"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08", "archive"),
        (b"PK\x03\x04 no table", "archive, not an Excel table"),
        (b"-- MySQL dump 10.13\nINSERT INTO `or_participants`", "copy of a database"),
        (b"Submission id,Participant id,Status\n1,2,APPROVED\n", "Prolific's list of submissions"),
        (b"participant.id_in_session,participant.code\n1,abc\n", "research data from oTree"),
        (b"session_code,participant_code,seat\ns,p,1\n", "research data from oTree"),
    ],
)
def test_other_files_are_told_by_what_they_are(content, what):
    with pytest.raises(Refused, match=what):
        read(content)


def test_a_table_without_addresses_is_told_at_once():
    with pytest.raises(Refused, match=r"There is no e-mail address .* Its columns are: room, seats"):
        refuse_without_addresses(read("room,seats\nA,12\n"))


def test_an_excel_table_is_read_as_it_is_kept():
    rows = [
        ["E-mail", "Born", "Income", "Number", "Agreed", "Long", "Seen", "Name, first"],
        [
            "ona@example.org",
            date(1999, 12, 31),
            1500.125,
            12345,
            True,
            123457000000,
            datetime(2026, 1, 2, 3, 4, tzinfo=UTC).replace(tzinfo=None),
            None,
        ],
        [],
        ["tua@example.org", None, 1.5, "0012345", False, 1, None, "Tua; “x”"],
    ]

    table = read(workbook(("People", rows)))

    assert table.headers == rows[0]
    assert table.rows == [
        ["ona@example.org", "1999-12-31", "1500.1250", "12345", "TRUE", "123457000000", "2026-01-02 03:04:00", ""],
        ["tua@example.org", "", "1.5", "0012345", "FALSE", "1", "", "Tua; “x”"],
    ]
    assert table.numbers == [2, 4]


def test_zeros_that_a_format_shows_are_kept():
    book = Workbook()
    book.active.append(["email", "number"])
    book.active.append(["ona@example.org", 12345])
    book.active["B2"].number_format = "0000000"
    written = io.BytesIO()
    book.save(written)

    assert read(written.getvalue()).rows == [["ona@example.org", "0012345"]]


def test_one_sheet_is_read_and_the_others_are_named():
    content = workbook(("Empty", []), ("Pool", [HEADERS, *PEOPLE]), ("Old", [HEADERS]))

    found = people_text(content)

    assert read_table(found.text).rows == PEOPLE
    assert found.notes == ["Only the sheet “Pool” is read; the others are not: “Old”."]


def test_a_sheet_of_explanations_is_not_taken_for_the_people():
    content = workbook(("Read me", [["Exported from", "the old system"]]), ("Pool", [HEADERS, *PEOPLE]))

    found = people_text(content)

    assert read_table(found.text).rows == PEOPLE
    assert found.notes == ["Only the sheet “Pool” is read; the others are not: “Read me”."]


def test_formulas_that_nobody_has_computed_are_no_empty_cells():
    content = workbook(("Pool", [HEADERS, ["ona@example.org", '=PROPER("ona")', "Müller"]]))

    with pytest.raises(Refused, match="Cell B2 holds a formula whose result is not in the file"):
        read(content)


def test_the_result_of_a_formula_is_read():
    whole = zipfile.ZipFile(io.BytesIO(workbook(("Pool", [HEADERS, ["ona@example.org", "=1+1", "Müller"]]))))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as computed:
        for name in whole.namelist():
            computed.writestr(name, re.sub(rb"<f>1\+1</f>(<v ?/>|<v></v>)", b"<f>1+1</f><v>2</v>", whole.read(name)))

    assert read(written.getvalue()).rows == [["ona@example.org", "2", "Müller"]]


def test_values_that_stand_in_the_first_of_several_merged_rows_are_named():
    book = Workbook()
    for row in (["People of 2020", None, None], HEADERS, *PEOPLE):
        book.active.append(row)
    for cells in ("A1:C1", "C3:C4"):
        book.active.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)

    assert people_text(written.getvalue()).notes == [
        "Cells are merged over several rows, and only the first row has their value: C3:C4."
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_that_were_quoted_as_a_whole_are_taken_apart(line_end):
    lines = [f'"{";".join(row)}"' for row in [HEADERS, *PEOPLE]]

    assert read(line_end.join(lines)).rows == PEOPLE


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_line_that_tells_the_delimiter_is_no_title_either(line_end):
    table = read(line_end.join(["sep=;", *(";".join(row) for row in [HEADERS, *PEOPLE])]))

    assert (table.rows, table.notes) == (PEOPLE, ["Cells are separated by semicolons."])


def test_a_list_of_addresses_alone_is_one_column():
    table = read('"email"\n"ona@example.org"\n"tua@example.org"\n')

    assert (table.headers, table.rows) == (["email"], [["ona@example.org"], ["tua@example.org"]])
    assert table.notes == []


def test_an_excel_table_that_would_take_minutes_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 8)

    with pytest.raises(Refused, match="too large; please split it"):
        read(workbook(("Pool", [HEADERS, *PEOPLE])))


def test_a_part_that_is_missing_makes_an_excel_table_damaged():
    whole = zipfile.ZipFile(io.BytesIO(workbook(("Pool", [HEADERS, *PEOPLE]))))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            cut.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)

    with pytest.raises(Refused, match="damaged"):
        read(written.getvalue())


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (workbook(("Empty", [])), "The Excel table is empty"),
        (workbook(("Pool", [HEADERS]))[:-200], "archive"),
    ],
    ids=["empty", "cut"],
)
def test_an_excel_table_that_holds_nothing_is_refused(content, what):
    with pytest.raises(Refused, match=what):
        read(content)
