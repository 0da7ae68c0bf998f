from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from forecast_sharing.__main__ import main
from forecast_sharing.session.configuration_reference import as_markdown
from forecast_sharing.session.design import SessionDesign, config_name

REPOSITORY = Path(__file__).parents[3]
PAGE = REPOSITORY / "docs" / "reference" / "configuration.md"


def test_the_committed_page_is_current(capsys, monkeypatch):
    monkeypatch.setenv("OTREE_SECRET_KEY", "of the test, so that none is drawn")
    main(["settings", "--project", str(REPOSITORY / "settings.py")])

    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("spec", fields(SessionDesign), ids=lambda spec: spec.name)
def test_every_setting_has_a_row_that_no_bar_breaks(spec):
    rule, meaning = spec.metadata["rule"], spec.metadata["meaning"]
    rows = [line for line in as_markdown([], []).splitlines() if line.startswith(f"| `{config_name(spec)}` |")]

    assert len(rows) == 1
    assert rows[0].endswith(f" | {rule} | {meaning} |")
    assert rows[0].count("|") == 5


def test_a_config_shows_what_it_changes_and_nothing_else():
    config = {"name": "short", "display_name": "Short", "num_demo_participants": 2, "num_rounds": 3, "roles": "fixed"}

    assert "| `short` | Short | 2 | `num_rounds` `3` |" in as_markdown([config], [])


def test_a_small_rate_is_written_without_an_exponent():
    assert "| `real_world_currency_per_point` | `0.0001` |" in as_markdown([], [])


def test_a_settings_file_that_is_not_there_is_named(capsys, tmp_path):
    missing = tmp_path / "settings.py"

    assert main(["settings", "--project", str(missing)]) == 2
    assert capsys.readouterr().err == f"error: {missing}: No such file or directory\n"
