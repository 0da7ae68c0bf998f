"""Who is there, who has left, and who may leave."""
