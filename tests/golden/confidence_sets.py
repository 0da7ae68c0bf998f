"""Records which models arch leaves in its confidence sets, and which blocks it drew.

tests/unit/estimation/test_confidence_set.py compares them with ours, given the same blocks.

arch is not among the project's packages (docs/decisions/0025-a-confidence-set-by-signs.md says why), and is needed only
to make its answers again, in an environment of its own:

    python3 -m venv arch
    arch/bin/pip install arch==8.0.0
    PYTHONPATH=. arch/bin/python -m tests.golden.confidence_sets
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

RECORDED = Path(__file__).with_suffix(".json")
N_DRAWS, SEED = 200, 1


def losses() -> dict[str, np.ndarray]:
    """Return losses of models (columns) in blocks (rows), by what is special about them."""
    rng = np.random.default_rng(20_251)
    blocks = {number: 20 * rng.standard_normal((number, 1)) for number in (6, 8, 10)}
    far = np.array([0, 0, 5, 30])
    some = {
        "four models": blocks[6] + far + 4 * rng.standard_normal((6, 4)),
        "seven near each other": blocks[10] + np.arange(7) + 4 * rng.standard_normal((10, 7)),
        "two alike": blocks[8] + 4 * rng.standard_normal((8, 3)) + np.array([5, 0, 3]),
    }
    some["two alike"] = np.insert(some["two alike"], 1, some["two alike"][:, 0], axis=1)
    return {name: one.round(2) for name, one in some.items()}


def record() -> None:
    import arch
    from arch.bootstrap import MCS

    cases = []
    for name, table in losses().items():
        # Blocks of one row are drawn each by itself: of a series in time they would be longer.
        found = MCS(table, 0.05, reps=N_DRAWS, block_size=1, method="max", bootstrap="circular", seed=SEED)
        found.compute()
        cases.append(
            {
                "name": name,
                "losses": table.tolist(),
                # A word a resample, a digit a block: there are ten at most.
                "drawn": " ".join("".join(map(str, one)) for one in found._bootstrap_indices),
                "p_values": found.pvalues["Pvalue"].sort_index().tolist(),
                "included": found.included,
            }
        )
    recorded = {
        "made_by": f"arch {arch.__version__}, arch.bootstrap.MCS, method max, circular bootstrap of single blocks",
        "made_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "cases": cases,
    }
    RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
