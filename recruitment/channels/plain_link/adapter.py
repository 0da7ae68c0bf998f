"""A plain link, for a mailing list or a panel without an interface: `?id=` with whatever the sender calls people."""

from __future__ import annotations

from recruitment.channels.interface import Adapter


class PlainLink(Adapter):
    offer_fields = ("screen_out_site", "screen_out_code")
    placeholders = {"id": "IDENTIFIER"}
