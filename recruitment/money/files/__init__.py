"""The files in which lists of payments leave."""
