"""The command line: ``python -m forecast_sharing summarize rounds.csv``, ``... fit``, ``... --help`` for the others."""

import argparse
import os
import sys
from collections.abc import Sequence

# Before numpy is loaded: threads of linear algebra are in the way of processes, and how many there are changes last
# digits, which would then depend on the computer.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from forecast_sharing.commands import confuse, describing, fit, power, preflight, recover, simulate, study
from forecast_sharing.commands.arguments import CommandError
from forecast_sharing.tables.formula_safety import InvalidFileError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code: 0, or 2 where a file or an argument is wrong."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except (OSError, ValueError) as error:
        # What the user can answer: a file that is not there or not as it should be. All else keeps its traceback.
        if isinstance(error, ValueError) and not isinstance(error, CommandError | InvalidFileError):
            raise
        print(f"error: {_sentence(error)}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    whole = argparse.ArgumentParser(prog="python -m forecast_sharing", description="Forecast-sharing experiments.")
    commands = whole.add_subparsers(required=True, metavar="command")
    for module in (describing, study, preflight, simulate, fit, recover, power, confuse):
        module.add(commands)
    return whole


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def run() -> None:
    """Run the command that was typed, for the program `forecast-sharing`."""
    sys.exit(main())


if __name__ == "__main__":
    run()
