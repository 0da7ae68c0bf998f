"""The codebook says of every column of every table what its values mean, in Markdown and in one HTML page."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from forecast_sharing.tables.codebook import HEADINGS, as_html, as_markdown, values
from forecast_sharing.tables.stored_tables import BY_NAME, TABLES


def column(table: str, name: str):
    return next(one for one in BY_NAME[table].columns if one.name == name)


@pytest.mark.parametrize(
    ("table", "name", "expected"),
    [
        (
            "rounds",
            "left_by",
            "sender = sees the forecast and reports; receiver = reads the report and builds capacity",
        ),
        ("rounds", "is_paid", "0 = no; 1 = yes"),
        ("rounds", "report", "the game's report range"),
        ("participants", "trust_ipip", "from 1 to 5"),
        ("participants", "seat", "from 1"),
        ("rounds", "pair_id", "two seat numbers in ascending order, such as 3-5"),
        ("rounds", "text", ""),
    ],
)
def test_values_are_said(table, name, expected):
    assert values(column(table, name)) == expected


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_in_both(table):
    markdown = as_markdown("Codebook").split(f"## {table.title}\n")[1].split("\n## ")[0]
    html = as_html("Codebook").split(f'<h2 id="{table.name}">')[1].split("<h2")[0]

    assert [name for name in table.column_names if f"| `{name}` |" not in markdown] == []
    assert [name for name in table.column_names if f"<code>{name}</code>" not in html] == []


def test_both_have_only_the_tables_asked_for():
    one = [BY_NAME["arms"]]

    assert re.findall(r"^## (.+)$", as_markdown("Codebook", one), re.MULTILINE) == ["Arms"]
    assert re.findall(r'<h2 id="(\w+)">', as_html("Codebook", one)) == ["arms"]


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[str] = []
        self.mismatched: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.attributes += [name for name, _ in attrs]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            self.mismatched.append(tag)


def test_the_page_is_closed_and_asks_for_nothing_else():
    page = Page()
    page.feed(as_html("Codebook"))

    assert (page.open, page.mismatched) == ([], [])
    assert not {"src", "href", "style", "onclick"} & set(page.attributes)


def test_a_title_cannot_become_markup():
    html = as_html("<script>alert(1)</script>")

    assert "<script>" not in html
    assert "<script>alert(1)</script>" in unescape(html)


def test_rows_of_markdown_have_a_cell_for_each_heading():
    lines = [line for line in as_markdown("Codebook").splitlines() if line.startswith("| `")]

    assert {len(re.split(r"(?<!\\)\|", line)) - 2 for line in lines} == {len(HEADINGS)}
