"""A study: the researcher's plan of treatments, arms and sessions, as its file says it, checked and frozen."""
