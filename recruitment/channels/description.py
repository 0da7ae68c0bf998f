"""What the office asks about a channel that needs no table: how it is called, and how its people are paid.

Each channel describes itself in `channels/NAME/description.py`; `channels/registry.py` lists them. What a channel does
is in its adapter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recruitment.channels.interface import Adapter
    from recruitment.models import Payment, PaymentBatch

# How the office pays by itself. A channel may pay, too; the way then has the channel's name.
OFFICE_WAYS = ("cash", "sepa", "paypal")


@dataclass(frozen=True, slots=True)
class FileKind:
    """The file in which a payment list leaves."""

    ending: str
    content_type: str
    # The same list gives the same bytes.
    build: Callable[[PaymentBatch, Sequence[Payment]], bytes]
    # What of it belongs to the day on which it is taken.
    on_the_day: Callable[[bytes, date], bytes] = lambda content, _day: content


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel. Nothing about money has a default that pays somebody."""

    name: str  # of its folder, and in the database
    label: str
    # How its people are paid: ways of the office, or the channel's own name where it pays them itself.
    ways: tuple[str, ...]
    # Where the channel pays: the file of a list, and how many payments it takes at once.
    payment_file: FileKind | None = None
    most_payments: int | None = None
    # Without a completion code nobody is paid there.
    pays_by_a_code: bool = False
    # The office can ask what became of people's submissions.
    tells_of_submissions: bool = False
    # How the keys of calls begin that people can replace at the channel itself.
    done_by_hand: tuple[str, ...] = ()
    # The module with addresses of its own pages, in `of_staff`.
    urls: str = ""

    def __post_init__(self) -> None:
        strange = set(self.ways) - {*OFFICE_WAYS, self.name}
        if strange:
            raise ValueError(f"channel {self.name!r}: ways must be among {(*OFFICE_WAYS, self.name)}, not {strange}")
        if self.pays_itself != (self.payment_file is not None):
            raise ValueError(f"channel {self.name!r}: a channel that pays itself has a payment_file, and no other has")

    @property
    def pays_itself(self) -> bool:
        return self.name in self.ways

    @property
    def adapter(self) -> Adapter:
        """What the channel does; adapters use tables, so they are imported when they are asked for."""
        return import_module(f"recruitment.channels.{self.name}.adapter").ADAPTER
