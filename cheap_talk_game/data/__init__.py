"""What leaves the game: tables, and what is owed to each person."""
