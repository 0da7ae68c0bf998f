"""The tables that a session leaves: columns, reading and checking, gaps, writing."""
