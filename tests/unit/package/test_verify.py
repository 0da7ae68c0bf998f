"""One altered cell is found and named: every column of every table of the design is altered in a played study."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta

import pandas as pd
import pytest

from forecast_sharing.dataset import read_stored
from forecast_sharing.game import Game
from forecast_sharing.package.collected import PackageError
from forecast_sharing.package.data_files import write_csv
from forecast_sharing.package.verify import verify
from forecast_sharing.tables.psych_ds import file_name
from forecast_sharing.tables.round_checks import PARAMETERS
from forecast_sharing.tables.stored_tables import BY_NAME
from tests.harness.packages import alter, copied, packaged, rewrite, rows_of

# What people decided and what the server noted, which nothing else says; docs/reference/package.md lists them.
NOT_RECOMPUTED = {
    "rounds": {
        *("report_seconds", "capacity_seconds", "sender_belief_seconds", "receiver_belief_seconds"),
        *("text", "left_because", "left_by", "sender_had_left"),
        *("report", "stated_capacity", "stated_forecast", "stated_forecast_low", "stated_forecast_high"),
    },
    "participants": {
        *("consent_version", "consent_text_sha256", "consent_at", "left_at", "earlier_session"),
        "exit_reason",
    },
    "matching": set(),
    "arms": set(),
    "session": {
        *("created_at", "config", "software_version", "otree_version", "python_version", "study_version"),
        *("purpose", "study_sha256", "prolific_study", "completion_link", "completion_code", "currency"),
        # Where another number gives the same arms.
        "study_session",
    },
}
CASES = [(name, column) for name in NOT_RECOMPUTED for column in BY_NAME[name].column_names]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("verify")
    return packaged(copied(folder), folder / "package")


@pytest.fixture
def package(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "package")


def recomputed(package):
    return [line for line in verify(package).problems if "SHA256SUMS" not in line]


def another(column, value, rng):
    """Return a value that breaks no rule of the column by itself and is not this one."""
    known = None if pd.isna(value) else value
    changes = {
        "boolean": lambda: known is None or not known,
        "choice": lambda: rng.choice([word for word in column.choices if word != known]),
        "time": lambda: (known or pd.Timestamp("2030-01-31T09:30:00Z")) + timedelta(seconds=1),
        "integer": lambda: another_number(column, known),
        "number": lambda: another_number(column, known),
        "text": lambda: another_text(column, known),
    }
    return changes[column.type]()


def another_number(column, known):
    value = (column.minimum or 0) if known is None else known
    step = 0.25 if column.maximum == 1 and column.type == "number" else 1
    return value + step if column.maximum is None or value + step <= column.maximum else value - step


def another_text(column, known):
    special = {"pair_id": "1-9", "robot_policy": "{}" if known is None else None}
    if column.name in special:
        return special[column.name]
    return "ab" * 32 if column.name.endswith("sha256") else f"{known or 'other'}x"


def test_a_package_as_it_was_written_is_right(whole):
    found = verify(whole)

    assert found.problems == []
    assert found.notes == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "header"), CASES)
def test_an_altered_cell_is_found_and_named(package, name, header):
    column = next(one for one in BY_NAME[name].columns if one.name == header)
    path = package / "data" / file_name(name)
    table = read_stored(path, name)
    rng = random.Random(f"{name} {header}")
    position = rng.randrange(len(table))
    table[header] = table[header].astype(object)
    table.loc[position, header] = another(column, table.loc[position, header], rng)
    write_csv(path, name, table)
    found = verify(package).problems
    recomputed = [line for line in found if "SHA256SUMS" not in line]
    # Another key may be that of another row, which is then the one that occurs twice.
    row = "" if header in BY_NAME[name].key else f"row {position + 2}, column"
    named = [line for line in recomputed if path.name in line and row in line]

    assert f"data/{path.name}: is not as it was written: its sum is not that of SHA256SUMS" in found
    assert named or header in NOT_RECOMPUTED[name], recomputed


@pytest.mark.parametrize(
    "header",
    ["report", "capacity", "stated_capacity", "stated_forecast", "stated_forecast_low", "stated_forecast_high"],
)
def test_what_people_decided_is_known_by_what_follows_or_by_its_sum(package, header):
    path = package / "data" / file_name("rounds")
    position = next(n for n, row in enumerate(rows_of(path)) if row[header])
    alter(path, position, **{header: str(int(rows_of(path)[position][header]) + 1)})

    found = verify(package).problems
    assert f"data/{path.name}: is not as it was written: its sum is not that of SHA256SUMS" in found
    assert any("payoff" in line for line in found) == (header == "capacity")


@pytest.mark.parametrize(("forecast", "noise"), [(1, 0), (0, 1)])
def test_a_draw_that_was_altered_with_all_that_follows_from_it_is_found(package, forecast, noise):
    path = package / "data" / file_name("rounds")
    rounds = read_stored(path, "rounds")
    rounds.loc[0, ["forecast", "market_noise"]] += [forecast, noise]
    row = rounds.iloc[0]
    game = Game(**{name: row[name] for name in PARAMETERS})
    demand = game.demand(row["forecast"], row["market_noise"])
    rounds.loc[0, ["demand", "sales"]] = demand, game.sales(demand, row["capacity"])
    rounds.loc[0, "sender_payoff"] = game.sender_profit(demand, row["capacity"])
    rounds.loc[0, "receiver_payoff"] = game.receiver_profit(demand, row["capacity"])
    write_csv(path, "rounds", rounds)

    name = "forecast" if forecast else "market_noise"
    assert any(
        f"row 2, column {name}: must be" in line and "drawn from the seed" in line for line in recomputed(package)
    )


GONE = {
    "rounds": "rounds_data.csv: session S02, round 7, block 2, pair 1, 6-7: there is no row of it",
    "matching": "matching_data.csv: session S02, round 7, block 2, pair 2: there is no row of it",
    "participants": "participants_data.csv: session S02: 7 of 8 people",
    "arms": "arms_data.csv: session S02, block 2: there is no row of it",
    "session": "column session_code: must occur in the table of session",
}


@pytest.mark.parametrize("name", GONE)
def test_a_row_that_is_gone_is_missed(package, name):
    path = package / "data" / file_name(name)
    rewrite(path, lambda rows: rows[:-1])

    assert any(GONE[name] in line for line in recomputed(package))


def test_a_row_that_was_added_is_found(package):
    path = package / "data" / file_name("rounds")
    rewrite(path, lambda rows: [*rows, rows[-1] | {"pair_id": "1-2"}])

    assert any(f"row {len(rows_of(path)) + 1}, column pair_id: no such pair" in line for line in recomputed(package))


def test_files_that_are_gone_or_were_added_are_named(package):
    (package / "codebook.md").unlink()
    (package / "notes.txt").write_text("mine", encoding="utf-8")
    found = verify(package).problems

    assert "codebook.md: is not there" in found
    assert "notes.txt: is not in SHA256SUMS" in found


def test_documents_may_be_filled_in(package):
    for name in ("README.md", "provenance.md", "CITATION.cff", "LICENSE"):
        (package / name).write_text("filled in", encoding="utf-8")

    assert verify(package).problems == []


def test_another_design_is_not_the_one_of_the_sessions(package):
    path = package / "design" / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("seed = 77", "seed = 78"), encoding="utf-8")

    assert any("column arm_seed" in line for line in recomputed(package))


def test_rounds_alone_are_checked_as_far_as_they_go(tmp_path):
    study = copied(tmp_path)
    for path in (study / "files").rglob("*.csv"):
        if path.name != "rounds.csv":
            path.unlink()
    out = packaged(study, tmp_path / "package")
    found = verify(out)
    assert found.problems == []
    assert "session S01: made from rounds alone, so plans and payments were not recomputed" in found.notes

    rewrite(out / "data" / file_name("rounds"), lambda rows: [rows[0] | {"arm": "cheap_first"}, *rows[1:-1]])
    found = recomputed(out)
    assert any("row 2, column arm: must be 'dear_first'" in line for line in found) or any(
        "column arm" in f for f in found
    )
    assert any("round 7 has 1 of 2 pairs" in line for line in found)


def test_a_folder_that_is_no_package(tmp_path):
    with pytest.raises(PackageError, match="is not a package"):
        verify(tmp_path)
