"""Tables of a paper, by hand: each format holds the same cells, whatever names hold."""

from __future__ import annotations

import re

import docx
import pandas as pd
import pytest

from forecast_sharing.models.registry import THEORIES
from forecast_sharing.reporting.paper.declared import DECLARED
from forecast_sharing.reporting.paper.latex import document, escaped, latex
from forecast_sharing.reporting.paper.markdown import markdown
from forecast_sharing.reporting.paper.source import Place, Source
from forecast_sharing.reporting.paper.stata import stata_names, write_dta
from forecast_sharing.reporting.paper.table import (
    Column,
    Table,
    between,
    fixed,
    percent,
    printable,
    probability,
    significant,
)
from forecast_sharing.reporting.paper.word import write_docx
from forecast_sharing.reporting.paper.writing import WRITERS, write_formats
from forecast_sharing.theory.assumptions import DEFAULTS

HOSTILE = "[a]*\\input{x}%$&_#{}~^<b>|\"'\n\x00\x1b\u202e`é🙂"
TABLE = Table(
    "comparison",
    "Theories compared",
    (Column("Theory"), Column("Evidence against it", fixed(1)), Column("95% interval", between(percent))),
    ((HOSTILE, -1234.56, (0.1, 0.25)), ("level-k", None, None)),
    (f"Named {HOSTILE}.", "n is 3."),
)


def balanced(source: str) -> bool:
    """Return whether braces close, and environments in their order."""
    bare = re.sub(r"\\[\\{}%]|(?<!\\)%.*", "", source)
    begun = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+)\}", source):
        if kind == "begin":
            begun.append(name)
        elif not begun or begun.pop() != name:
            return False
    return bare.count("{") == bare.count("}") and not begun


def rows_of(source: str) -> list[list[str]]:
    """Return the cells of a tabular as LaTeX has them, and refuse rows of another length than its columns."""
    columns = re.search(r"\\begin\{tabular\}\{@\{\}([lr]+)@\{\}\}", source)[1]
    inside = source.partition("\\toprule\n")[2].partition("\\bottomrule")[0]
    lines = [line for line in inside.splitlines() if line != "\\midrule"]
    assert all(line.endswith(" \\\\") for line in lines)
    rows = [re.split(r"(?<!\\)&", line.removesuffix(" \\\\")) for line in lines]
    assert {len(row) for row in rows} == {len(columns)}
    return [[cell.strip() for cell in row] for row in rows]


def test_numbers_become_text():
    assert [fixed(1)(-0.04), fixed(1)(-1234.56), percent(0.065)] == ["0.0", "-1,234.6", "6.5%"]
    assert [significant(3)(0.00001234), significant(4)(0.5), significant(3)(1234.5)] == ["0.0000123", "0.5", "1230"]
    assert [probability(0.0004), probability(0.0625)] == ["< 0.001", "0.062"]


def test_names_become_one_line_of_what_is_seen():
    assert printable("a\n\x00b\u202e \u2028c\u200bé") == "a b cé"


def test_latex_is_balanced_and_has_as_many_cells_as_columns():
    source = latex(TABLE)

    assert balanced(source)
    assert rows_of(source)[1:] == [
        [escaped(HOSTILE), "$-$1,234.6", "10.0\\% to 25.0\\%"],
        ["level-k", "--", "--"],
    ]
    assert rows_of(source)[0][1] == "\\shortstack[r]{Evidence\\\\against it}"
    assert "n is 3." in source.partition("\\emph{Notes:}")[2]


def test_latex_runs_nothing_that_a_name_holds():
    shown = escaped(HOSTILE)

    assert set(re.findall(r"\\[a-z]+", shown)) == {
        "\\textbackslash",
        "\\textasciitilde",
        "\\textasciicircum",
        "\\textless",
        "\\textgreater",
        "\\textbar",
        "\\textquotedbl",
    }
    # A row that begins with a bracket or an asterisk would be read as an argument of the row before.
    assert not shown.startswith(("[", "*"))
    assert re.findall(r"(?<!\\)[%$&_#~^]", shown) == []
    assert shown.endswith("éU+1F642")


def test_document_of_latex_includes_each_table_with_a_caption():
    source = document([TABLE])

    assert balanced(source)
    assert "\\usepackage{booktabs}" in source
    assert "\\caption{Theories compared}\\label{tab:comparison}\n\\input{comparison}\n" in source


def test_markdown_has_as_many_cells_as_columns():
    lines = markdown(TABLE).splitlines()
    table = [line for line in lines if line.startswith("|")]

    assert lines[0] == "**Theories compared**"
    assert table[1] == "| --- | ---: | ---: |"
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {4}
    assert table[3] == "| level-k | – | – |"
    assert re.findall(r"(?<!\\)[<>`*]", table[2]) == []
    assert [line for line in lines if line.startswith("*Notes:*")]


