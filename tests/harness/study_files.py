"""A small study file that is sound."""

SOUND = """
title = "Two cells"
question = "Which?"
hypotheses = ["More."]
seed = 5
[session]
block_size = 4
show_up_fee = 7.5
[treatments.dear]
capacity_cost = 60
[treatments.cheap]
capacity_cost = 15
[arms.one]
blocks = 2
parts = [{ treatment = "dear", rounds = 3 }, { treatment = "cheap", rounds = 4 }]
[arms.two]
blocks = 2
parts = [{ treatment = "cheap", rounds = 7 }]
[plan]
sessions = 2
exclusions = ["None."]
[analysis]
contrasts = [{ outcome = "inflation", first = "dear", second = "cheap" }]
"""
