"""oTree's settings: the session configs, the rooms, and what the server needs to know.

Every setting of a session is declared, with its rule and meaning, in forecast_sharing/session/design.py.
"""

from dataclasses import asdict
from os import environ
from pathlib import Path

from forecast_sharing.game import CELL_TITLES, CELLS
from forecast_sharing.matching import PARTNER
from forecast_sharing.session import choices
from forecast_sharing.session.design import SessionDesign, default_config, for_admin_form
from forecast_sharing.study.session_config import read_studies, session_config
from lab_server.private_keys import secret_key

APPS = ["briefing", "cheap_talk_game", "trust_survey", "goodbye"]


def _session(name: str, display_name: str, n_demo: int, cell: str, **changed: object) -> dict:
    """Return a session config: a cell of the design, with what else it changes from the defaults."""
    return {
        "name": name,
        "display_name": display_name,
        "app_sequence": APPS,
        "num_demo_participants": n_demo,
        **{setting: for_admin_form(value) for setting, value in (asdict(CELLS[cell]) | changed).items()},
    }


# Those with a fault are named when the server starts, by CHECK_AT_START.
STUDIES = read_studies(Path(__file__).with_name("studies"))
SESSION_CONFIGS = [
    _session(
        "demo",
        "Demo: 2 people, 3 rounds",
        2,
        "ch_uh",
        matching=PARTNER,
        block_size=2,
        num_rounds=3,
        participation=choices.PILOT,
    ),
    *(_session(f"lab_{cell}", f"Lab: {title}", 4, cell, practice_rounds=2) for cell, title in CELL_TITLES.items()),
    _session(
        "repeated_ch_uh",
        f"Lab, same partner throughout: {CELL_TITLES['ch_uh']}",
        4,
        "ch_uh",
        matching=PARTNER,
        block_size=2,
        practice_rounds=2,
    ),
    _session(
        "online_ch_uh",
        f"Online, blocks fill in order of arrival: {CELL_TITLES['ch_uh']}",
        4,
        "ch_uh",
        arrival=choices.ARRIVAL,
        practice_rounds=1,
        num_rounds=15,
        quiz_max_attempts=5,
        show_up_fee_on_decline=False,
        dropout=choices.END_PAIR,
        page_seconds=900,
        max_wait_seconds=300,
    ),
    *(session_config(study, lock, APPS) for study, lock in STUDIES.studies),
]
SESSION_CONFIG_DEFAULTS = default_config()
# oTree fixes the number of rounds when it starts; a session may be shorter than the longest config, not longer.
MAX_ROUNDS = max(
    SessionDesign.from_config({**SESSION_CONFIG_DEFAULTS, **config}).total_rounds for config in SESSION_CONFIGS
)

ROOMS = [
    {"name": "lab", "display_name": "Lab", "participant_label_file": "_rooms/lab.txt"},
    {"name": "online", "display_name": "Online: labels come from the recruiting channel"},
]

# Asked by `python -m lab_server` before it opens its port.
CHECK_AT_START = "briefing.preparation.faults_at_start"
# Asked by `python -m lab_server.rehearse --study` before and after.
STUDY_REHEARSAL = "cheap_talk_game.data.study_rehearsal.planned"
REHEARSAL_REPORT = "cheap_talk_game.data.study_rehearsal.report"
# Called with each request before anything else: on arrival people read the language of their browser.
NOTE_REQUEST = "participant_ui.arrival_language.note_request"
# Compared with oTree's source by the same command.
PARTS_OF_OTREE = "participant_ui.otree_parts.PARTS"

LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = environ.get("CURRENCY", "USD")
USE_POINTS = True
# Prices have at most two decimals, so profits are exact.
POINTS_DECIMAL_PLACES = 2
# participant.payoff is settled as a whole after each round, endowment and losses included.
AUTO_TABULATE_PAYOFFS = False

# Said by whoever starts the server: nobody outside can reach it, so that http will do.
IS_CLOSED_NETWORK = environ.get("LAB_CLOSED_NETWORK", "") == "1"

ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = environ.get("OTREE_ADMIN_PASSWORD")
SECRET_KEY = secret_key()