def test_document_of_a_word_processor_can_be_opened_again(tmp_path):
    write_docx(tmp_path / "one.docx", TABLE)
    made = docx.Document(str(tmp_path / "one.docx"))

    assert made.paragraphs[0].text == "Theories compared"
    assert made.paragraphs[-1].text == f"Notes: Named {printable(HOSTILE)}. n is 3."
    (grid,) = made.tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["Theory", "Evidence against it", "95% interval"],
        [printable(HOSTILE), "−1,234.6", "10.0% to 25.0%"],
        ["level-k", "–", "–"],
    ]
    assert made.core_properties.author == made.core_properties.comments == ""


def test_tables_of_an_earlier_fit_are_removed_and_nothing_else(tmp_path):
    for name in ("kinds.tex", "kinds.docx", "own.tex"):
        (tmp_path / name).write_text("earlier")
    write_formats([TABLE], tmp_path)

    expected = {"own.tex", "tables.tex", *(f"comparison.{end}" for end in WRITERS)}
    assert {path.name for path in tmp_path.iterdir()} == expected


def test_a_document_that_fails_half_way_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "one.docx"
    write_docx(path, TABLE)
    old = path.read_bytes()

    def fail(_self, where):
        with open(where, "wb") as file:  # noqa: PTH123 - as the library does
            file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr("docx.document.Document.save", fail)
    with pytest.raises(OSError, match="disk full"):
        write_docx(path, TABLE)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_captions_hold_no_number_and_names_differ():
    assert [one.title for one in DECLARED if re.search(r"\d", one.title)] == []
    assert len({one.name for one in DECLARED}) == len(DECLARED)


def test_doubtful_fits_are_counted_by_theory():
    notes = {
        "a": ["trust: lapse at its lowest"],
        "b": ["trust: not converged", "level_k: level 1 fits as well as level 2"],
        "c": ["level_k: not identified: precision"],
        "d": ["only 4 decisions"],
    }
    people = [
        {"session": "s", "code": code, "role": "sender", "notes": said}
        | {name: {"params": {"lapse": float(number)}} for name in ("trust", "level_k")}
        for number, (code, said) in enumerate(notes.items())
    ]
    numbers = {"people": people, "theories": dict.fromkeys(["trust", "level_k", "hybrid"])}
    source = Source(numbers, {("s", code): Place("t", 1) for code in notes})
    (declared,) = (one for one in DECLARED if one.name == "people")

    assert list(declared.rows(source)) == [
        ("t", "sender", "trust", "lapse", 0.75, 1.5, 2.25, 4, 2),
        ("t", "sender", "level-k", "lapse", 0.75, 1.5, 2.25, 4, 3),
    ]


def test_names_of_variables_are_those_that_stata_takes():
    columns = [
        "cognitive_hierarchy_log_likelihood",
        "step_2_mean_steps_0.5_posterior",
        "cognitive_hierarchy_truth_cost_se",
        "another_theory_with_a_long_name_1",
        "another_theory_with_a_long_name_11",
        "trust_model_trust",
    ]

    assert list(stata_names(columns).values()) == [
        "cognitive_hierarchy_ll",
        "step_2_mean_steps_0_5_posterior",
        "cognitive_hier_truth_cost_se",
        "another_theory_with_a_long_name_",
        "another_theory_with_a_long_nam_2",
        "trust_model_trust",
    ]


def test_people_are_read_again_with_labels(tmp_path):
    people = pd.DataFrame(
        {
            "session": ["é\x00\n1", "b"],
            "role": ["sender", "receiver"],
            "treatment": [HOSTILE, ""],
            "level": [1, 0],
            "level_1_posterior": [0.25, None],
            "trust_model_trust": [None, 1 / 3],
            "trust_model_trust_se": [None, 0.1],
            "better": ["level_k", "undecided"],
            "belief_nearer": ["trust", None],
            "belief_distance_level_k": [None, None],
            "notes": ["n" * 3000, ""],
        }
    )
    path = tmp_path / "people.dta"
    write_dta(path, people, THEORIES, DEFAULTS)
    read = pd.read_stata(path)

    assert list(read["session"]) == ["é 1", "b"]
    assert list(read["role"]) == ["sender", "receiver"]
    assert list(read["treatment"]) == [printable(HOSTILE), "(nothing)"]
    assert list(read["better"]) == ["level-k", "undecided"]
    assert list(read["notes"]) == ["n" * 3000, ""]
    assert read["trust_model_trust"][1] == 1 / 3
    assert read.isna().sum().to_dict() == {name: int(people[name].isna().sum()) for name in people}
    with pd.io.stata.StataReader(path) as reader:
        labels = reader.variable_labels()
        values = reader.value_labels()
    assert labels["trust_model_trust_se"] == "trust: standard error of trust"
    assert labels["level"] == "level-k: level that fits the person best"
    assert labels["level_1_posterior"] == "level-k: probability of level 1"
    assert labels["belief_distance_level_k"] == "Mean distance of stated beliefs from level-k, in units"
    assert set(values) == {"role", "treatment", "better", "belief_nearer"}
    assert set(values["role"].values()) == {"sender", "receiver"}
    first = path.read_bytes()
    write_dta(path, people, THEORIES, DEFAULTS)
    assert path.read_bytes() == first
