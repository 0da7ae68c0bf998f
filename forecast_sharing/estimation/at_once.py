"""Independent pieces of one computation, at once on several processors.

Who asks for more processors says so once, with `processors`; whoever has pieces hands them to `at_once`. What the
pieces are never depends on how many processors there are, so neither does any result.

Processes are forks: they start in no time, have all that is there, and hand back results alone. Where there is no safe
fork, as on Windows and macOS, pieces are worked on one after the other.
"""

import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Result = TypeVar("Result")
Pieces = Sequence[Callable[[], Result]]

_processors = 1
# In a forked process: what it was forked for.
_pieces: Pieces = ()


def available() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if _can_fork() else 1


@contextmanager
def processors(number: int) -> Iterator[None]:
    """Let `at_once` use so many processors meanwhile."""
    global _processors  # noqa: PLW0603
    before, _processors = _processors, number
    try:
        yield
    finally:
        _processors = before


def at_once(pieces: Pieces[Result]) -> Iterator[Result]:
    """Yield the result of each piece in order; those that take long had better come first.

    Parameters
    ----------
    pieces : sequence of functions
        Without arguments. What they change stays unchanged here where there are several processors; what they return
        has to be picklable.

    """
    n_processes = min(_processors, len(pieces))
    if n_processes < 2 or not _can_fork():
        for piece in pieces:
            yield piece()
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(n_processes, context, _begin, (pieces,)) as pool:
        with warnings.catch_warnings():
            # From 3.12 on Python warns of forks beside threads. Those of linear algebra are made for it.
            warnings.simplefilter("ignore", DeprecationWarning)
            found = pool.map(_work_on, range(len(pieces)))
        yield from found


def _can_fork() -> bool:
    return sys.platform == "linux"


def _begin(pieces: Pieces) -> None:
    """Remember what this process was forked for; it forks no others."""
    global _processors, _pieces
    _processors, _pieces = 1, pieces


def _work_on(number: int) -> object:
    return _pieces[number]()
