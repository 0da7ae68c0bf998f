from __future__ import annotations

from pathlib import Path

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.tables.columns import EVENT_KINDS, EVENTS, PARTICIPANTS, QUIZ, ROUNDS, SURVEY
from forecast_sharing.tables.data_dictionary import as_markdown

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "data-dictionary.md"


def test_the_committed_page_is_current(capsys):
    main(["data-dictionary"])

    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [ROUNDS, PARTICIPANTS, SURVEY, QUIZ, EVENTS])
def test_every_column_is_documented(columns):
    page = as_markdown()

    assert all(f"| `{column.name}` | {column.label} |" in page for column in columns)


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_of_event_is_documented(kind):
    assert f"| `{kind}` | {EVENT_KINDS[kind]} |" in as_markdown()


@pytest.mark.parametrize("columns", [ROUNDS, PARTICIPANTS, SURVEY, QUIZ, EVENTS])
def test_labels_do_not_break_the_table(columns):
    assert not any("|" in column.label + column.unit + column.rule + (column.missing or "") for column in columns)
