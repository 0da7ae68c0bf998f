"""Sessions of all kinds, played on the server, are packaged and come out when everything is drawn anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from forecast_sharing.package.collected import read_folders
from forecast_sharing.package.servers import EXPORTS
from forecast_sharing.package.verify import verify
from forecast_sharing.package.writing import Wanted, package
from forecast_sharing.session.design import SURVEY_SECTIONS
from forecast_sharing.study.study import read
from tests.harness.packages import Silent

pytestmark = pytest.mark.bots

STUDY = Path(__file__).parents[2] / "studies" / "demo_study"
EVERY_SECTION = " ".join(SURVEY_SECTIONS)
BLOCKS_OF_FOUR = {"block_size": 4, "matching": "stranger"}


@pytest.mark.parametrize(
    ("n", "settings"),
    [
        pytest.param(8, {"practice_rounds": 2, "paid_rounds": 2}, id="practice and drawn rounds"),
        pytest.param(8, {"arrival": "arrival", "dropout": "robot"}, id="as people come"),
        pytest.param(3, {"counterpart": "robot"}, id="with computers"),
        pytest.param(8, {"roles": "random", **BLOCKS_OF_FOUR}, id="random roles"),
        pytest.param(8, {"beliefs": "asked", "belief_pay": "every_round", **BLOCKS_OF_FOUR}, id="every belief paid"),
        pytest.param(4, {"beliefs": "asked", "roles": "alternate"}, id="one belief paid"),
        pytest.param(4, {"messages": "none", "negative_balance": "deducted", "endowment": 10}, id="silent"),
        pytest.param(4, {"messages": "number_and_text", "survey_sections": EVERY_SECTION}, id="with texts"),
    ],
)
def test_everything_comes_out(bots, tmp_path, n, settings):
    run = bots("study_demo_study", n, study_session=3, **settings)
    (tmp_path / "files").mkdir()
    for name, app in EXPORTS.items():
        text = run.text(app, f"custom_export_{name}")
        (tmp_path / "files" / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    out = tmp_path / "package"
    package(read_folders([tmp_path / "files"]), Wanted(read(STUDY), STUDY, with_analysis=False), out, Silent())
    found = verify(out)

    assert found.problems == []
    assert found.notes == []
