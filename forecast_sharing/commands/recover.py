"""Placeholder."""


def add(commands) -> None:
    """Add."""
