"""The one way to decline to start."""

from __future__ import annotations


class RefusalToStart(Exception):
    """The office must not start; the message says in one sentence why and what to do."""
