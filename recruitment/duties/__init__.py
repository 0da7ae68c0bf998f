"""What the office does by itself."""
