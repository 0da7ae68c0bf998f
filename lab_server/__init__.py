"""Runs oTree's own web application so that nothing a participant decided can be lost.

Start it with ``python -m lab_server`` in the project's folder; see ``--help``.
"""
