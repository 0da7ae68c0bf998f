"""Records which logit equilibria pygambit finds in coarse versions of the game.

tests/unit/models/test_choice_models.py and test_quantal_response.py compare them with ours.

pygambit has no wheels: installing it takes a C++ compiler and ten minutes. So its answers are kept, and it is needed
only to make them again, in an environment of its own beside the project's packages:

    python3 -m venv gambit
    gambit/bin/pip install pygambit==16.7.0 numpy scipy
    PYTHONPATH=. gambit/bin/python -m tests.golden.logit_equilibria
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from forecast_sharing.game import CELLS

RECORDED = Path(__file__).with_suffix(".json")
PRECISIONS = (0.0002, 0.001, 0.005)


def coarse_game() -> tuple[np.ndarray, np.ndarray]:
    """Return what sender (rows) and receiver (columns) expect to earn, in points.

    The sender inflates by 0, 40 or 80, the receiver takes off 0, 40 or 80; forecasts -60, 0 and 60 are equally likely.
    """
    game, steps, forecasts = CELLS["ch_ul"], np.array([0.0, 40.0, 80.0]), np.array([-60.0, 0.0, 60.0])
    capacity = game.full_trust_capacity(forecasts[:, None, None] + steps[:, None] - steps)
    sales = game.expected_sales(forecasts[:, None, None], capacity)
    sender = (game.retail_price - game.wholesale_price) * sales.mean(axis=0)
    receiver = (game.wholesale_price * sales - game.capacity_cost * capacity).mean(axis=0)
    return sender, receiver


MESSAGES = np.array([-60.0, 0.0, 60.0])
CAPACITIES = np.array([175.0, 235.0, 295.0])


def message_payoffs() -> tuple[np.ndarray, np.ndarray]:
    """Return what sender and receiver earn, in points, by forecast and capacity; reports cost nothing.

    The sender sees -60, 0 or 60, all equally likely, and reports one of them; the receiver chooses one of three
    capacities after the report.
    """
    game = CELLS["ch_ul"]
    sales = game.expected_sales(MESSAGES[:, None], CAPACITIES)
    receiver = game.wholesale_price * sales - game.capacity_cost * CAPACITIES
    return (game.retail_price - game.wholesale_price) * sales, receiver


def message_equilibria(pygambit) -> list[dict]:
    sender, receiver = message_payoffs()
    game = pygambit.Game.new_tree(players=["sender", "receiver"])
    numbers = range(len(MESSAGES))
    game.append_move(game.root, game.players.chance, [f"f{n}" for n in numbers])
    after_reports = {m: [] for m in numbers}
    for forecast in numbers:
        node = game.root.children[f"f{forecast}"]
        game.append_move(node, "sender", [f"m{n}" for n in numbers])
        for report in numbers:
            after_reports[report].append(node.children[f"m{report}"])
    for nodes in after_reports.values():
        game.append_move(nodes, "receiver", [f"k{n}" for n in numbers])
    for forecast in numbers:
        for report in numbers:
            for capacity in numbers:
                earned = [float(one[forecast, capacity] - one.mean()) / 1_000 for one in (sender, receiver)]
                end = game.root.children[f"f{forecast}"].children[f"m{report}"].children[f"k{capacity}"]
                game.set_outcome(end, game.add_outcome(f"{forecast}, {report}, {capacity}", earned))
    found = []
    for precision in PRECISIONS:
        (branch,) = pygambit.qre.logit_solve_lambda(game, lam=[1_000 * precision])
        # By player, information set and action, one after the other.
        flat = iter(branch[number] for number in range(len(branch)))
        by_role = {
            player.label: [[float(next(flat)) for _ in at.actions] for at in player.infosets] for player in game.players
        }
        found.append({"precision": precision, **by_role})
    return found


def record() -> None:
    import pygambit

    sender, receiver = coarse_game()
    # In thousands of points, the size of numbers that pygambit's steps are made for.
    table = pygambit.Game.from_arrays((sender - sender.mean()) / 1_000, (receiver - receiver.mean()) / 1_000)
    equilibria = []
    for precision in PRECISIONS:
        (found,) = pygambit.qre.logit_solve_lambda(table, lam=[1_000 * precision])
        mixtures = [[float(found.profile[strategy]) for strategy in player.strategies] for player in table.players]
        equilibria.append({"precision": precision, "sender": mixtures[0], "receiver": mixtures[1]})
    recorded = {
        "made_by": f"pygambit {pygambit.__version__}, logit_solve_lambda",
        "made_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "sender_payoffs": sender.tolist(),
        "receiver_payoffs": receiver.tolist(),
        "equilibria": equilibria,
        "message_equilibria": message_equilibria(pygambit),
    }
    RECORDED.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
