"""Studies, who may come, and who is invited."""
