"""Freezing a study: what is held, when it is a new version, and what a changed lock is."""

import json

import pytest

from forecast_sharing.study.freezing import freeze
from forecast_sharing.study.lock import LOCK, content_of, differences, read_lock
from forecast_sharing.study.session_config import session_config
from forecast_sharing.study.study import StudyError, read
from tests.harness.study_files import SOUND


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "two"
    (folder / "texts" / "en").mkdir(parents=True)
    (folder / "texts" / "en" / "consent.md").write_text("You agree.", encoding="utf-8")
    (folder / "study.toml").write_text(SOUND, encoding="utf-8")
    return folder


def change(folder, old, new):
    path = folder / "study.toml"
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")


def test_a_frozen_study_holds_its_settings_texts_and_what_it_was_made_with(folder):
    lock = freeze(read(folder), folder)
    said = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    assert (lock.version, said["sha256"]) == (1, lock.sha256)
    assert said["content"]["settings"]["show_up_fee"] == 7.5
    assert said["content"]["arms"][0]["parts"][1] == {
        "treatment": "cheap",
        "rounds": 4,
        "settings": {"capacity_cost": 15},
    }
    assert list(said["content"]["texts"]) == ["texts/en/consent.md"]
    assert said["made_by"]["packages"]["otree"] == "6.0.15"
    assert read_lock(folder) == lock


def test_freezing_again_is_the_same_version_until_something_changes(folder):
    first = freeze(read(folder), folder)
    assert freeze(read(folder), folder) == first
    change(folder, "show_up_fee = 7.5", "show_up_fee = 8")
    second = freeze(read(folder), folder)
    assert (second.version, second.sha256 == first.sha256) == (2, False)
    assert (folder / "frozen" / "1" / "study.toml").read_text(encoding="utf-8") == SOUND


def test_a_comment_is_no_deviation_and_a_setting_is_named_with_both_values(folder):
    lock = freeze(read(folder), folder)
    change(folder, "seed = 5", "seed = 5  # the birthday of nobody")
    assert differences(lock.content, content_of(read(folder), folder)) == []
    change(folder, "show_up_fee = 7.5", "show_up_fee = 8")
    assert differences(lock.content, content_of(read(folder), folder)) == ["settings.show_up_fee is 8, frozen as 7.5"]


def test_a_text_that_changes_is_a_deviation(folder):
    lock = freeze(read(folder), folder)
    (folder / "texts" / "en" / "consent.md").write_text("You agree!", encoding="utf-8")
    [said] = differences(lock.content, content_of(read(folder), folder))
    assert said.startswith("texts.texts/en/consent.md is ")


def test_a_lock_that_was_changed_is_refused(folder):
    freeze(read(folder), folder)
    path = folder / LOCK
    path.write_text(path.read_text(encoding="utf-8").replace("7.5", "9.5"), encoding="utf-8")
    with pytest.raises(StudyError, match=r"^two/study.lock.json: was changed after it was written"):
        read_lock(folder)
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(StudyError, match="must be as `study freeze` wrote it"):
        read_lock(folder)


def test_sessions_say_by_which_version_they_are(folder):
    lock = freeze(read(folder), folder)
    config = session_config(read(folder), lock, ["briefing"])
    assert (config["study_version"], config["study_sha256"]) == (1, lock.sha256)
