"""Sona: it gives credits by a call, and money is paid in cash."""

from __future__ import annotations

from recruitment.channels.description import Channel

KEY_OF_CREDIT = "credit:"
CHANNEL = Channel(
    name="sona", label="Sona", ways=("cash",), done_by_hand=(KEY_OF_CREDIT,), urls="recruitment.channels.sona.urls"
)
