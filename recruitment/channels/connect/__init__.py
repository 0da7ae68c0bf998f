"""CloudResearch Connect."""
