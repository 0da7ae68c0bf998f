"""How a benchmark tells what it found."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns of equal width, the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    print(f"\n{title}")
    for first, *others in (header, *rows):
        numbers = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *numbers]))


def seconds(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} s"


def milliseconds(values: Sequence[float]) -> str:
    return f"{1000 * statistics.median(values):.1f} ms"


def ratio(ours: Sequence[float], sample: Sequence[float]) -> str:
    """Return the median of the ratios of pairs measured side by side, and their quartiles."""
    ratios = [our / its for our, its in zip(ours, sample, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"
