"""Studies with simulated people: whether estimates can be trusted, and how many people are needed."""
