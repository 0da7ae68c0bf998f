"""Exports of the admin's pages hold every session of a server, pilots too: some of them can be taken."""

from __future__ import annotations

import json

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import ROUNDS, write_table
from tests.strategies import round_row

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    arguments = ["--theory", "trust", "--cells", "ch_uh,cl_ul", "--pairs", "4", "--rounds", "4", "--seed", "3"]
    assert main(["simulate", *arguments, "--out", str(folder)]) == 0
    return folder / "rounds.csv"


def test_summarize_takes_the_named_sessions_only(rounds, capsys):
    assert main(["summarize", str(rounds), "--json", "--session", "sim3-ch_uh"]) == 0
    [only] = json.loads(capsys.readouterr().out)
    assert main(["summarize", str(rounds), "--json"]) == 0
    both = json.loads(capsys.readouterr().out)

    assert only == next(one for one in both if one["treatment"] == "ch_uh")
    assert len(both) == 2


def test_several_may_be_named(rounds, capsys):
    named = ["--session", "sim3-ch_uh", "--session", "sim3-cl_ul"]
    assert main(["summarize", str(rounds), "--json", *named]) == 0

    assert len(json.loads(capsys.readouterr().out)) == 2


@pytest.mark.parametrize("command", [["summarize"], ["fit", "--out", "nowhere"]], ids=["summarize", "fit"])
def test_a_session_that_is_not_there_is_said_with_those_that_are(rounds, capsys, command):
    status = main([*command, str(rounds), "--session", "pilot"])

    assert status != 0
    assert "there is no session 'pilot' in the table; it has sim3-ch_uh, sim3-cl_ul" in capsys.readouterr().err


def test_an_empty_table_has_no_session(rounds, tmp_path, capsys):
    empty = tmp_path / "rounds.csv"
    empty.write_text(rounds.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    assert main(["summarize", str(empty), "--session", "pilot"]) != 0
    assert "it has none" in capsys.readouterr().err


def test_fit_takes_the_named_sessions_only(rounds, tmp_path):
    # One variant, of which a fit takes half as long.
    variant = ["--noise", "logit", "--prior", "truncated", "--tie-break", "smallest", "--off-path-beliefs", "lowest"]
    variant += ["--level-0-errors", "distance", "--highest-level", "1"]
    assert main(["fit", str(rounds), "--session", "sim3-cl_ul", "--out", str(tmp_path), *variant]) == 0
    results = json.loads((tmp_path / "results.json").read_text())

    assert results["treatments"] == ["cl_ul"]


def test_a_session_that_is_there_twice_is_refused_unless_one_is_left_out(tmp_path, capsys):
    path = tmp_path / "rounds.csv"
    rows = [round_row(session_code=code, round_number=number) for code in ("abc", "copy") for number in (1, 2)]
    write_table(path, ROUNDS, rows)

    assert main(["summarize", str(path)]) == 2
    assert "rounds.csv: session copy is a copy of session abc under another code" in capsys.readouterr().err
    assert main(["fit", str(path), "--out", str(tmp_path / "out")]) == 2
    assert "session copy is a copy of session abc under another code" in capsys.readouterr().err
    assert main(["summarize", str(path), "--session", "abc"]) == 0
    assert main(["summarize", str(path), "--session", "copy", "--json"]) == 0
