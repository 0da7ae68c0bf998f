"""Forecast sharing by cheap talk: the game, the matching and the data of the experiments.

Nothing here knows the web server: the pages pay and pair people with these functions, and the analysis reads what
they wrote with the same ones.
"""

__version__ = "0.1.0"
