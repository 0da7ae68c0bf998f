"""Theories as probabilities of choices, and what follows: policies of computers, simulated people."""
