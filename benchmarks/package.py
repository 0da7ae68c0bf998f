"""What packaging and verifying a large study costs: 100 sessions of 24 people and 40 rounds, without the fit.

``python -m benchmarks.package`` makes the tables as the server would, from draws and rules, with random decisions; the
commands run as processes of their own.
"""

import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from forecast_sharing.game import Game
from forecast_sharing.package.data_files import write_csv
from forecast_sharing.package.planned_rounds import PlannedSession, planned_session
from forecast_sharing.package.problems import Problems
from forecast_sharing.package.verified_people import Expected
from forecast_sharing.package.verified_rounds import verify_matching
from forecast_sharing.session.design import SessionDesign
from forecast_sharing.study.study import Study, parse
from forecast_sharing.tables.round_checks import PARAMETERS
from forecast_sharing.tables.session_columns import SETTINGS
from forecast_sharing.tables.typed_frames import typed

N_SESSIONS, N_PEOPLE = 100, 24
STUDY = """
title = "A large study"
question = "How long?"
hypotheses = []
seed = 5
[session]
matching = "stranger"
block_size = 4
[treatments.dear]
capacity_cost = 60
[treatments.cheap]
capacity_cost = 15
[arms.dear_first]
blocks = 300
parts = [{ treatment = "dear", rounds = 20 }, { treatment = "cheap", rounds = 20 }]
[arms.cheap_first]
blocks = 300
parts = [{ treatment = "cheap", rounds = 20 }, { treatment = "dear", rounds = 20 }]
[plan]
sessions = 100
"""


def main() -> None:
    with TemporaryDirectory() as held:
        folder = Path(held) / "large"
        (folder / "files").mkdir(parents=True)
        (folder / "study.toml").write_text(STUDY, encoding="utf-8")
        n_rows = write_tables(folder / "files", parse("large", STUDY))
        print(f"{N_SESSIONS} sessions of {N_PEOPLE} people, {n_rows} rows of rounds")
        out = Path(held) / "package"
        run("package", "study", "package", str(folder), "--files", str(folder / "files"), "--out", str(out),
            "--without-analysis")  # fmt: skip
        run("verify", "study", "verify", str(out))


def run(name: str, *command: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "forecast_sharing", *command], check=True)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name}: {wall:.1f} s, {cpu:.1f} s CPU, at most {after.ru_maxrss / 1024:.0f} MB")


def write_tables(folder: Path, study: Study) -> int:
    """Write the tables of all sessions, consistent in themselves; return the number of rounds."""
    design = study.design
    rows = [_session_row(design, number) for number in range(1, N_SESSIONS + 1)]
    sessions = [planned_session(row, design) for row in rows]
    people = pd.concat([_people(one) for one in sessions], ignore_index=True)
    tables = {"session": _typed("session", pd.DataFrame(rows)), "participants": typed("participants", people)}
    empty = typed("matching", {"session_code": []})
    planned = verify_matching({**tables, "matching": empty}, sessions, Problems())
    tables["matching"] = _typed("matching", planned)
    tables["rounds"] = _typed("rounds", _played(planned))
    tables["arms"] = typed(
        "arms",
        {
            "session_code": [one.code for one in sessions for _ in one.arms],
            "block": [block for one in sessions for block in range(1, len(one.arms) + 1)],
            "arm": [one.arm_name(block) for one in sessions for block in range(1, len(one.arms) + 1)],
        },
    )
    expected = Expected(tables, {one.code: one for one in sessions}, planned)
    filled = [row | expected.row(row) for row in people.to_dict("records")]
    tables["participants"] = _typed("participants", pd.DataFrame(filled))
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", name, table)
    return len(tables["rounds"])


def _session_row(design: SessionDesign, number: int) -> dict:
    parts = [asdict(part) for part in design.parts]
    settings = {name: parts[0][name] if len({part[name] for part in parts}) == 1 else None for name in SETTINGS}
    settings |= {"arms": design.arms, "study_session": number, "study": design.study}
    return {
        **settings,
        "session_code": f"session{number:03}",
        "created_at": f"2030-01-31T09:{number % 60:02}:00Z",
        "config": "study_large",
        "people": N_PEOPLE,
        "seed": 1000 + number,
        "currency": "EUR",
    }


def _people(one: PlannedSession) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "session_code": one.code,
            "participant_code": [f"{one.code}p{seat}" for seat in range(1, N_PEOPLE + 1)],
            "seat": range(1, N_PEOPLE + 1),
            "exit_reason": "completed",
            "consent_given": True,
            "quiz_passed": True,
            "consent_version": "v1",
            "consent_text_sha256": "0f" * 32,
            "consent_at": "2030-01-31T09:30:00Z",
            "rounds_played": 0,
        }
    )


def _played(planned: pd.DataFrame) -> pd.DataFrame:
    """Return the rounds with random reports and capacities, and what comes of them."""
    rng = np.random.default_rng(1)
    parts = []
    for parameters, some in planned.groupby(PARAMETERS):
        game = Game(**dict(zip(PARAMETERS, parameters, strict=True)))
        n = len(some)
        forecast, noise = some["forecast"].to_numpy(dtype=float), some["market_noise"].to_numpy(dtype=float)
        demand, capacity = game.demand(forecast, noise), rng.integers(150, 350, n)
        parts.append(
            some.assign(
                report=np.minimum(forecast + rng.integers(0, 40, n), game.forecast_half_width),
                capacity=capacity,
                demand=demand,
                sales=game.sales(demand, capacity),
                sender_payoff=game.sender_profit(demand, capacity),
                receiver_payoff=game.receiver_profit(demand, capacity),
                **dict.fromkeys(("sender_is_robot", "receiver_is_robot", "sender_had_left"), False),
                **dict.fromkeys(("report_timed_out", "capacity_timed_out"), False),
                **dict.fromkeys(("report_seconds", "capacity_seconds"), 10.5),
            )
        )
    return pd.concat(parts, ignore_index=True).drop(columns="belief_prize")


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return typed(name, {column: frame[column] for column in frame.columns})


if __name__ == "__main__":
    main()
