"""A throw-away oTree project: the server and the harness are tested with it, not with the game."""

from os import environ

from lab_server.private_keys import secret_key

SESSION_CONFIGS = [
    dict(name="counting", app_sequence=["counting"], num_demo_participants=2, step=1, exaggerates=1),
]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1.00, participation_fee=0.00, doc="")
PARTICIPANT_FIELDS = []
SESSION_FIELDS = []
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "USD"
USE_POINTS = True
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = environ.get("OTREE_ADMIN_PASSWORD")
DEMO_PAGE_INTRO_HTML = ""
SECRET_KEY = secret_key()
