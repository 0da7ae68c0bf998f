"""Check-in, the session on its server, and its outcomes."""
