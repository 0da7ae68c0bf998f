"""Sona."""
