"""The survey after the game: trust, risk, levels of thinking, demographics. This file only wires."""

from trust_survey.models import C, Group, Player, Subsession
from trust_survey.pages import page_sequence

doc = "Trust and risk scales, the 11-20 money request game (hypothetical) and demographics; every answer is optional."

__all__ = ["C", "Group", "Player", "Subsession", "page_sequence"]
