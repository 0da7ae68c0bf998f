"""The analysis by itself: from Python as its page shows it, and as the package that `pip install .` makes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib

import pandas as pd
import pytest
from setuptools import find_packages

from forecast_sharing.__main__ import main
from forecast_sharing.dataset import load_example, read_rounds
from forecast_sharing.reporting.report import fit_report
from tests.harness.servers.project_copy import REPOSITORY

PAGE = REPOSITORY / "docs" / "how-to" / "analyse-in-python.md"
# Packages whose modules have another name.
NAMES_OF_MODULES = {"python-docx": "docx"}
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_example_is_simulated_and_passes_every_check():
    rounds = load_example()

    assert len(rounds) == 144
    assert set(rounds["treatment"]) == {"ch_uh", "cl_ul"}
    assert rounds["session_code"].str.startswith("sim").all()


def test_the_example_is_what_its_command_makes(tmp_path):
    command = re.search(r"python -m forecast_sharing (simulate [^`]+)`", load_example.__doc__).group(1)
    assert main([*command.split(), "--out", str(tmp_path)]) == 0

    # Decisions may differ in another version of numpy; what chance decides may not.
    same = ["session_code", "round_number", "block", "pair_id", "sender_code", "seed", "forecast", "market_noise"]
    pd.testing.assert_frame_equal(load_example()[same], read_rounds(tmp_path / "rounds.csv")[same])


@pytest.mark.slow
def test_the_page_can_be_followed_to_a_report(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    names: dict = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 - the page's own lines

    assert capsys.readouterr().out.startswith("144 rounds of 2 sessions\n")
    assert names["results"]["verdict"] in {"trust", "level_k", "hybrid", "undecided"}
    written = {path.name for path in (tmp_path / "example_report").iterdir()}
    assert written == {"report.html", "people.csv", "comparison.csv", "results.json", "pictures"}


def test_a_session_that_is_there_twice_gets_no_report(tmp_path):
    rounds = load_example()
    copied = rounds.assign(session_code="copy-" + rounds["session_code"])

    with pytest.raises(ValueError, match=r"session .* is a copy of session .* under another code"):
        fit_report(pd.concat([rounds, copied], ignore_index=True), tmp_path / "report")
    assert not (tmp_path / "report").exists()


@pytest.mark.process
def test_the_package_runs_without_the_experiment(tmp_path):
    """Only what setuptools would take along is there, and oTree and Django cannot be imported."""
    found = find_packages(str(REPOSITORY), **PROJECT["tool"]["setuptools"]["packages"]["find"])
    data = PROJECT["tool"]["setuptools"]["package-data"]["forecast_sharing"]
    for package in found:
        folder = REPOSITORY / package.replace(".", "/")
        target = tmp_path / package.replace(".", "/")
        target.mkdir(parents=True)
        for pattern in ("*.py", *data):
            for file in folder.glob(pattern):
                shutil.copy(file, target)
    module, function = PROJECT["project"]["scripts"]["forecast-sharing"].split(":")
    code = (
        "import sys\n"
        "sys.modules['otree'] = sys.modules['django'] = sys.modules['recruitment'] = None\n"
        f"sys.path[0] = {str(tmp_path)!r}\n"
        "import forecast_sharing.dataset as dataset\n"
        "dataset.load_example().to_csv('rounds.csv', index=False)\n"
        "sys.argv = ['forecast-sharing', 'data-dictionary']\n"
        f"from {module} import {function}\n"
        f"{function}()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("# Data dictionary")


def test_the_package_asks_for_what_it_imports():
    packages = [re.split(r"[<>=]", name)[0] for name in PROJECT["project"]["dependencies"]]
    needed = {NAMES_OF_MODULES.get(name, name) for name in packages}
    imported = {
        name
        for file in (REPOSITORY / "forecast_sharing").rglob("*.py")
        for name in re.findall(r"^\s*(?:from|import) (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    others = imported - set(sys.stdlib_module_names) - {"forecast_sharing", "ray"}

    assert others == needed
