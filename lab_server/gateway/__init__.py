"""The layer between the network and oTree: each module refuses, adds or answers one thing."""
