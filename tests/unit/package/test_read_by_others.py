"""Programs of others accept a package and read its tables: Frictionless, R, and what reads files of Stata."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from forecast_sharing import dataset
from forecast_sharing.package.verify import verify
from forecast_sharing.tables.psych_ds import file_name
from forecast_sharing.tables.stored_tables import BY_NAME
from tests.harness.packages import copied, packaged
from tests.harness.servers.project_copy import REPOSITORY

pytestmark = [pytest.mark.process, pytest.mark.slow]

FRICTIONLESS = REPOSITORY / ".venv-validators" / "bin" / "frictionless"
TABLES = ("rounds", "participants", "survey", "survey_items", "quiz", "events", "matching", "session", "arms")


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("others")
    return packaged(copied(folder / "studies"), folder / "package")


@pytest.mark.skipif(not FRICTIONLESS.is_file(), reason="no .venv-validators")
def test_frictionless_finds_nothing_wrong_and_an_altered_cell(package, tmp_path):
    def judged(folder):
        return subprocess.run(
            [FRICTIONLESS, "validate", "datapackage.json"], cwd=folder, capture_output=True, text=True, check=False
        )

    sound = judged(package)
    assert sound.returncode == 0, sound.stdout[-3000:]
    altered = tmp_path / "altered"
    shutil.copytree(package, altered)
    table = altered / "data" / file_name("rounds")
    table.write_text(table.read_text(encoding="utf-8").replace(",uniform,", ",lopsided,", 1), encoding="utf-8")
    assert judged(altered).returncode != 0


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="no R")
def test_r_reads_every_table_with_its_types(package):
    script = "source('R/load.R'); cat(nrow(rounds), is.factor(rounds$matching), is.numeric(rounds$report), sep = ' ')"
    answer = subprocess.run(
        ["Rscript", "-e", script],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    rounds = dataset.read_stored(package / "data" / file_name("rounds"), "rounds")

    assert answer.returncode == 0, answer.stderr[-3000:]
    assert answer.stdout.split()[-3:] == [str(len(rounds)), "TRUE", "TRUE"]
    # What R draws into the folder is no fault of the package.
    assert (package / "first_plot.png").is_file()
    assert verify(package).problems == []


@pytest.mark.parametrize("name", TABLES)
def test_what_reads_stata_finds_labels_and_numbers(package, name):
    frame, meta = pyreadstat.read_dta(package / "stata" / f"{name}.dta")
    table = dataset.read_stored(package / "data" / file_name(name), name)

    assert len(frame) == len(table)
    labels = dict(zip(meta.column_names, meta.column_labels, strict=True))
    for column in BY_NAME[name].columns:
        assert labels[column.name], column.name
        if column.type in ("integer", "number"):
            own = table[column.name].to_numpy(dtype=float, na_value=np.nan)
            np.testing.assert_array_equal(frame[column.name].to_numpy(dtype=float), own, err_msg=column.name)


@pytest.mark.parametrize("name", TABLES)
def test_parquet_holds_what_the_csv_holds(package, name):
    path = package / "data" / file_name(name)
    table, parquet = dataset.read_stored(path, name), pd.read_parquet(path.with_suffix(".parquet"))

    assert list(parquet.columns) == list(table.columns)
    pd.testing.assert_frame_equal(parquet.astype(table.dtypes.to_dict()), table)
