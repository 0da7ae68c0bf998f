from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast_sharing.dataset import QUIZ, ROUNDS, InvalidFileError, read_quiz, read_rounds, rows_to_table, write_table
from forecast_sharing.game import CELLS
from tests.strategies import hostile_texts, round_row, texts

cells = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


@st.composite
def round_rows(draw: st.DrawFn, round_number: int) -> dict[str, Any]:
    cell = draw(st.sampled_from(sorted(CELLS)))
    game = CELLS[cell]
    return round_row(
        cell,
        round_number=round_number,
        forecast=draw(st.integers(*game.report_range)),
        report=draw(st.none() | st.integers(*game.report_range)),
        capacity=draw(st.integers(*game.capacity_range)),
        market_noise=draw(st.integers(-game.noise_half_width, game.noise_half_width)),
        report_seconds=draw(st.none() | st.floats(0, 1e6)),
        text=draw(st.none() | texts | hostile_texts),
        sender_code=draw(hostile_texts | texts),
        receiver_code="another",
    )


sessions = st.integers(0, 5).flatmap(lambda n: st.tuples(*(round_rows(number) for number in range(1, n + 1))))


# Each example writes and reads a file, so fewer than usual.
@settings(max_examples=min(30, settings.default.max_examples))
@given(sessions)
def test_export_and_reading_are_the_identity(rows: tuple[dict[str, Any], ...]):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rounds.csv"
        write_table(path, ROUNDS, rows)
        read = read_rounds(path)

    returned = [
        {str(name): None if value is pd.NA else value for name, value in row.items()}
        for row in read.astype(object).to_dict("records")
    ]
    assert returned == list(rows)


@given(texts | hostile_texts)
def test_no_exported_text_begins_like_a_formula(text: str):
    _, row = rows_to_table(ROUNDS, [round_row(text=text)])

    assert not str(row[[column.name for column in ROUNDS].index("text")]).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.lists(cells, min_size=7, max_size=7), min_size=1, max_size=5))
def test_any_cells_are_read_or_refused_and_never_crash(rows: list[list[str]]):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([[column.name for column in QUIZ], *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quiz.csv"
        path.write_bytes(buffer.getvalue().encode())
        try:
            n_rows = len(read_quiz(path))
        except InvalidFileError:
            return

    assert n_rows == len(rows)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_crash(content: bytes):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rounds.csv"
        path.write_bytes(content)
        with pytest.raises(InvalidFileError):
            read_rounds(path)
