"""What the person who runs a session sees and can do."""
