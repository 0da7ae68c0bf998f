"""Erasure, retention, people's own data, and the log of who read what."""
