"""The one way in which a service says no."""

from __future__ import annotations


class Refused(Exception):
    """What was asked for breaks a rule; the message names it in the person's own language, to be shown as it is."""
