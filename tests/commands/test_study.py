"""The commands that plan, check and freeze a study, as they are typed."""

from __future__ import annotations

import json

import pytest

from forecast_sharing.__main__ import main
from tests.harness.study_files import SOUND


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """Return the folder of a sound study, in a working directory of its own."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "studies" / "two"
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(SOUND, encoding="utf-8")
    return folder


def test_a_new_study_is_sound_and_never_written_over(at_home, capsys):
    assert main(["study", "new", "mine"]) == 0
    assert main(["study", "check", "mine"]) == 0
    said = capsys.readouterr()
    assert "mine: sound. 2 arms of up to 2 parts" in said.out
    written = (at_home.parent / "mine" / "study.toml").read_text(encoding="utf-8")

    assert main(["study", "new", "mine"]) == 2
    assert "is there already; nothing was written" in capsys.readouterr().err
    assert (at_home.parent / "mine" / "study.toml").read_text(encoding="utf-8") == written
    assert main(["study", "new", "../Mine"]) == 2
    assert "must be at most 40 lower-case letters" in capsys.readouterr().err


def test_a_frozen_study_that_is_edited_is_a_deviation(at_home, capsys):
    assert main(["study", "freeze", "two"]) == 0
    lock = json.loads((at_home / "study.lock.json").read_text(encoding="utf-8"))
    assert main(["study", "check", "two"]) == 0
    assert f"Frozen as version 1, SHA-256 {lock['sha256']}; unchanged since." in capsys.readouterr().out

    (at_home / "study.toml").write_text(SOUND.replace("capacity_cost = 15", "capacity_cost = 20"), encoding="utf-8")
    assert main(["study", "check", "two"]) == 1
    said = capsys.readouterr().out
    assert "is a deviation until it is frozen again" in said
    assert "- arms.1.parts.2.settings.capacity_cost is 20, frozen as 15" in said


def test_the_preregistration_says_arms_contrasts_and_power(at_home, tmp_path, capsys):
    power = tmp_path / "power"
    power.mkdir()
    (power / "power.txt").write_text("trust 19 of 20\n", encoding="utf-8")
    assert main(["study", "freeze", "two", "--power", str(power)]) == 0
    text = (at_home / "preregistration.md").read_text(encoding="utf-8")

    assert "- `one`: 3 rounds of dear, then 4 rounds of cheap; 2 blocks." in text
    assert "- `inflation`: dear minus cheap, with a 95% interval" in text
    assert "16 people in 4 blocks over 2 sessions. Power of this very design" in text
    assert "trust 19 of 20" in text
    assert "| `capacity_cost` | 60 | 15 |" in text
    assert main(["study", "freeze", "two", "--power", str(tmp_path / "none")]) == 2
    assert "--power must be a folder that `power --study` wrote" in capsys.readouterr().err


def test_what_a_study_does_is_shown_in_words(at_home, capsys):
    assert main(["study", "show", "two"]) == 0
    said = capsys.readouterr().out

    assert "one: 2 blocks; 3 rounds of dear, then 4 rounds of cheap" in said
    assert "cheap: capacity_cost = 15" in said
    assert "Contrasts: inflation: dear - cheap" in said


def test_a_study_that_is_not_there_names_those_that_are(at_home, capsys):
    assert main(["study", "check", "tow"]) == 2
    assert "there is no study tow; in studies/ there are two" in capsys.readouterr().err
