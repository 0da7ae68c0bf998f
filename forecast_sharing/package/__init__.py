"""A study's sessions as one package that others can read, check and compute anew."""
