"""What is owed, payment lists, and how they leave."""
