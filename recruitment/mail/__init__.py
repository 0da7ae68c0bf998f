"""E-mail that leaves at most once."""
