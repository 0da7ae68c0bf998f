"""What is owed, lists of payments, and how they leave."""
