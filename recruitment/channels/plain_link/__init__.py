"""A plain link."""
