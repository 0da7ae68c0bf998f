"""Progress on standard error: on a terminal, or where it is asked for."""

import sys
from types import TracebackType
from typing import Self

from tqdm import tqdm


def bar(total: int | None, unit: str, *, asked: bool, done: int = 0) -> "tqdm[None]":
    """Return a progress bar that is silent without a terminal, unless asked for."""
    shown = asked or sys.stderr.isatty()
    return tqdm(total=total, initial=done, unit=f" {unit}", file=sys.stderr, disable=not shown, dynamic_ncols=True)


class Steps:
    """A bar over the named steps of one computation, with a bar below it for a step that counts."""

    def __init__(self, total: int, *, asked: bool) -> None:
        self._asked = asked
        self._bar = bar(total, "steps", asked=asked)
        self._begun = False
        self._inner: tqdm[None] | None = None

    def begin(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Say that a step begins; with a total it counts."""
        self._close_inner()
        # What begins is not yet done: the bar counts the steps before it.
        if self._begun:
            self._bar.update()
        self._begun = True
        self._bar.set_description(name)
        if total:
            self._inner = bar(total, unit, asked=self._asked)

    def count(self, number: int) -> None:
        """Say how much more of the step is done."""
        if self._inner is not None:
            self._inner.update(number)

    def _close_inner(self) -> None:
        if self._inner is not None:
            self._inner.close()
            self._inner = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bars."""
        self._close_inner()
        if self._begun and kind is None:
            self._bar.update()
        self._bar.close()
