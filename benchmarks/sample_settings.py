"""Becomes settings.py of the project that holds the yardstick alone."""

from os import environ

SESSION_CONFIGS = [
    {"name": "sample_trust", "app_sequence": ["sample_trust"], "num_demo_participants": 2},
]
SESSION_CONFIG_DEFAULTS = {"participation_fee": 5.00, "real_world_currency_per_point": 0.01}

LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "USD"
USE_POINTS = True

ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = environ.get("OTREE_ADMIN_PASSWORD")
SECRET_KEY = "only for benchmarks"  # noqa: S105 - nobody logs in
