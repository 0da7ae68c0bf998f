from __future__ import annotations

from pathlib import Path

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.tables.columns import EVENT_KINDS
from forecast_sharing.tables.data_dictionary import as_markdown
from forecast_sharing.tables.stored_tables import TABLES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "data-dictionary.md"


def test_the_committed_page_is_current(capsys):
    main(["data-dictionary"])

    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_documented_under_its_table(table):
    section = as_markdown().split(f"## {table.title}\n")[1].split("\n## ")[0]

    assert [c.name for c in table.columns if f"| `{c.name}` | {c.label} |" not in section] == []
    assert f"`{table.name}.csv`" in section


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_of_event_is_documented(kind):
    assert f"| `{kind}` | {EVENT_KINDS[kind]} |" in as_markdown()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_labels_do_not_break_the_table(table):
    texts = [column.label + column.unit + column.rule + (column.missing or "") for column in table.columns]

    assert not any("|" in text or "\n" in text for text in texts)
