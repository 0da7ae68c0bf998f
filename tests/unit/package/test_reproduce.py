"""The analysis of a package comes out again from the package alone, and a number that was altered does not."""

from __future__ import annotations

import json
import shutil

import pytest

from forecast_sharing.package.analysis import options_of
from forecast_sharing.package.collected import PackageError
from forecast_sharing.package.reproduce import compared, reproduce
from forecast_sharing.study.study import parse
from tests.harness.packages import Silent, copied, packaged
from tests.harness.study_files import SOUND

ONE_VARIANT = """
[analysis.fit]
noise = "normal"
prior = "truncated"
tie_break = "smallest"
off_path_beliefs = "lowest"
highest_level = 2
"""


def off(written, computed):
    return [number.path for number in compared(written, computed) if not number.is_same]


def test_every_number_and_word_is_compared_by_its_path():
    written = {"verdict": "trust", "people": [{"aic": 1.0}, {"aic": 2.0}], "none": None, "empty": []}

    assert off(written, written) == []
    assert len(compared(written, written)) == 5
    assert off(written, {**written, "verdict": "level_k"}) == ["verdict"]
    assert off(written, {**written, "people": [{"aic": 1.0}, {"aic": 2.1}]}) == ["people.2.aic"]
    assert off(written, {**written, "people": [{"aic": 1.0}]}) == ["people.2.aic"]
    assert off(written, {**written, "more": 1}) == ["more"]
    assert off(written, {**written, "none": 0}) == ["none"]


def test_numbers_are_the_same_to_nine_digits_and_versions_may_differ():
    assert off({"x": 1000.0, "n": 1}, {"x": 1000.0 + 1e-7, "n": 1.0}) == []
    assert off({"x": 1000.0}, {"x": 1000.0 + 1e-5}) == ["x"]
    assert off({"x": True}, {"x": 1}) == ["x"]
    assert off({"versions": {"numpy": "2.0"}}, {"versions": {"numpy": "2.1"}}) == []


def test_a_line_says_both_numbers():
    [number] = compared({"a": {"b": 1.5}}, {"a": {"b": 2.5}})

    assert str(number) == "a.b: 1.5 in the package, 2.5 now"


def test_the_study_file_fixes_options_seed_and_resamples():
    fit = '[analysis.fit]\nnoise = "normal"\nhighest_level = 3\nseed = 9\nbootstrap = 20\n'
    considered, numbers = options_of(parse("sound", SOUND + fit))

    assert (considered.options.noise, considered.options.highest_level) == ("normal", 3)
    assert "noise" not in considered.averaged
    assert "prior" in considered.averaged
    assert numbers == {"seed": 9, "bootstrap": 20}
    with pytest.raises(PackageError, match="tie_break must be smallest or largest where noise is normal"):
        options_of(parse("sound", SOUND + fit + 'tie_break = "uniform"\n'))
    with pytest.raises(PackageError, match="bootstrap must be 0 or at least 2"):
        options_of(parse("sound", SOUND + "[analysis.fit]\nbootstrap = 1\n"))


def test_a_package_without_an_analysis_has_nothing_to_reproduce(tmp_path):
    out = packaged(copied(tmp_path), tmp_path / "package")

    with pytest.raises(PackageError, match="has no analysis to reproduce"):
        reproduce(out, jobs=1, steps=Silent())


@pytest.mark.slow
def test_all_numbers_come_out_but_the_one_that_was_altered(tmp_path):
    study = copied(tmp_path / "studies")
    file = study / "study.toml"
    # One variant and one session: what is compared is the same, and the fits take a fraction.
    shutil.rmtree(study / "files" / "second")
    file.write_text(file.read_text(encoding="utf-8") + ONE_VARIANT, encoding="utf-8")
    out = packaged(study, tmp_path / "package", with_analysis=True)
    shutil.rmtree(tmp_path / "studies")
    path = out / "analysis" / "results.json"
    numbers = json.loads(path.read_text(encoding="utf-8"))
    numbers["people"][0]["trust"]["log_likelihood"] += 0.001
    path.write_text(json.dumps(numbers), encoding="utf-8")
    found = reproduce(out, jobs=1, steps=Silent())

    assert len(found) > 1000
    assert [number.path for number in found if not number.is_same] == ["people.1.trust.log_likelihood"]
