"""Sessions of simulated people, and the studies of recovery and power that are made of them."""
