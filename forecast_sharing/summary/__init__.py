"""What a table shows before any theory."""
