"""Carries out, inside a project's process, what a benchmark orders; run by projects.py.

An order is a line of JSON, and so is its answer. CPU is the time of the whole process, threads included.
"""

from __future__ import annotations

import asyncio
import json
import sys


def main() -> None:
    # Nothing that oTree prints may get between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr

    from lab_server import environment  # noqa: PLC0415 - oTree acts while it is imported
    from lab_server.start import otree_application  # noqa: PLC0415 - oTree acts while it is imported

    environment.prepare()
    otree_application.load()

    from benchmarks import orders  # noqa: PLC0415 - needs oTree

    # One loop for all orders: oTree's lock belongs to the loop that first waits for it.
    loop = asyncio.new_event_loop()
    for line in sys.stdin:
        order = json.loads(line)
        result = loop.run_until_complete(getattr(orders, order["order"])(**order["arguments"]))
        print(json.dumps(result), file=answers, flush=True)


if __name__ == "__main__":
    main()
