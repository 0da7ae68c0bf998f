"""What is planned for the rehearsal of a study, and what is said of it."""

from __future__ import annotations

import csv
import io

import pytest

from cheap_talk_game.data import study_rehearsal
from cheap_talk_game.data.study_rehearsal import planned, problems, report
from forecast_sharing.session.draws import draw_arms
from forecast_sharing.study.session_config import Studies
from forecast_sharing.study.study import parse
from tests.harness.study_files import SOUND


@pytest.fixture
def study(monkeypatch):
    """Return the study `two`, whose arms are planned one block to twenty."""
    source = SOUND.replace("[arms.two]\nblocks = 2", "[arms.two]\nblocks = 40")
    one = parse("two", source)
    monkeypatch.setattr(study_rehearsal, "STUDIES", Studies(((one, None),), ()))
    return one


def people(*rows):
    return [
        {"participant_code": code, "arm": arm, "total_payment": pay, "exit_reason": reason}
        for code, arm, pay, reason in rows
    ]


@pytest.mark.parametrize("blocks", [0, 9])
def test_each_arm_has_a_block_and_no_more_are_played_than_that_takes(study, blocks):
    config, n_people, modified = planned("two", blocks)
    n_blocks = n_people // 4

    def arms(n_blocks):
        return set(draw_arms(study.seed, session=1, n_blocks=n_blocks, weights=[1, 20]))

    assert (config, modified) == ("study_two", {"purpose": "rehearsal", "study_session": 1})
    assert arms(n_blocks) == {1, 2}
    # One block fewer would be fewer than asked for, or lack an arm.
    assert n_blocks - 1 < max(blocks, 2) or arms(n_blocks - 1) == {2}


def test_an_unknown_study_is_refused_by_name():
    with pytest.raises(ValueError, match=r"--study must be one of crossover, .*, not 'nowhere'"):
        planned("nowhere")


def test_what_should_not_be_so_is_named(study):
    fine = people(("a", "one", "5.00", "completed"), ("b", "two", "7.00", "completed"))
    bad = people(("a", "one", "0", "completed"), ("b", "one", "", ""), ("c", "one", "5", "dropped_out"))

    assert problems(study, fine) == []
    assert problems(study, bad) == [
        "nobody played the arm two",
        "1 people: still in the session",
        "1 people: dropped_out",
        "2 people are paid nothing",
    ]


def test_the_report_has_pages_and_pay_of_each_arm_and_what_the_study_costs(study, tmp_path, monkeypatch):
    rows = people(*((f"p{n}", "one", f"{n}.00", "completed") for n in range(1, 12)), ("q", "two", "6.00", "completed"))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    (tmp_path / "participants.csv").write_text(stream.getvalue(), encoding="utf-8")
    (tmp_path / "rounds.csv").write_text("x\n1\n", encoding="utf-8")
    (tmp_path / "session.csv").write_text("language\nde\n", encoding="utf-8")
    opened = {f"/p/p{n}/game/Report/{page}": b"" for n in range(1, 12) for page in range(7)} | {"/login": b""}
    kept = []
    monkeypatch.setattr(study_rehearsal, "write_pages", lambda *asked: kept.append(asked) or 23)
    lines = report("two", tmp_path, opened).splitlines()

    assert lines[2].split() == ["one", "11", "7", "1.00", "2.00", "6.00", "10.00", "11.00"]
    assert lines[3].split() == ["two", "1", "0", "–"]
    assert f"budget: {6.0 * study.participants:.2f} for the {study.participants} people planned" in lines[5]
    assert lines[7] == f"pages: 23, as people of each arm read them, in {tmp_path / 'pages'}"
    assert kept == [(tmp_path / "pages", study, rows, opened, "de")]
    assert lines[8].startswith("problems: ")
    assert "rounds.csv" in lines[8]
