from __future__ import annotations

import json

import numpy as np
import pytest

from forecast_sharing.tables.atomic_files import as_json, whole_file, write_text


def test_what_is_not_finite_becomes_null():
    content = {"a": np.float64("nan"), "b": (np.inf, np.int64(2)), "c": np.array([1.5, np.nan])}

    assert json.loads(as_json(content)) == {"a": None, "b": [None, 2], "c": [1.5, None]}


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "results.json"
    write_text(path, "old")

    def fail():
        with whole_file(path) as temporary:
            temporary.write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_can_be_read_like_any_other(tmp_path):
    write_text(tmp_path / "ours", "text")
    (tmp_path / "other").write_text("text")

    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "other").stat().st_mode
