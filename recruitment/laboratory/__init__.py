"""Rooms and session servers."""
