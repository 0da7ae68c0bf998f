"""The one way to decline to start."""

from __future__ import annotations


class RefusalToStart(Exception):
    """The server must not start; the message says in one sentence why and what to do."""

    # What `python -m lab_server` ends with.
    exit_code = 1


class NeedsSomebody(RefusalToStart):
    """No second try could help, so the service in deploy/ does not try again."""

    exit_code = 78  # EX_CONFIG of sysexits.h
