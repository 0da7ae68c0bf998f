"""A throw-away oTree project for what happens at the same time: requests that stand still half-way, time limits."""

from os import environ

from lab_server.private_keys import secret_key

SESSION_CONFIGS = [
    dict(name="pausing", app_sequence=["pausing"], num_demo_participants=2),
    dict(name="timing", app_sequence=["timing"], num_demo_participants=2),
]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.00, participation_fee=0.00, doc="")
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "USD"
USE_POINTS = True
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = environ.get("OTREE_ADMIN_PASSWORD")
SECRET_KEY = secret_key()
