"""The recruitment office: from a pool of people to a full, paid session. Identity is kept here and nowhere else."""
