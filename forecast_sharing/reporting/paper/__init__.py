"""The tables that a paper needs, in the formats that papers are written in."""
