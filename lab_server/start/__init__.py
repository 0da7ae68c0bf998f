"""How the server comes up, and what it is put together from."""
