"""The files in which payment lists are exported."""
