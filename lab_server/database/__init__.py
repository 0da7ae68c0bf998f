"""What must be true of a database before participants may write to it."""
