"""Sums of money, one for each currency: amounts of two are never added."""

from __future__ import annotations

from collections.abc import Iterable

from djmoney.money import Money


def by_currency(amounts: Iterable[Money]) -> list[Money]:
    """Return the sums in the order of their currencies' codes; none where there is nothing to add."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        code = str(amount.currency)
        sums[code] = sums[code] + amount if code in sums else amount
    return [sums[code] for code in sorted(sums)]
